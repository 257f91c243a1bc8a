"""Whether outlines at several heights are one outline that turns evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

FloatArray = npt.NDArray[np.float64]

_SAME_SIZE = 0.02  # relative: by how much the areas may differ
_STILL = 5e-3  # of the outline's radius: how far its middle may move
_POINTS = 2048
_FOLDS = np.arange(2, 61)
_STRONG = 0.3  # of the strongest fold: the one with fewer turns is taken
_EVEN = 0.02  # rad by which a turn may be off
_LEAST = 0.02  # rad of turn
_OFF = 0.2  # of what changes most: how far a turned outline may be from what it should be


def twisted(outlines: Sequence[Any], shares: FloatArray) -> tuple[Any, float, tuple[float, float]] | None:
    """The first outline, by how many degrees it has turned counter-clockwise at the last one, and about which point.

    outlines: shapely polygons without holes; shares: where they lie between the first (0) and the last (1). None where
    they are no turned copies of one.
    """
    areas = np.array([outline.area for outline in outlines])
    if np.ptp(areas) > _SAME_SIZE * areas.max():
        return None
    middles = np.array([shapely.get_coordinates(outline.centroid)[0] for outline in outlines])
    centre = middles.mean(0)
    radius = float(np.sqrt(areas.max() / np.pi))
    if np.abs(middles - centre).max() > _STILL * radius:
        return None
    folds = np.array([_folded(outline, centre) for outline in outlines])
    strength = np.abs(folds).min(0)
    fold = int(np.argmax(strength > _STRONG * strength.max()))
    turned = np.unwrap(np.angle(folds[:, fold])) / _FOLDS[fold]
    turned -= turned[0]
    # One step may be a whole number of folds: the rate that explains all steps is the one that is even.
    pitch = 2 * np.pi / _FOLDS[fold]
    rates = [float((shares @ turned) / (shares @ shares)) + k * pitch for k in range(-4, 5)]
    misses = [np.abs((rate * shares - turned + pitch / 2) % pitch - pitch / 2).max() for rate in rates]
    best = min(range(len(rates)), key=lambda k: (misses[k] > _EVEN, abs(rates[k])))
    if misses[best] > _EVEN or abs(rates[best]) < _LEAST:
        return None
    point = (float(centre[0]), float(centre[1]))
    # A mesh has its vertices at the ends, and chords of windings between them.
    whole = turned[-1] + pitch * round((rates[best] - turned[-1]) / pitch)
    angles = np.degrees(whole * shares)
    changes = [outlines[0].symmetric_difference(outline).area for outline in outlines]
    for angle, outline in zip(angles, outlines, strict=True):
        turn = shapely.affinity.rotate(outlines[0], angle, point)
        if turn.symmetric_difference(outline).area > _OFF * max(changes):
            return None
    return outlines[0], float(angles[-1]), point


def _folded(outline: Any, centre: FloatArray) -> npt.NDArray[np.complex128]:
    """How strongly an outline repeats itself in each number of folds about a point, and how far it is turned there."""
    ring = outline.exterior
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(ring, np.linspace(0, 1, _POINTS, False), normalized=True)
    )
    away = points - centre
    after = np.roll(away, -1, axis=0)
    # Each step counts by the angle under which it is seen and its distance, as its share of the area does.
    seen = away[:, 0] * after[:, 1] - away[:, 1] * after[:, 0]
    middle = (away + after) / 2
    angle = np.arctan2(middle[:, 1], middle[:, 0])
    weight = seen * np.hypot(*middle.T)
    return np.asarray(np.exp(1j * _FOLDS[:, None] * angle[None, :]) @ weight)
