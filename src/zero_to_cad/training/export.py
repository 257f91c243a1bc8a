"""The same samples for other trainers: jsonl beside a folder of pictures."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from zero_to_cad.dataset import Sample
from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT, VIEW_COUNT

SAMPLES = "samples.jsonl"
PICTURES = "images"
# What ms-swift and LLaMA-Factory put a picture in place of.
PLACEHOLDER = "<image>" * VIEW_COUNT

Row = dict[str, Any]


def export_samples(samples: Iterable[Sample], folder: Path | str, trainer: str) -> int:
    """Write `samples.jsonl` and `images/` for a trainer of TRAINERS into a new folder, and return how many.

    The folder appears whole or not at all. Raises ConfigError for an unknown trainer and when the folder exists.
    """
    if trainer not in TRAINERS:
        raise ConfigError(f"There is no export for {trainer!r}: use one of {', '.join(TRAINERS)}.")
    folder = Path(folder)
    if folder.exists():
        raise ConfigError(f"{folder} exists: name a new folder for the export.")
    fresh = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    count = 0
    try:
        (fresh / PICTURES).mkdir(parents=True)
        with (fresh / SAMPLES).open("w", encoding="utf-8") as lines:
            for sample in samples:
                names = [f"{PICTURES}/{sample.uuid}_{number}.png" for number in range(len(sample.images))]
                for name, data in zip(names, sample.images, strict=True):
                    (fresh / name).write_bytes(data)
                lines.write(json.dumps(TRAINERS[trainer](sample.program, names), ensure_ascii=False) + "\n")
                count += 1
        if trainer == "llama-factory":
            (fresh / "dataset_info.json").write_text(json.dumps(LLAMA_FACTORY, indent=2) + "\n", encoding="utf-8")
        fresh.rename(folder)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def _trl(program: str, pictures: list[str]) -> Row:
    """Prompt and completion apart, so that TRL learns the completion alone; a conversation would be learnt whole."""
    return {
        "prompt": [{"role": "system", "content": SYSTEM_PROMPT}, {"role": "user", "content": USER_TEXT}],
        "completion": [{"role": "assistant", "content": program}],
        "images": pictures,
    }


def _messages(program: str, pictures: list[str]) -> Row:
    return {
        "messages": [
            {"role": "system", "content": SYSTEM_PROMPT},
            {"role": "user", "content": PLACEHOLDER + USER_TEXT},
            {"role": "assistant", "content": program},
        ],
        "images": pictures,
    }


TRAINERS: dict[str, Callable[[str, list[str]], Row]] = {
    "trl": _trl,
    "ms-swift": _messages,
    "llama-factory": _messages,
}
LLAMA_FACTORY = {
    "zero_to_cad": {
        "file_name": SAMPLES,
        "formatting": "sharegpt",
        "columns": {"messages": "messages", "images": "images"},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
            "system_tag": "system",
        },
    }
}
