"""The parts of an evaluation: where each comes from, loaded only by the process that works on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from zero_to_cad.dataset import LocalSplit, Sample, open_split
from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.evaluation import suite
from zero_to_cad.evaluation.settings import Settings
from zero_to_cad.propose import Target

SUFFIXES = {".step", ".stp", ".stl", ".brep", ".obj", ".ply", ".3mf", ".glb"}


class Item(Protocol):
    """One part to be rebuilt. Small enough to be sent to another process; `name` is unique in its run."""

    @property
    def name(self) -> str: ...

    def load(self) -> Target:
        """The part, and its pictures where they are recorded. Raises InputError."""

    def packed(self) -> Item:
        """The same without need of this machine's files."""


@dataclass(frozen=True)
class FileItem:
    """A part's file."""

    name: str
    path: Path

    def load(self) -> Target:
        return self.packed().load()

    def packed(self) -> Item:
        try:
            return BytesItem(self.name, self.path.name, self.path.read_bytes())
        except OSError as error:
            raise UnreadableError(f"{self.path} cannot be read: {error.strerror}.") from error


@dataclass(frozen=True)
class BytesItem:
    """A part's file, already read."""

    name: str
    file: str
    data: bytes

    def load(self) -> Target:
        from zero_to_cad.part import read_bytes

        return Target(self.name, part=read_bytes(self.data, self.file))

    def packed(self) -> Item:
        return self


@dataclass(frozen=True)
class RowItem:
    """A row of a local dataset."""

    name: str
    split: LocalSplit
    row: int

    def load(self) -> Target:
        return self.packed().load()

    def packed(self) -> Item:
        return SampleItem(self.name, self.split[self.row])


@dataclass(frozen=True)
class SampleItem:
    """A row, already read."""

    name: str
    sample: Sample

    def load(self) -> Target:
        return Target(self.name, part=self.sample.part, views=self.sample.views if self.sample.images else None)

    def packed(self) -> Item:
        return self


def items_of(settings: Settings) -> Sequence[Item] | Iterator[Item]:
    """The parts that the settings name, in the order of the data; an iterator only for a stream from the hub.

    Of local data `limit` parts are drawn by `seed`; a stream cannot be drawn from, and gives its first.
    Raises ConfigError and UnreadableError.
    """
    found = _all_items(settings)
    if settings.limit is None:
        return found
    if not isinstance(found, Sequence):
        return islice(found, settings.limit)
    count = min(settings.limit, len(found))
    drawn = np.random.default_rng(settings.seed).choice(len(found), size=count, replace=False)
    return [found[place] for place in sorted(drawn.tolist())]


def _all_items(settings: Settings) -> Sequence[Item] | Iterator[Item]:
    if settings.data.startswith("suite:"):
        return [BytesItem(part.name, part.file, part.data) for part in suite.parts(settings.data.partition(":")[2])]
    path = Path(settings.data).expanduser()
    if path.is_dir() and not (path / "data").is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
        if files:
            return _named(files, path)
    split = open_split(settings.data, settings.split, ("step_file", "stl_file", *_pictures(settings)))
    if not isinstance(split, LocalSplit):
        return (SampleItem(sample.uuid, sample) for sample in split)
    names = [name for table in LocalSplit(split.files, ("uuid",)).batches() for name in table["uuid"].to_pylist()]
    if not names:
        raise ConfigError(f"{settings.data} holds no sample in the split {settings.split!r}.")
    return [RowItem(name, split, row) for row, name in enumerate(names)]


def _named(files: Sequence[Path], folder: Path) -> list[Item]:
    """Files by their stems, or by their whole relative paths where two stems are the same."""
    stems = [file.stem for file in files]
    unique = len(set(stems)) == len(stems)
    return [FileItem(file.stem if unique else str(file.relative_to(folder)), file) for file in files]


def _pictures(settings: Settings) -> tuple[str, ...]:
    from zero_to_cad.dataset.schema import IMAGES

    return IMAGES if settings.sight == "views" else ()
