"""Loading a base model, its processor, and the libraries they need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.training.config import Model

# What a folder holds beside its weights, as every reader knows it.
BESIDE_WEIGHTS = ("*.json", "*.jinja", "*.txt")
LORA_LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def import_transformers() -> Any:
    """The module transformers, with torch. Raises ConfigError that says how to install them."""
    # Before torch is imported: threads that wait must not spin beside other work.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    # Imported after our own progress, its bars would tear the lines.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import accelerate  # noqa: F401
        import torch  # noqa: F401
        import transformers
    except ImportError as error:
        raise ConfigError("Training needs the extra 'vlm': pip install 'zero-to-cad[vlm]'.") from error
    transformers.utils.logging.disable_progress_bar()
    return transformers


def local_folder(base: str) -> Path:
    """The folder of a model that is one already or a name on the hub, fetched where it is not there yet.

    Raises UnreadableError when it can be neither.
    """
    folder = Path(base).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        return Path(snapshot_download(base, allow_patterns=[*BESIDE_WEIGHTS, "*.safetensors"]))
    except (OSError, ValueError, HFValidationError) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableError(f"The model {base} is no folder and cannot be fetched from the hub: {reason}") from error


def load_processor(folder: Path) -> Any:
    """The processor of a model's folder: tokenizer, pictures, chat template.

    Raises UnreadableError when the folder holds none.
    """
    transformers = import_transformers()
    try:
        return transformers.AutoProcessor.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{folder} holds no processor: {str(error).splitlines()[0]}") from error


def load_model(folder: Path, settings: Model) -> Any:
    """The model of a folder with fp32 weights, its attention dropout set, under LoRA where that is asked for.

    Raises UnreadableError when the folder holds none, ConfigError when LoRA is asked for and peft is not installed.
    """
    transformers = import_transformers()
    import torch

    try:
        model = transformers.Qwen3VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{folder} holds no Qwen3-VL model: {str(error).splitlines()[0]}") from error
    for layer in model.model.language_model.layers:
        layer.self_attn.attention_dropout = settings.attention_dropout
    _multiply_patches(model.model.visual.patch_embed)
    if not settings.lora_rank:
        return model
    try:
        import peft
    except ImportError as error:
        raise ConfigError("LoRA needs peft: pip install 'zero-to-cad[vlm]'.") from error
    layers = rf".*language_model.*\.({'|'.join(LORA_LAYERS)})"
    wanted = peft.LoraConfig(r=settings.lora_rank, lora_alpha=settings.lora_alpha, target_modules=layers)
    return peft.get_peft_model(model, wanted)


def _multiply_patches(embedding: Any) -> None:
    """Let the patch embedding multiply a matrix instead of convolving.

    The same weights and the same figures, since each patch is as large as the kernel; on a CPU the convolution's
    backward pass takes longer than all the rest of the tiny model together.
    """
    from torch.nn.functional import linear

    kernel = embedding.proj

    def forward(patches: Any) -> Any:
        return linear(patches.to(kernel.weight.dtype), kernel.weight.flatten(1), kernel.bias)

    embedding.forward = forward


def copy_beside_weights(source: Path, folder: Path) -> None:
    """Copy tokenizer, templates and settings from one model's folder to another, the files of weights left out."""
    for pattern in BESIDE_WEIGHTS:
        for path in source.glob(pattern):
            if not path.name.endswith(".index.json") and not (folder / path.name).exists():
                shutil.copyfile(path, folder / path.name)
