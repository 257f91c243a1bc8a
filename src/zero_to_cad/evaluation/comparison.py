"""Two runs on the same parts, part by part."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation.record import Record
from zero_to_cad.evaluation.report import Report, report_of
from zero_to_cad.score import Figure
from zero_to_cad.score.summary import RESAMPLES

# A part has moved when its score changed by more than this.
MOVED = 0.05
LISTED = 10


@dataclass(frozen=True)
class Difference:
    """B - A under one protocol, paired.

    mean: over all common parts, a failure as 0; with a 95% bootstrap interval over parts. both: over those that both
    rebuilt, None where there is none. better, worse: parts whose score moved by more than 0.05.
    """

    protocol: str
    mean: Figure
    both: float | None
    better: int
    worse: int


@dataclass(frozen=True)
class Comparison:
    """A run B beside a run A.

    parts: how many both hold. gained, lost: parts that only B, or only A, rebuilt. moved: name, score in A and in B
    of parts that moved under the first common protocol, the largest change first.
    """

    first: str
    second: str
    parts: int
    differences: tuple[Difference, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    moved: tuple[tuple[str, float, float], ...]

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The comparison in words, a line each."""
        found = [f"A: {self.first}", f"B: {self.second}", f"{self.parts} parts in both, failures as 0:"]
        for one in self.differences:
            certain = "" if one.mean.low <= 0 <= one.mean.high else ", not by chance at 95%"
            both = "" if one.both is None else f"; where both succeeded {one.both:+.4f}"
            found.append(
                f"  {one.protocol}: B - A {one.mean.value:+.4f} [{one.mean.low:+.4f}, {one.mean.high:+.4f}]{certain}"
                f"{both}; better on {one.better}, worse on {one.worse}"
            )
        found.append(f"Rebuilt by B only: {_listed(self.gained)}")
        found.append(f"Rebuilt by A only: {_listed(self.lost)}")
        found += [f"  {name}: {a:.4f} -> {b:.4f}" for name, a, b in self.moved[:LISTED]]
        return found


def compare_runs(first: Path | str, second: Path | str) -> Comparison:
    """Compare the runs in two folders over the parts that both hold.

    Raises ConfigError when a folder holds no run, or they share no part or no protocol.
    """
    a, b = report_of(first), report_of(second)
    ours, theirs = ({record.name: record for record in report.counted} for report in (a, b))
    names = sorted(ours.keys() & theirs.keys())
    protocols = [name for name in a.settings.protocols if name in b.settings.protocols]
    if not names or not protocols:
        raise ConfigError(f"{first} and {second} share no {'part' if not names else 'protocol'}: nothing to compare.")
    if a.settings.rotations != b.settings.rotations and protocols == ["zero-to-cad"]:
        raise ConfigError("The runs were scored with different rotation sets, so their scores cannot be compared.")
    pairs = [(ours[name], theirs[name]) for name in names]
    changes = [
        (name, _score(x, protocols[0]), _score(y, protocols[0])) for name, (x, y) in zip(names, pairs, strict=True)
    ]
    return Comparison(
        _called(a),
        _called(b),
        len(names),
        tuple(_difference(pairs, protocol, a.settings.seed) for protocol in protocols),
        gained=tuple(x.name for x, y in pairs if x.status != "done" == y.status),
        lost=tuple(x.name for x, y in pairs if y.status != "done" == x.status),
        moved=tuple(sorted((c for c in changes if abs(c[2] - c[1]) > MOVED), key=lambda c: (-abs(c[2] - c[1]), c[0]))),
    )


def _difference(pairs: list[tuple[Record, Record]], protocol: str, seed: int) -> Difference:
    changes = np.array([_score(y, protocol) - _score(x, protocol) for x, y in pairs])
    rng = np.random.default_rng(seed)
    means = [changes[rng.integers(len(changes), size=len(changes))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    both = [
        _score(y, protocol) - _score(x, protocol)
        for x, y in pairs
        if x.scores.get(protocol) is not None and y.scores.get(protocol) is not None
    ]
    return Difference(
        protocol,
        Figure(float(changes.mean()), float(low), float(high)),
        float(np.mean(both)) if both else None,
        int((changes > MOVED).sum()),
        int((changes < -MOVED).sum()),
    )


def _score(record: Record, protocol: str) -> float:
    return record.scores.get(protocol) or 0.0


def _called(report: Report) -> str:
    return f"{report.settings.who}, rotations {report.settings.rotations}"


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"{len(names)}: {', '.join(names[:LISTED])}{more}"
