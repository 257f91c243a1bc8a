"""The samples a run trains on and their order, fixed by the seed alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from zero_to_cad.dataset import LocalSplit, Sample
from zero_to_cad.training.collator import Collator

# Samples of a stream that are held to be drawn from.
BUFFER = 512


@dataclass(frozen=True)
class Examples:
    """The kept rows of a local split, as a torch map-style dataset. Rows are read when asked for."""

    split: LocalSplit
    kept: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, index: int) -> Sample:
        return self.split[self.kept[index]]


@dataclass(frozen=True)
class Order:
    """Row numbers for a whole run, as a torch sampler: one shuffle of all rows after another.

    It does not depend on the number of processes, and any place of it can be reached without reading data.
    """

    rows: int
    length: int
    seed: int

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[int]:
        for start in range(0, self.length, self.rows):
            shuffled = np.random.default_rng([self.seed, start // self.rows]).permutation(self.rows)
            yield from shuffled[: self.length - start].tolist()


class Stream:
    """A split on the hub without end, each pass shuffled within a buffer; samples that are too long are passed over.

    To be wrapped in a torch IterableDataset. The same seed gives the same order.
    """

    def __init__(self, split: Iterable[Sample], collator: Collator, room: int, seed: int) -> None:
        self.split, self.collator, self.room, self.seed = split, collator, room, seed

    def __iter__(self) -> Iterator[Sample]:
        turn = 0
        while True:
            yield from self._turn(np.random.default_rng([self.seed, turn]))
            turn += 1

    def _turn(self, rng: np.random.Generator) -> Iterator[Sample]:
        held: list[Sample] = []
        for sample in self.split:
            if len(self.collator.completion(sample.program)) > self.room:
                continue
            if len(held) < BUFFER:
                held.append(sample)
                continue
            place = int(rng.integers(BUFFER))
            yield held[place]
            held[place] = sample
        for place in rng.permutation(len(held)).tolist():
            yield held[place]
