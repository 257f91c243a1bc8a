"""What a checkpoint folder must hold so that every reader of Qwen3-VL loads it as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ConfigError

MUST_HOLD = (
    "config.json",
    "generation_config.json",
    "preprocessor_config.json",
    "video_preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
)


def complete_folder(folder: Path) -> None:
    """Add to the folder's settings what older readers look for elsewhere, and check that no file is missing.

    transformers 4.57 and vLLM beside it read `tie_word_embeddings`, `rope_theta` and `rope_scaling` from the text's
    part of config.json: without the first the output layer is left at random values. They know extra special tokens
    as `additional_special_tokens`. transformers 5 reads both spellings. Raises ConfigError that names a missing file.
    """
    missing = [name for name in MUST_HOLD if not (folder / name).is_file()]
    if missing:
        raise ConfigError(f"The checkpoint folder {folder} lacks {', '.join(missing)}.")
    config = _read(folder / "config.json")
    text = config["text_config"]
    text["tie_word_embeddings"] = config["tie_word_embeddings"]
    if rope := text.get("rope_parameters"):
        text["rope_theta"] = rope["rope_theta"]
        text["rope_scaling"] = {key: value for key, value in rope.items() if key != "rope_theta"}
    _write(folder / "config.json", config)
    tokenizer = _read(folder / "tokenizer_config.json")
    if isinstance(tokenizer.get("extra_special_tokens"), list):
        tokenizer["additional_special_tokens"] = tokenizer.pop("extra_special_tokens")
        _write(folder / "tokenizer_config.json", tokenizer)


def last_checkpoint(run: Path, processes: int = 1) -> Path | None:
    """The newest checkpoint of a run that was written whole; None when there is none.

    transformers' Trainer writes trainer_state.json last, and one file of random numbers a process.
    """
    found = sorted(run.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    return next((path for path in reversed(found) if _is_whole(path, processes)), None)


def _is_whole(checkpoint: Path, processes: int) -> bool:
    try:
        _read(checkpoint / "trainer_state.json")
    except (OSError, json.JSONDecodeError):
        return False
    return len(list(checkpoint.glob("rng_state*.pth"))) >= processes


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
