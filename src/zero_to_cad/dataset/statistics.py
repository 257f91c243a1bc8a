"""What a split holds, in numbers: one pass over the columns of text."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from zero_to_cad.dataset.reading import HubSplit, LocalSplit
from zero_to_cad.errors import InputError, ProgramError
from zero_to_cad.program import parse

COLUMNS = ("cadquery_file", "num_faces", "cadquery_ops_json", "cadquery_ops_count")
PERCENTILES = (0, 10, 50, 90, 100)


@dataclass(frozen=True)
class Spread:
    """Of one quantity over the rows: mean, percentiles 0, 10, 50, 90 and 100, and a histogram for a plot.

    edges has one number more than counts.
    """

    mean: float
    percentiles: tuple[float, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Statistics:
    """A split in numbers.

    operations: how often each call occurs, most frequent first. entropy: of that histogram, in bits; the richer the
    programs, the higher. faces, characters, calls: of a part or a program. named_share: of dimensions that have names,
    over programs that parse; unparsed: those that do not.
    """

    samples: int
    operations: dict[str, int]
    entropy: float
    faces: Spread | None
    characters: Spread
    calls: Spread
    named_share: Spread | None
    unparsed: int

    def lines(self) -> list[str]:
        """The figures in words, a line each."""
        first = [f"{name} {count}" for name, count in list(self.operations.items())[:10]]
        found = [
            f"{self.samples} samples, {sum(self.operations.values())} calls, entropy {self.entropy:.2f} bits",
            f"operations: {', '.join(first)}" + (" ..." if len(self.operations) > len(first) else ""),
            f"faces: {_in_words(self.faces)}",
            f"calls a program: {_in_words(self.calls)}",
            f"characters a program: {_in_words(self.characters)}",
            f"share of named dimensions: {_in_words(self.named_share)}",
        ]
        return found + ([f"{self.unparsed} programs do not parse"] if self.unparsed else [])

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


def statistics(split: LocalSplit | HubSplit) -> Statistics:
    """Read a split once and count. Raises InputError when it is empty."""
    operations: Counter[str] = Counter()
    faces: list[int] = []
    characters: list[int] = []
    calls: list[int] = []
    shares: list[float] = []
    unparsed = 0
    for sample in replace(split, columns=("uuid", *COLUMNS)):
        names = _operations(sample.ops_json)
        operations.update(names)
        characters.append(len(sample.program))
        calls.append(len(names) if sample.ops_count is None else sample.ops_count)
        if sample.num_faces is not None:
            faces.append(sample.num_faces)
        try:
            shares.append(parse(sample.program).named_share)
        except ProgramError:
            unparsed += 1
    if not characters:
        raise InputError("The split holds no sample: there is nothing to count.")
    return Statistics(
        samples=len(characters),
        operations=dict(sorted(operations.items(), key=lambda item: (-item[1], item[0]))),
        entropy=entropy(operations),
        faces=_spread(faces) if faces else None,
        characters=_spread(characters),
        calls=_spread(calls),
        named_share=_spread(shares) if shares else None,
        unparsed=unparsed,
    )


def _in_words(spread: Spread | None) -> str:
    if spread is None:
        return "unknown"
    return f"median {spread.percentiles[2]:.5g}, from {spread.percentiles[0]:.5g} to {spread.percentiles[-1]:.5g}"


def entropy(counts: Counter[str]) -> float:
    """Shannon entropy of a histogram in bits: -sum p log2 p; 0 for an empty one."""
    total = counts.total()
    return 0.0 - sum(count / total * math.log2(count / total) for count in counts.values()) if total else 0.0


def _operations(text: str | None) -> list[str]:
    """Names of the calls, under whichever key the record has them; none where the text is no list of records."""
    try:
        return [str(call.get("function") or call.get("op_name")) for call in json.loads(text or "[]")]
    except (ValueError, AttributeError):
        return []


def _spread(values: Sequence[float]) -> Spread:
    counts, edges = np.histogram(values, bins=30)
    return Spread(
        float(np.mean(values)),
        tuple(float(value) for value in np.percentile(values, PERCENTILES)),
        tuple(float(edge) for edge in edges),
        tuple(int(count) for count in counts),
    )
