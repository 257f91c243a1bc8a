"""Where equal holes lie: a grid, a row, a circle, or merely here and there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Point = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """`columns` x `rows` places, `pitch_x` and `pitch_y` apart, around `centre`."""

    centre: Point
    pitch_x: float
    pitch_y: float
    columns: int
    rows: int


@dataclass(frozen=True)
class Ring:
    """`count` places evenly around a circle, the first at `start` degrees from x."""

    centre: Point
    radius: float
    start: float
    count: int


@dataclass(frozen=True)
class Places:
    """Places without an order to speak of."""

    points: tuple[Point, ...]


Pattern = Grid | Ring | Places


def pattern(points: Sequence[Point], near: float) -> Pattern:
    """The simplest pattern that puts every place within `near` (mm) of where it is; two are one only about zero."""
    places = sorted(points)
    if len(places) >= 3:
        return _grid(places, near) or _ring(places, near) or Places(tuple(places))
    pair = _grid(places, near) if len(places) == 2 else None
    if pair is not None and abs(pair.centre[0 if pair.columns > 1 else 1]) <= near:
        return pair
    return Places(tuple(places))


def _grid(points: Sequence[Point], near: float) -> Grid | None:
    columns, rows = (_steps([point[k] for point in points], near) for k in range(2))
    if not columns or not rows or len(columns) * len(rows) != len(points):
        return None
    pitches = []
    for steps in (columns, rows):
        pitch = (steps[-1] - steps[0]) / (len(steps) - 1) if len(steps) > 1 else 0.0
        if any(abs(steps[0] + k * pitch - step) > near for k, step in enumerate(steps)):
            return None
        pitches.append(round(pitch, 6))
    centre = (round((columns[0] + columns[-1]) / 2, 6) + 0.0, round((rows[0] + rows[-1]) / 2, 6) + 0.0)
    return Grid(centre, pitches[0], pitches[1], len(columns), len(rows))


def _steps(values: Sequence[float], near: float) -> list[float]:
    """The distinct values, in order."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _ring(points: Sequence[Point], near: float) -> Ring | None:
    places = np.array(points)
    centre = places.mean(0)
    across = places - centre
    radii = np.hypot(across[:, 0], across[:, 1])
    radius = float(radii.mean())
    if radius <= near or np.abs(radii - radius).max() > near:
        return None
    angles = np.sort(np.degrees(np.arctan2(across[:, 1], across[:, 0])) % 360.0)
    # An angle is zero, or the whole circle, as far as the places tell.
    start = round(float(angles[0]), 6) if radius * math.radians(float(angles[0])) > near else 0.0
    wanted = start + 360.0 / len(points) * np.arange(len(points))
    if np.abs(angles - wanted).max() * math.pi / 180 * radius > near:
        return None
    middle = (round(float(centre[0]), 6) + 0.0, round(float(centre[1]), 6) + 0.0)
    return Ring(middle, round(radius, 6), start if radius * math.radians(360.0 - start) > near else 0.0, len(points))
