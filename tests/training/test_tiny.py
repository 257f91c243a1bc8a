from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from samples import PROGRAM
from transformers import AutoTokenizer, Qwen3VLForConditionalGeneration

from zero_to_cad.errors import ConfigError
from zero_to_cad.training import build_tiny
from zero_to_cad.training.checkpoint import MUST_HOLD, complete_folder
from zero_to_cad.training.tiny import SPECIAL_TOKENS


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny", [PROGRAM])


def test_the_model_loads_whole(tiny: Path) -> None:
    model, about = Qwen3VLForConditionalGeneration.from_pretrained(tiny, output_loading_info=True)
    assert not about["missing_keys"]
    assert not about["unexpected_keys"]
    assert not about["mismatched_keys"]
    assert 1e6 < sum(value.numel() for value in model.parameters()) < 1e7
    assert model.lm_head.weight is model.model.language_model.embed_tokens.weight


def test_the_folder_speaks_to_older_readers_too(tiny: Path) -> None:
    text = json.loads((tiny / "config.json").read_text())["text_config"]
    assert text["tie_word_embeddings"] is True
    assert text["rope_theta"] == text["rope_parameters"]["rope_theta"]
    assert text["rope_scaling"]["mrope_section"] == [12, 10, 10]
    assert json.loads((tiny / "tokenizer_config.json").read_text())["additional_special_tokens"]


def test_the_tokenizer_spells_text_and_special_tokens(tiny: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    for text in (PROGRAM, "größe = 1.25  # µm, 名前\t\r\n"):
        assert tokenizer.decode(tokenizer(text).input_ids) == text
    for token in SPECIAL_TOKENS:
        assert len(tokenizer(token).input_ids) == 1
    assert len(tokenizer("12.5").input_ids) == 4, "digits stay apart, as in Qwen's tokenizer"


def test_the_chat_template_is_that_of_qwen3_vl(tiny: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    user = [{"type": "image"}, {"type": "image"}, {"type": "text", "text": "Go."}]
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": user}]
    picture = "<|vision_start|><|image_pad|><|vision_end|>"
    prompt = (
        "<|im_start|>system\nBe brief.<|im_end|>\n"
        f"<|im_start|>user\n{picture}{picture}Go.<|im_end|>\n<|im_start|>assistant\n"
    )
    assert tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False) == prompt


def test_the_same_texts_and_seed_give_the_same_bytes(tiny: Path, tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    again = build_tiny(tmp_path / "again", [PROGRAM])
    assert torch.equal(torch.random.get_rng_state(), before)
    assert {path.name for path in again.iterdir()} == {path.name for path in tiny.iterdir()}
    for path in again.iterdir():
        assert path.read_bytes() == (tiny / path.name).read_bytes(), path.name


def test_another_seed_gives_other_weights(tiny: Path, tmp_path: Path) -> None:
    other = build_tiny(tmp_path / "other", [PROGRAM], seed=1)
    weights = "model.safetensors"
    assert (other / weights).read_bytes() != (tiny / weights).read_bytes()


def test_an_existing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="exists"):
        build_tiny(tmp_path, [PROGRAM])


def test_a_folder_that_lacks_a_file_is_named(tmp_path: Path) -> None:
    for name in MUST_HOLD[:-1]:
        (tmp_path / name).write_text("{}")
    with pytest.raises(ConfigError, match=MUST_HOLD[-1]):
        complete_folder(tmp_path)
