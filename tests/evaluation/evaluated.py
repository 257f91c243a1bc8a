"""Small evaluations for the tests: parts, one recorded program for all, and items that kill their process."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import cadquery

from zero_to_cad.evaluation import Record, Settings
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.measuring import Outcome
from zero_to_cad.part import Part, write
from zero_to_cad.propose import Target

PROGRAM = 'import cadquery as cq\n\nside = 10.0\nresult = cq.Workplane("XY").box(side, side, side)\n'


def parts_folder(folder: Path, count: int, suffix: str = ".step") -> Path:
    """Boxes 10 x 10 x 10, 10 x 10 x 9 and so on, and the program of the first, beside them."""
    folder.mkdir(parents=True)
    for number in range(count):
        height = 10.0 * (1 - number / (2 * count))
        part = Part.from_shape(cadquery.Workplane().box(10, 10, height).val(), f"box_{number:03}")
        write(part, folder / f"box_{number:03}{suffix}")
    program = folder.with_suffix(".py")
    program.write_text(PROGRAM)
    return folder


def settings(folder: Path, program: Path | None = None) -> Settings:
    """Of a folder that `parts_folder` made: the same program proposed for every part."""
    return Settings(
        f"recorded:{program or folder.with_suffix('.py')}", str(folder), protocols=("zero-to-cad",), budget=5
    )


def without_seconds(records: list[Record]) -> dict[str, Record]:
    """Records by name, but for what differs from run to run."""
    return {record.name: replace(record, seconds=0.0) for record in records}


@dataclass(frozen=True)
class Deadly:
    """An item that ends its process, or with `once` only the first time."""

    name: str
    once: Path | None = None

    def load(self) -> Target:
        if self.once is None or not self.once.exists():
            if self.once is not None:
                self.once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Target(self.name)

    def packed(self) -> Item:
        return self


def quick(item: Item) -> Outcome:
    """Work without an engine: loads the item, and that is all."""
    item.load()
    return Outcome(Record(item.name, "done"))


@dataclass(frozen=True)
class Harmless:
    """An item with nothing in it."""

    name: str

    def load(self) -> Target:
        return Target(self.name)

    def packed(self) -> Item:
        return self
