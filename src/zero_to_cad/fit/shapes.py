"""Outlines that CadQuery has a word for, and outlines that are copies of each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.outline import Loop, Point, Segment

FloatArray = npt.NDArray[np.float64]

_LEAST_SIDES = 5  # of a regular polygon: three corners lie anywhere, four are a rectangle
_MOST_SIDES = 12
_ANGLES = (5.0, 1.0, 0.5, 0.1, 0.01, 0.001)  # degrees, to which one that is near is rounded
_UPRIGHT = 0.05  # degrees by which a rectangle may be turned by noise


@dataclass(frozen=True)
class Rectangle:
    """`width` along the first axis, `length` along the second, mm, both turned by `angle` degrees (0 to 90)."""

    width: float
    length: float
    angle: float = 0.0


@dataclass(frozen=True)
class Slot:
    """Two half circles of `diameter`, `length` (mm) from end to end, turned by `angle` degrees from the first axis."""

    length: float
    diameter: float
    angle: float


@dataclass(frozen=True)
class Polygon:
    """A regular polygon with a corner at `angle` degrees from the first axis.

    `diameter` (mm) is that of the circle through its corners or, with `flats`, across the flats of a hexagon.
    """

    sides: int
    diameter: float
    angle: float
    flats: bool


Shape = Rectangle | Slot | Polygon


def corners_of(loop: Loop) -> list[Point]:
    """Where sides meet, each once, from the start."""
    ends = [loop.start, *(segment.end for segment in loop.segments)]
    return ends[:-1] if ends[-1] == ends[0] else ends


def middle_of(loop: Loop) -> Point:
    """The middle of the box around the corners and the middles of arcs."""
    points = np.array([*corners_of(loop), *(s.middle for s in loop.segments if s.middle is not None)])
    x, y = ((points.min(0) + points.max(0)) / 2).tolist()
    return round(x, 6) + 0.0, round(y, 6) + 0.0


def anchor_of(loop: Loop) -> Point:
    """Where to draw the loop from: in each axis its middle if it is alike on both sides of that, else its lower end."""
    x, y = (
        _anchor(values, middle) for values, middle in zip(np.array(corners_of(loop)).T, middle_of(loop), strict=True)
    )
    return x, y


def _anchor(values: FloatArray, middle: float) -> float:
    ordered = np.sort(values)
    even = np.abs(ordered + ordered[::-1] - 2 * middle).max() <= 1e-4 * np.ptp(ordered)
    return middle if even else round(float(ordered[0]), 6) + 0.0


def shape_of(loop: Loop, near: float) -> tuple[Shape, Point] | None:
    """The shape and its middle, where every point is within `near` (mm) of where the shape has it."""
    return _rectangle(loop, near) or _slot(loop, near) or _polygon(loop, near)


def shifted(loop: Loop, origin: Point) -> Loop:
    """The loop as seen from `origin`."""

    def moved(point: Point) -> Point:
        return round(point[0] - origin[0], 6) + 0.0, round(point[1] - origin[1], 6) + 0.0

    segments = [replace(s, end=moved(s.end), middle=s.middle and moved(s.middle)) for s in loop.segments]
    return Loop(moved(loop.start), tuple(segments))


def half_of(loop: Loop, k: int, near: float) -> Loop | None:
    """The open chain that is the loop's half on the positive side of zero in axis `k`, both ends at zero.

    None where the loop is not, within `near` (mm), the same on the other side, or meets zero elsewhere too.
    """

    def mirrored(point: Point) -> Point:
        return (-point[0], point[1]) if k == 0 else (point[0], -point[1])

    sides = _split_at_zero(loop, k)
    if sides is None:
        return None
    starts = [n for n, (before, _) in enumerate(sides) if before[k] == 0.0]
    if len(starts) != 2:
        return None
    chains = [sides[starts[0] : starts[1]], sides[starts[1] :] + sides[: starts[0]]]
    chains.sort(key=lambda chain: -max(max(before[k], side.end[k]) for before, side in chain))
    here, there = chains
    if len(here) != len(there) or min(side.end[k] for _, side in here) < 0.0:
        return None
    for (before, side), (other, back) in zip(here, reversed(there), strict=True):
        pairs = [(before, mirrored(back.end)), (side.end, mirrored(other))]
        if (side.middle is None) != (back.middle is None):
            return None
        if side.middle is not None and back.middle is not None:
            pairs.append((side.middle, mirrored(back.middle)))
        if any(math.dist(a, b) > near for a, b in pairs):
            return None
    return Loop(here[0][0], tuple(side for _, side in here))


def halves_of(loops: Sequence[Loop], k: int, near: float) -> list[tuple[Loop, Loop]]:
    """Loops on the positive side of zero in axis `k`, each with the one that is its mirror image within `near` (mm).

    Those that touch zero, or another loop, are left out: CadQuery makes one wire of what meets in a point.
    """
    every = Counter(point for loop in loops for point in corners_of(loop))
    left = [loop for loop in loops if all(every[point] == 1 and abs(point[k]) > near for point in corners_of(loop))]
    found = []
    for loop in [one for one in left if min(point[k] for point in corners_of(one)) > 0.0]:
        image = _marks(loop) * ((-1.0, 1.0) if k == 0 else (1.0, -1.0))
        other = next((one for one in left if one is not loop and _meet(image, _marks(one), near)), None)
        if other is not None:
            found.append((loop, other))
            left = [one for one in left if one is not loop and one is not other]
    return found


def _marks(loop: Loop) -> FloatArray:
    """The corners of a loop and what its arcs go through, (n, 2)."""
    return np.array([*corners_of(loop), *(side.middle for side in loop.segments if side.middle is not None)])


def _meet(points: FloatArray, others: FloatArray, near: float) -> bool:
    """Whether every one of some points is one of the others."""
    if len(points) != len(others):
        return False
    away = np.hypot(*(points[:, None, :] - others[None, :, :]).T)
    return bool(away.min(0).max() <= near and away.min(1).max() <= near)


def _split_at_zero(loop: Loop, k: int) -> list[tuple[Point, Segment]] | None:
    """Each side with its start, lines and arcs that are halved by zero in axis `k` in two; None where others cross."""
    found: list[tuple[Point, Segment]] = []
    ends = [loop.start, *(segment.end for segment in loop.segments)]
    if ends[-1] != ends[0]:
        return None
    for before, segment in zip(ends, loop.segments, strict=False):
        if before[k] * segment.end[k] >= 0.0:
            found.append((before, segment))
            continue
        middle = segment.middle or (0.0, before[1]) if k == 0 else segment.middle or (before[0], 0.0)
        if abs(before[k] + segment.end[k]) > 1e-6 or abs(before[1 - k] - segment.end[1 - k]) > 1e-6:
            return None
        zero = (0.0, middle[1]) if k == 0 else (middle[0], 0.0)
        if segment.middle is None:
            found += [(before, Segment(zero)), (zero, segment)]
        elif abs(middle[k]) > 1e-5:
            return None
        else:
            # The chord of the whole arc is square to the axis, so its centre lies on the axis.
            rise = abs(zero[1 - k] - before[1 - k])
            deep = zero[1 - k] + math.copysign((rise**2 + before[k] ** 2) / (2 * rise), before[1 - k] - zero[1 - k])
            centre = (0.0, deep) if k == 0 else (deep, 0.0)
            found.append((before, Segment(zero, _between(before, zero, centre), segment.radius)))
            found.append((zero, replace(segment, middle=_between(zero, segment.end, centre))))
    return found


def _between(a: Point, b: Point, centre: Point) -> Point:
    """The middle of the arc of less than a half turn from one point to another."""
    out = (a[0] + b[0]) / 2 - centre[0], (a[1] + b[1]) / 2 - centre[1]
    far = math.dist(a, centre) / math.hypot(*out)
    return round(centre[0] + far * out[0], 6) + 0.0, round(centre[1] + far * out[1], 6) + 0.0


def sharpened(loop: Loop, near: float) -> tuple[Loop, float] | None:
    """The polygon whose every corner, rounded by one radius (mm), gives the loop, and that radius.

    None unless lines and arcs of one radius take turns, each arc going on from the lines beside it, within `near` (mm).
    """
    sides = loop.segments
    if len(sides) < 6 or len(sides) % 2 or sides[-1].end != loop.start:
        return None
    if any((a.middle is None) == (b.middle is None) for a, b in pairwise(sides)):
        return None
    radii = [s.radius for s in sides if s.middle is not None]
    if max(radii) - min(radii) > near:
        return None
    first = 0 if sides[0].middle is None else 1
    starts = [loop.start, *(s.end for s in sides)]
    lines = [(np.array(starts[k]), np.array(sides[k].end)) for k in range(first, len(sides), 2)]
    corners = []
    for (a, b), (c, d) in zip(lines, [*lines[1:], lines[0]], strict=True):
        one, two = (b - a) / math.dist(a, b), (d - c) / math.dist(c, d)
        cross = float(one[0] * two[1] - one[1] * two[0])
        if abs(cross) < 1e-3:
            return None
        reach = float((c - b)[0] * two[1] - (c - b)[1] * two[0]) / cross
        corner = b + reach * one
        # Both tangents from the corner are as long as the radius asks for, and ahead of the line.
        length = radii[0] * math.tan(abs(math.atan2(cross, float(one @ two))) / 2)
        if abs(reach - length) > near or abs(math.dist(corner, c) - length) > near:
            return None
        corners.append((round(float(corner[0]), 6) + 0.0, round(float(corner[1]), 6) + 0.0))
    return Loop(corners[-1], tuple(Segment(corner) for corner in corners)), radii[0]


def copies(loops: Sequence[Loop], near: float) -> list[list[Loop]]:
    """The loops in groups that differ by a shift alone, to within `near` (mm), in order of the first of each."""
    groups: list[tuple[FloatArray, list[Loop]]] = []
    for loop in loops:
        here = _relative(loop)
        for there, group in groups:
            if here.shape == there.shape and np.abs(_turned(here, there) - there).max() <= near:
                group.append(loop)
                break
        else:
            groups.append((here, [loop]))
    return [group for _, group in groups]


def _relative(loop: Loop) -> FloatArray:
    """Rows of corner and middle of the side after it, about the loop's middle; a line's middle is half way."""
    corners = corners_of(loop)
    rows = []
    here = loop.start
    for segment in loop.segments:
        middle = segment.middle or ((here[0] + segment.end[0]) / 2, (here[1] + segment.end[1]) / 2)
        rows.append((*here, *middle))
        here = segment.end
    if len(rows) < len(corners):
        end, start = corners[-1], loop.start
        rows.append((*end, (end[0] + start[0]) / 2, (end[1] + start[1]) / 2))
    found: FloatArray = np.array(rows) - np.tile(middle_of(loop), 2)
    return found


def _turned(here: FloatArray, there: FloatArray) -> FloatArray:
    """The rows of `here`, begun where `there` begins."""
    first = int(np.abs(here - there[0]).max(1).argmin())
    return np.roll(here, -first, axis=0)


def _rectangle(loop: Loop, near: float) -> tuple[Shape, Point] | None:
    corners = np.array(corners_of(loop))
    if len(corners) != 4 or any(s.middle is not None for s in loop.segments):
        return None
    steps = np.roll(corners, -1, axis=0) - corners
    if np.abs(steps).min(1).max() <= near:
        width, length = (corners.max(0) - corners.min(0)).tolist()
        return Rectangle(round(width, 6), round(length, 6)), middle_of(loop)
    sides = np.hypot(*steps.T)
    # Both pairs of sides go the same way, at right angles.
    if np.abs(steps[:2] + steps[2:]).max() > near or abs(steps[0] @ steps[1]) > near * sides[:2].min():
        return None
    along = next(k for k in range(4) if steps[k, 0] > 0 and steps[k, 1] >= 0)
    angle = math.degrees(math.atan2(steps[along, 1], steps[along, 0]))
    angle = _rounded(angle, near / sides.max())
    if min(angle, 90 - angle) < _UPRIGHT:
        return None
    width, length = (round(float((sides[k] + sides[k + 2]) / 2), 6) for k in (along % 2, (along + 1) % 2))
    return Rectangle(width, length, angle), middle_of(loop)


def _rounded(angle: float, slack: float) -> float:
    """The roundest angle (degrees) within a slack (rad) of another."""
    for step in _ANGLES:
        rounder = round(angle / step) * step
        if abs(rounder - angle) <= math.degrees(slack):
            return round(rounder, 6)
    return round(angle, 6)


def _slot(loop: Loop, near: float) -> tuple[Shape, Point] | None:
    arcs = [s for s in loop.segments if s.middle is not None]
    corners = corners_of(loop)
    if len(corners) != 4 or len(arcs) != 2 or abs(arcs[0].radius - arcs[1].radius) > near:
        return None
    # The tips lie at the middles of the arcs, and the arcs are halves: as deep as they are half as wide.
    starts = dict(zip([s.end for s in loop.segments], [loop.start, *(s.end for s in loop.segments)], strict=False))
    tips, depths = [], []
    for arc in arcs:
        assert arc.middle is not None
        a, b, m = (np.array(p) for p in (starts[arc.end], arc.end, arc.middle))
        if abs(math.dist(a, b) - 2 * arc.radius) > near:
            return None
        tips.append(m)
        depths.append(abs(math.dist(m, (a + b) / 2) - arc.radius))
    if max(depths) > near:
        return None
    along = tips[1] - tips[0]
    length = float(np.hypot(*along))
    if length <= 2 * arcs[0].radius + near:
        return None
    angle = math.degrees(math.atan2(along[1], along[0])) % 180
    angle = _rounded(angle, near / length) % 180
    x, y = ((tips[0] + tips[1]) / 2).tolist()
    return Slot(round(length, 6), round(2 * arcs[0].radius, 6), angle), (round(x, 6) + 0.0, round(y, 6) + 0.0)


def _polygon(loop: Loop, near: float) -> tuple[Shape, Point] | None:
    corners = np.array(corners_of(loop))
    n = len(corners)
    if not _LEAST_SIDES <= n <= _MOST_SIDES or any(s.middle is not None for s in loop.segments):
        return None
    centre = corners.mean(0)
    across = corners - centre
    radius = float(np.hypot(*across.T).mean())
    angles = np.degrees(np.arctan2(across[:, 1], across[:, 0]))
    first = float(angles[np.argmin(np.abs(angles % (360 / n)))]) % (360 / n)
    first = _rounded(first, near / radius)
    first = 0.0 if 360 / n - first < 1e-4 else first
    turns = np.radians(first + 360 / n * np.arange(n))
    wanted = radius * np.column_stack((np.cos(turns), np.sin(turns)))
    if np.linalg.norm(across[:, None] - wanted[None], axis=2).min(1).max() > near:
        return None
    through, touching = round(2 * radius, 6), round(2 * radius * math.cos(math.pi / n), 6)
    flats = n == 6 and len(repr(touching)) <= len(repr(through))
    shape = Polygon(n, touching if flats else through, first, flats)
    return shape, (round(float(centre[0]), 6) + 0.0, round(float(centre[1]), 6) + 0.0)
