"""The search, on residuals that cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zero_to_cad.reconstruct.refine.search import Floats, Observed, Point, search

WANTED = np.array([3.0, -20.0, 0.5])
MIX = np.array([[1.0, 0.2, 0.0], [0.0, 1.0, 0.4], [0.5, 0.0, 1.0], [1.0, 1.0, 1.0]])


@dataclass(frozen=True)
class Curved:
    """Residuals that are zero at WANTED and curved elsewhere."""

    values: Floats

    @property
    def likeness(self) -> float:
        return 1 / (1 + float(np.abs(self.values - WANTED).max()))

    def residuals(self, level: int) -> Floats:
        straight = MIX @ ((self.values - WANTED) / np.abs(WANTED))
        return np.asarray(straight + 0.3 * straight**2)


def observe(asked: Sequence[Floats]) -> list[Observed | None]:
    return [Curved(values) for values in asked]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.8, 1.2), min_size=3, max_size=3))
def test_it_finds_what_is_within_a_fifth(factors: list[float]) -> None:
    start = WANTED * np.array(factors)
    found = search(observe, Point(start, Curved(start)), np.abs(start), 2, 0.999, lambda: True)
    assert np.allclose(found.values, WANTED, rtol=1e-2)


def test_values_without_a_part_are_stepped_around() -> None:
    def walled(asked: Sequence[Floats]) -> list[Observed | None]:
        return [None if values[0] > 3.02 else Curved(values) for values in asked]

    start = WANTED * np.array([1.0, 1.1, 0.9])
    found = search(walled, Point(start, Curved(start)), np.abs(start), 1, 0.999, lambda: True)
    assert np.allclose(found.values, WANTED, rtol=1e-2)


def test_it_never_ends_worse_and_stops_when_told() -> None:
    asked: list[int] = []

    def counted(many: Sequence[Floats]) -> list[Observed | None]:
        asked.append(len(many))
        return observe(many)

    start = WANTED * 1.1
    point = Point(start, Curved(start))
    assert search(counted, point, np.abs(start), 1, 0.999, lambda: False) is point
    assert asked == []
