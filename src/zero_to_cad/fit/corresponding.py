"""Which points of two outlines a ruled wall joins."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.outline import Circle, Loop, Point, Ring, Segment

FloatArray = npt.NDArray[np.float64]

_CHORD = 0.05  # rad that a chord of an arc spans at most
_SAME_DIRECTION = 1e-6
_OF_TWISTED = 16  # pieces of a wall between two lines that are not parallel
_TABLE = 64  # points of a side between which its polar angles are interpolated
_SAME_ANGLE = 1e-6  # rad
_ALIKE = 1e-2  # relative: radii of arcs that are one


def corresponding(low: Ring, high: Ring) -> tuple[Ring, Ring] | None:
    """Two rings as two of as many sides, counter-clockwise, that begin at corners which walls between them join.

    Rings of as many sides, of the same kinds, correspond side by side, however they have to be turned for that; others
    are cut where corners of either are seen from the middle, as the kernel would. None where these see too little.
    """
    if isinstance(low, Circle) and isinstance(high, Circle):
        return low, high
    below, above = _sides(low), _sides(high)
    if isinstance(low, Loop) and isinstance(high, Loop) and len(below) == len(above):
        matched = _matched(below, above)
        if matched is not None:
            return _ring(matched[0]), _ring(matched[1])
    angles = [table for table in (_polar(below), _polar(above)) if table is not None]
    if len(angles) < 2:
        return None
    # A circle has no corners.
    corners = [table[:, 0] for table, ring in zip(angles, (low, high), strict=True) if isinstance(ring, Loop)]
    cuts = np.sort(np.concatenate(corners) % (2 * np.pi))
    cuts = cuts[np.diff(cuts, append=cuts[0] + 2 * np.pi) > _SAME_ANGLE]
    pieces = [
        [_arc(ring, *ends) for ends in pairwise([*cuts, cuts[0] + 2 * np.pi])]
        if isinstance(ring, Circle)
        else _cut(sides, table, cuts)
        for ring, sides, table in zip((low, high), (below, above), angles, strict=True)
    ]
    return _ring(pieces[0]), _ring(pieces[1])


def shrunk(low: Ring, high: Ring) -> tuple[Ring, Ring] | None:
    """Two rings as in `corresponding`, where arcs of one radius in either are sharp corners of the other.

    There the other has a side of no length. None where the rest does not correspond side by side.
    """
    if isinstance(low, Circle) or isinstance(high, Circle):
        return None
    below, above = _sides(low), _sides(high)
    more, less = (below, above) if len(below) > len(above) else (above, below)
    radii = [segment.radius for _, segment in more if segment.middle is not None]
    for radius in dict.fromkeys(radii):
        gone = [s.middle is not None and abs(s.radius - radius) <= _ALIKE * radius for _, s in more]
        if sum(gone) != len(more) - len(less):
            continue
        kept = [side for side, goes in zip(more, gone, strict=True) if not goes]
        matched = _matched(kept, less)
        if matched is None:
            continue
        left = iter(matched[1])
        found: list[_Side] = []
        # An arc that comes first shrinks to where the last of the other's sides ends.
        here = matched[1][-1][1].end
        for goes in gone:
            found.append((here, Segment(here, here, radius)) if goes else next(left))
            here = found[-1][1].end
        return (_ring(more), _ring(found)) if more is below else (_ring(found), _ring(more))
    return None


def joined(low: Ring, high: Ring) -> tuple[FloatArray, FloatArray]:
    """As many points (n, 2) of each of two rings that correspond: the walls between them join equal ones."""
    found: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    for sides in zip(_sides(low), _sides(high), strict=True):
        count = max(math.ceil(abs(_sweep(side)) / _CHORD) for side in sides)
        if count == 0:
            (x0, y0), (x1, y1) = (np.subtract(side[1].end, side[0]) for side in sides)
            sizes = math.hypot(x0, y0) * math.hypot(x1, y1)
            count = 1 if abs(x0 * y1 - y0 * x1) <= _SAME_DIRECTION * sizes else _OF_TWISTED
        for points, side in zip(found, sides, strict=True):
            points.append(_points(side, np.arange(count) / count))
    return np.concatenate(found[0]), np.concatenate(found[1])


_Side = tuple[Point, Segment]


def _matched(below: list[_Side], above: list[_Side]) -> tuple[list[_Side], list[_Side]] | None:
    """Two rings of as many sides, the second turned so that its sides are of the kinds of the first's and near them."""
    kinds = [[segment.middle is None for _, segment in sides] for sides in (below, above)]
    shifts = [k for k in range(len(above)) if kinds[1][k:] + kinds[1][:k] == kinds[0]]
    if not shifts:
        return None
    starts, others = (np.array([start for start, _ in sides]) for sides in (below, above))
    starts, others = starts - starts.mean(0), others - others.mean(0)
    best = min(shifts, key=lambda k: float(((np.roll(others, -k, axis=0) - starts) ** 2).sum()))
    return below, above[best:] + above[:best]


def _ring(sides: list[_Side]) -> Ring:
    return Loop(sides[0][0], tuple(segment for _, segment in sides))


def _sides(ring: Ring) -> list[_Side]:
    """The sides of a ring, each with where it begins, counter-clockwise; four quarters of a circle."""
    if isinstance(ring, Circle):
        (x, y), r = ring.centre, ring.radius
        at = [(x + r * math.cos(k * math.pi / 4), y + r * math.sin(k * math.pi / 4)) for k in range(9)]
        return [(at[k], Segment(at[(k + 2) % 8], at[k + 1], r)) for k in (0, 2, 4, 6)]
    starts = [ring.start, *(segment.end for segment in ring.segments)][: len(ring.segments)]
    sides = list(zip(starts, ring.segments, strict=True))
    points = np.array([point for side in sides for point in (side[0], side[1].middle or side[0])])
    x, y = points.T
    if float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) > 0:
        return sides
    return [(segment.end, Segment(start, segment.middle, segment.radius)) for start, segment in reversed(sides)]


def _sweep(side: _Side) -> float:
    """The angle (rad) of an arc, positive counter-clockwise; 0 of a line."""
    start, segment = side
    if segment.middle is None:
        return 0.0
    (ax, ay), (bx, by) = start, segment.middle
    first = math.atan2(by - ay, bx - ax)
    second = math.atan2(segment.end[1] - by, segment.end[0] - bx)
    return 2 * ((second - first + math.pi) % (2 * math.pi) - math.pi)


def _points(side: _Side, shares: FloatArray) -> FloatArray:
    """Points (n, 2) of a side at shares of its length."""
    start, segment = np.array(side[0]), side[1]
    end = np.array(segment.end)
    sweep = _sweep(side)
    if abs(sweep) < 1e-9:
        return np.asarray(start + shares[:, None] * (end - start))
    chord = end - start
    normal = np.array([-chord[1], chord[0]])
    centre = (start + end) / 2 + normal / (2 * math.tan(sweep / 2))
    angle = math.atan2(start[1] - centre[1], start[0] - centre[0]) + shares * sweep
    radius = math.dist(start, centre)
    return np.asarray(centre + radius * np.column_stack((np.cos(angle), np.sin(angle))))


def _polar(sides: list[_Side]) -> FloatArray | None:
    """Polar angles (rad, rising) about the ring's middle: a row a side, of points at even shares of it; None where the
    middle does not see all of the ring."""
    shares = np.linspace(0, 1, _TABLE + 1)
    points = np.array([_points(side, shares) for side in sides])
    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0))
    middle = (((points[:, 1:] + points[:, :-1]) / 2) * steps[:, :, None]).sum((0, 1)) / steps.sum()
    away = points - middle
    angles = np.arctan2(away[..., 1], away[..., 0])
    flat = np.unwrap(np.append(angles[:, :-1].ravel(), angles[0, 0]))
    if np.diff(flat).min() < 0 or abs(flat[-1] - flat[0] - 2 * np.pi) > 1e-6:
        return None
    rows = np.arange(len(sides))[:, None] * _TABLE + np.arange(_TABLE + 1)[None, :]
    return np.asarray(flat[rows])


def _arc(circle: Circle, begin: float, end: float) -> _Side:
    """The side that a circle is between two angles (rad)."""
    (x, y), r = circle.centre, circle.radius
    start, middle, stop = (
        (x + r * math.cos(angle), y + r * math.sin(angle)) for angle in (begin, (begin + end) / 2, end)
    )
    return start, Segment(stop, middle, r)


def _cut(sides: list[_Side], angles: FloatArray, cuts: FloatArray) -> list[_Side]:
    """The sides of a ring between polar angles, in their order."""
    begin = float(angles[0, 0])
    shares = np.linspace(0, 1, angles.shape[1])
    found: list[_Side] = []
    for low, high in pairwise([*cuts, cuts[0] + 2 * np.pi]):
        middle = begin + ((low + high) / 2 - begin) % (2 * np.pi)
        k = min(int(np.searchsorted(angles[:, 0], middle, side="right")) - 1, len(sides) - 1)
        a, b = np.interp([middle - (high - low) / 2, middle + (high - low) / 2], angles[k], shares)
        start, half, end = (tuple(point) for point in _points(sides[k], np.array([a, (a + b) / 2, b])).tolist())
        curved = sides[k][1].middle is not None
        found.append((start, Segment(end, half, sides[k][1].radius) if curved else Segment(end)))
    return found
