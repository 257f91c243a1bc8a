"""The log of a run: one JSON object a line, and the same curves for TensorBoard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

LOG = "log.jsonl"
CURVES = "tensorboard"

Told = Callable[[Mapping[str, Any]], None]


class Journal:
    """Writes `log.jsonl` and the folder `tensorboard` in a run's folder.

    `step` is where the run goes on: lines of later steps, written by a process that was killed before it saved them,
    are dropped, so that each step is there once. Every line is on disk as soon as it is written.
    """

    def __init__(self, folder: Path, step: int, told: Told | None = None) -> None:
        self._told = told
        path = folder / LOG
        kept = [line for line in _lines(path) if line["step"] <= step]
        scratch = path.with_suffix(".new")
        scratch.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        scratch.replace(path)
        self._file: IO[str] = path.open("a", encoding="utf-8")
        from torch.utils.tensorboard import SummaryWriter

        self._curves = SummaryWriter(str(folder / CURVES), purge_step=step + 1)

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Add a line; the names of the values tell a step of training from an evaluation."""
        line = {"step": step, **values}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        for name, value in values.items():
            self._curves.add_scalar(name, value, step)
        if self._told:
            self._told(line)

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        self._curves.close()


def _lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a log; the last may have been cut off."""
    found = []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            with suppress(json.JSONDecodeError):
                found.append(json.loads(line))
    return found
