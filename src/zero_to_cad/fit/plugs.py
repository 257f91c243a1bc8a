"""What fills holes, so that what is left of a part can be explained without them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.columns import Columns
from zero_to_cad.fit.drilled import Hole, Point, rim
from zero_to_cad.fit.features import Revolution
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.subject import manifold

FloatArray = npt.NDArray[np.float64]

_SIDES = 96
_WIDE = (1 + 1e-6) / math.cos(math.pi / _SIDES)
_OUTSIDE = 1.12  # of a hole's radius: where the slope around its end is seen
_FLAT = 1e-4  # of a hole's radius, by which a flat end may vary
_JUMP = 0.5  # of the radius: a surface that is so much higher there is another one


def filled(body: Any, hole: Hole, columns: Columns) -> Any:
    """A body (manifold3d.Manifold, in the frame) without a hole. columns: of the part, in the hole's own axes."""
    # A rod across the room between two walls would be one more thing to explain.
    apart = hole.ragged or _is_interrupted(hole, columns)
    rods = _rods(hole, columns) if apart else [_whole(hole, columns)]
    for rod in rods:
        body += rod if hole.turn is None else rod.transform(np.column_stack((hole.turn.T, np.zeros(3))))
    return body


def _whole(hole: Hole, columns: Columns) -> Any:
    lower, upper = (_level(columns, hole, end) for end in (hole.lower, hole.upper))
    return manifold(*plug(replace(hole, lower=lower, upper=upper)).solid())


def _level(columns: Columns, hole: Hole, end: float) -> float:
    """An end as the mesh has it: one that differs by a rounding would leave a gap."""
    levels = columns.levels(hole.axis)
    return float(levels[np.abs(levels - end).argmin()])


def plug(hole: Hole) -> Revolution:
    """What fills a hole, its mouth too, a hair wider than the hole so that no wall of it is left."""
    radius = hole.diameter / 2 * _WIDE
    section = shapely.box(0.0, hole.lower, radius, hole.upper)
    if hole.mouth is not None:
        outer = hole.mouth.diameter / 2 * _WIDE
        start, sign = (hole.upper, -1.0) if hole.down else (hole.lower, 1.0)
        if hole.mouth.angle:
            depth = (outer - radius) / math.tan(math.radians(hole.mouth.angle) / 2)
            mouth = shapely.Polygon(
                [(0, start), (outer, start), (radius, start + sign * depth), (0, start + sign * depth)]
            )
        else:
            low, high = sorted((start, start + sign * hole.mouth.depth))
            mouth = shapely.box(0.0, low, outer, high)
        section = section.union(mouth)
    return Revolution("add", hole.axis, hole.centre, section, _SIDES)


def _rods(hole: Hole, columns: Columns) -> list[Any]:
    """What fills a hole with ragged ends, as far as there is material beside it."""
    pieces = [(hole.diameter, hole.lower, hole.upper)]
    if hole.mouth is not None:
        start, sign = (hole.upper, -1.0) if hole.down else (hole.lower, 1.0)
        low, high = sorted((start, start + sign * hole.mouth.depth))
        pieces.append((hole.mouth.diameter, low, high))
    i, j = ACROSS[hole.axis]
    turn = np.zeros((3, 4))
    turn[i, 0] = turn[j, 1] = turn[hole.axis, 2] = 1.0
    made = []
    for diameter, lower, upper in pieces:
        radius = diameter / 2 * _WIDE
        beside = _beside(columns, hole, radius, lower, upper)
        outside = _beside(columns, hole, _OUTSIDE * radius, lower, upper)
        for k, ends in enumerate(beside):
            flat = np.ptp(ends, axis=0) < _FLAT * radius
            ends = np.where(flat, [_level(columns, hole, float(end)) for end in ends[0]], ends)
            slopes = outside[k] - ends if len(outside) == len(beside) else np.zeros_like(ends)
            slopes = np.where(np.abs(slopes) < _JUMP * radius, slopes, 0.0).mean(0)
            made.append(_rod(hole.centre, radius, ends, slopes).transform(turn))
    return made


def _is_interrupted(hole: Hole, columns: Columns) -> bool:
    """Whether a hole goes through several walls, with nothing on any side between them."""
    radius = hole.diameter / 2 * _WIDE
    return len(_beside(columns, hole, radius, hole.lower, hole.upper)) > 1


def _beside(columns: Columns, hole: Hole, radius: float, lower: float, upper: float) -> list[FloatArray]:
    """The walls around a hole at a radius: where each begins and ends on every side (n, 2)."""
    found = []
    for stretches in columns.solid(hole.axis, rim(hole.centre, radius, _SIDES)):
        inside = np.clip(stretches, lower, upper)
        found.append(inside[inside[:, 1] - inside[:, 0] > _FLAT * radius])
    walls = _mostly(np.vstack(found), radius)
    made = []
    for k, (low, high) in enumerate(walls):
        ends = np.full((_SIDES, 2), np.nan)
        for side, stretches in enumerate(found):
            of_wall = stretches[(stretches[:, 1] > low) & (stretches[:, 0] < high)]
            if len(of_wall):
                start, end = of_wall[0, 0], of_wall[-1, 1]
                # A side may go on to the next wall, which the others do not.
                reaches_back = k > 0 and start < walls[k - 1][1]
                reaches_on = k < len(walls) - 1 and end > walls[k + 1][0]
                ends[side] = low if reaches_back else start, high if reaches_on else end
        there = np.flatnonzero(~np.isnan(ends[:, 0]))
        sides = np.arange(_SIDES)
        made.append(np.column_stack([np.interp(sides, there, of[there], period=_SIDES) for of in ends.T]))
    return made


def _mostly(stretches: FloatArray, radius: float) -> list[tuple[float, float]]:
    """Between which heights there is material on most sides; from the first to the last where that is nowhere so."""
    if not len(stretches):
        return []
    heights = stretches.T.reshape(-1)
    steps = np.repeat([1, -1], len(stretches))
    order = np.lexsort((-steps, heights))
    many = np.concatenate(([False], np.cumsum(steps[order]) > _SIDES / 2))
    changes = heights[order][np.flatnonzero(many[1:] != many[:-1])].reshape(-1, 2)
    kept = [(float(low), float(high)) for low, high in changes if high - low > _FLAT * radius]
    return kept or [(float(stretches[:, 0].min()), float(stretches[:, 1].max()))]


def _rod(centre: Point, radius: float, ends: FloatArray, slopes: Sequence[float] | FloatArray) -> Any:
    """A rod along z whose ends (n, 2) at its sides vary, bulging or hollow as the surface around goes on: `slopes`, how
    much higher that is a little further out."""
    import manifold3d

    around = rim(centre, radius, len(ends))
    lowest, highest = float(ends[:, 0].min()), float(ends[:, 1].max())

    def between(*levels: float | FloatArray) -> Any:
        return manifold3d.Manifold.hull_points(
            np.vstack([np.column_stack((around, np.broadcast_to(level, len(around)))) for level in levels])
        )

    rod = between(lowest, highest)
    low, high = ends.T
    if np.ptp(low) > 0:
        rod = rod ^ between(low, highest) if slopes[0] > 0 else rod - between(low, lowest)
    if np.ptp(high) > 0:
        rod = rod ^ between(high, lowest) if slopes[1] < 0 else rod - between(high, highest)
    return rod
