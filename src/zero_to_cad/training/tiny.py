"""A model of Qwen3-VL's architecture with a few million parameters and a tokenizer of its own.

Everything that works on it works on the published checkpoint: the folder has the same files, the same classes and the
same prompt. Only sizes, the vocabulary and the patches differ: 32 pixels a patch instead of 16, so that a view of
256x256 becomes 16 tokens instead of 64.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from zero_to_cad.errors import ConfigError
from zero_to_cad.training.checkpoint import complete_folder
from zero_to_cad.training.loading import import_transformers

if TYPE_CHECKING:
    from transformers import Qwen2Tokenizer, Qwen3VLConfig

VOCABULARY = 768
PATCH = 32
END_OF_TURN = "<|im_end|>"
PAD = "<|endoftext|>"
# Qwen3-VL's, in the order of their ids.
SPECIAL_TOKENS = (
    PAD,
    "<|im_start|>",
    END_OF_TURN,
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
# As in the published checkpoint, but for the patches. Written by hand: the video processor's class needs torchvision.
PATCHES = {"patch_size": PATCH, "temporal_patch_size": 2, "merge_size": 2}
PIXELS = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3, "processor_class": "Qwen3VLProcessor"}
PREPROCESSOR = {
    "size": {"longest_edge": 16777216, "shortest_edge": 65536},
    **PATCHES,
    **PIXELS,
    "image_processor_type": "Qwen2VLImageProcessorFast",
}
VIDEO_PREPROCESSOR = {
    "size": {"longest_edge": 25165824, "shortest_edge": 4096},
    **PATCHES,
    **PIXELS,
    "video_processor_type": "Qwen3VLVideoProcessor",
}


def build_tiny(folder: Path | str, texts: Sequence[str], seed: int = 0) -> Path:
    """Write an untrained tiny model into a new folder and return the folder.

    `texts` are what its tokenizer learns to spell in few tokens: programs, and the prompt if it shall be short too.
    The same texts and seed give the same weights and tokens. `Qwen3VLForConditionalGeneration`, `AutoProcessor` and
    vLLM load the folder as it is.

    Raises ConfigError when the folder exists or the extra `vlm` is not installed.
    """
    folder = Path(folder)
    if folder.exists():
        raise ConfigError(f"{folder} exists: name a new folder for the tiny model.")
    transformers = import_transformers()
    import torch

    tokenizer = _tokenizer(texts)
    config = _config(tokenizer)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = transformers.Qwen3VLForConditionalGeneration(config)
    model.generation_config = transformers.GenerationConfig(
        bos_token_id=config.text_config.bos_token_id,
        eos_token_id=[tokenizer.convert_tokens_to_ids(END_OF_TURN), tokenizer.convert_tokens_to_ids(PAD)],
        pad_token_id=tokenizer.pad_token_id,
        do_sample=False,
    )
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    for name, content in (
        ("preprocessor_config.json", PREPROCESSOR),
        ("video_preprocessor_config.json", VIDEO_PREPROCESSOR),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    complete_folder(folder)
    return folder


def _tokenizer(texts: Sequence[str]) -> Qwen2Tokenizer:
    """Byte-level BPE that splits text as Qwen's does (each digit apart), learnt from `texts`."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import Qwen2Tokenizer
    from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

    learner = Tokenizer(models.BPE())
    learner.normalizer = normalizers.NFC()
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    learner.train_from_iterator(sorted(set(texts)), trainer)
    learnt = json.loads(learner.to_str())["model"]
    return Qwen2Tokenizer(
        vocab=learnt["vocab"],
        merges=[tuple(pair) for pair in learnt["merges"]],
        eos_token=END_OF_TURN,
        pad_token=PAD,
        extra_special_tokens=list(SPECIAL_TOKENS),
        chat_template=files(__package__).joinpath("presets", "chat_template.jinja").read_text(encoding="utf-8"),
        model_max_length=32768,
    )


def _config(tokenizer: Qwen2Tokenizer) -> Qwen3VLConfig:
    from transformers import Qwen3VLConfig

    ids = {token: tokenizer.convert_tokens_to_ids(token) for token in SPECIAL_TOKENS}
    return Qwen3VLConfig(
        text_config={
            "vocab_size": VOCABULARY,
            "hidden_size": 192,
            "intermediate_size": 512,
            "num_hidden_layers": 4,
            "num_attention_heads": 3,
            "num_key_value_heads": 3,
            "head_dim": 64,
            "max_position_embeddings": 32768,
            "attention_dropout": 0.0,
            "rms_norm_eps": 1e-6,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 5000000.0,
                "mrope_section": [12, 10, 10],
                "mrope_interleaved": True,
            },
            "tie_word_embeddings": True,
            "bos_token_id": ids[PAD],
            "eos_token_id": ids[END_OF_TURN],
            "pad_token_id": ids[PAD],
        },
        vision_config={
            "depth": 2,
            "hidden_size": 128,
            "intermediate_size": 256,
            "num_heads": 4,
            "patch_size": PATCH,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "out_hidden_size": 192,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )
