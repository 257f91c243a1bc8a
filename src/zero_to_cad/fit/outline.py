"""Rings of points read as lines, arcs and circles, with the numbers a person would have typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.kernels import longest_arc, run_is_arc

FloatArray = npt.NDArray[np.float64]
Point = tuple[float, float]

# A polygon's step may be read as part of an arc up to this turn (rad): eleven sides make a circle, ten a polygon.
_WIDEST = 0.6
# What the kernel itself is exact to, mm.
_EXACT = 1e-6
# Relative to the tolerance: how far a corner may be from the vertex it is, and a vertex from a circle it lies on.
_NEAR = 0.3
_ON_CIRCLE = 0.02
# Relative to the radius: an arc may be found to end a chord or two from where it does.
_CHORDS = 0.25
_FURTHER = 3
# How far, relative to the tolerance, points of an arc may be from a known circle.
_ON_KNOWN = 0.1
# The sine of the angle at which a wall is said to meet a circle.
_TOUCHING = 0.1
# By how much of its radius a chord of 0.2 rad passes inside its circle.
CHORD_LOSS = 5.1e-3
# An arc's second longest side, relative to its longest: only where it begins and ends is it cut short. One side by
# itself is a line, however well some circle meets its ends.
_EVEN = 0.4
# The longest chord that stands for an arc where a loop is looked at, rad: it passes within 3e-4 of the radius.
_CHORD = 0.05
# The sine of the angle between two lines that are one.
_STRAIGHT = 1e-6
# How far along an outer face, relative to how far out, the end of a line is moved that leaves it.
_MOST_SQUARED = 1.5
# The sine of the angle between a line and the axis that it runs along.
_LEVEL = 1e-5
_NO_CORNERS = np.empty((0, 2))
_STEPS = (1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001)


@dataclass(frozen=True)
class Circle:
    """A whole circle, mm."""

    centre: Point
    radius: float


@dataclass(frozen=True)
class Segment:
    """One side of a loop: a line to `end`, or an arc through `middle` to `end`."""

    end: Point
    middle: Point | None = None
    radius: float = 0.0


@dataclass(frozen=True)
class Loop:
    """A closed chain of sides that begins and ends at `start`, mm."""

    start: Point
    segments: tuple[Segment, ...]


Ring = Circle | Loop


@dataclass(frozen=True)
class Numbers:
    """How numbers are read: `slack` is the distance (mm) within which a rounder number is believed.

    `circles` are exact (centre, radius) known from the B-rep in the same plane, `tolerance` is the distance (mm)
    within which a ring is said to follow a line or an arc. `planes` are exact coordinates of flat faces, across (two
    axes) and along. `corners` (n, 2) are where the B-rep's vertices lie across. `rims` are the circles in
    planes across in which round faces end: (centre, radius, coordinate along). `tubes` are circles in half-planes from
    lines along, which spheres and tori draw there: (line, distance from it, coordinate along, radius).
    `sharp`: the part's geometry is exact, so that what is no round number is written as exactly as the kernel works;
    walls that lie in one another would else part by a rounding, which the kernel takes for a gap.
    `edges` are, like `rims`, all circles across that the B-rep has for edges.
    `taken` fills with what is read: the numbers written, each with the one that it was taken for.
    """

    slack: float
    tolerance: float
    circles: tuple[tuple[float, float, float], ...] = ()
    planes: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]] = ((), (), ())
    corners: FloatArray = field(default_factory=lambda: _NO_CORNERS)
    rims: tuple[tuple[float, float, float, float], ...] = ()
    tubes: tuple[tuple[float, float, float, float, float], ...] = ()
    sharp: bool = False
    edges: tuple[tuple[float, float, float, float], ...] = ()
    taken: dict[float, float] = field(default_factory=dict, compare=False, repr=False)

    def read(self, value: float, known: Sequence[float] = ()) -> float:
        """The roundest number within the slack, else the value to a step under the slack.

        A known number within the slack is taken as it is.
        """
        exact = min(known, key=lambda number: abs(number - value), default=math.inf)
        slack = self.slack
        if abs(exact - value) <= slack:
            value, slack = exact, min(_EXACT, slack)
        written = _written(value, slack, self.sharp)
        self.taken[written] = value
        return written

    def point(self, xy: Sequence[float]) -> Point:
        xy = self.corner(xy, _NEAR * self.tolerance)
        return self.read(float(xy[0]), self.planes[0]), self.read(float(xy[1]), self.planes[1])

    def corner(self, xy: Sequence[float], near: float, circle: Circle | None = None) -> Sequence[float]:
        """The vertex nearest to a point, on the circle if one is given; the point if none is `near` (mm)."""
        known = self.corners
        if circle is not None:
            away = np.abs(np.hypot(*(known - circle.centre).T) - circle.radius)
            known = known[away <= _ON_CIRCLE * self.tolerance]
        if len(known) == 0:
            return xy
        gap = np.hypot(known[:, 0] - xy[0], known[:, 1] - xy[1])
        k = int(gap.argmin())
        return (float(known[k, 0]), float(known[k, 1])) if gap[k] <= near else xy

    def is_corner(self, xy: Sequence[float], circle: Circle) -> bool:
        """Whether a point is, within noise, a vertex on the circle."""
        return self.corner(xy, _NEAR * self.tolerance, circle) is not xy

    def at(self, level: float) -> Numbers:
        """How numbers are read at the end of something whose walls are no cylinders."""
        round_ = {rim[:3] for rim in (*self.rims, *self.edges) if abs(rim[3] - level) <= self.tolerance}
        return replace(self, circles=tuple(sorted(round_)))

    def height(self, value: float) -> float:
        return self.read(value, self.planes[2])

    def circle(self, cx: float, cy: float, r: float) -> Circle:
        near = min(
            self.circles,
            key=lambda c: abs(c[0] - cx) + abs(c[1] - cy) + abs(c[2] - r),
            default=None,
        )
        limit = self.tolerance
        if near and abs(near[0] - cx) < limit and abs(near[1] - cy) < limit and abs(near[2] - r) < limit:
            cx, cy, r = near
        return Circle(self.point((cx, cy)), self.read(2 * r) / 2)


def _written(value: float, slack: float, sharp: bool) -> float:
    for step in (step for step in _STEPS if step >= 10 * slack):
        near = round(value / step) * step
        if abs(near - value) <= slack:
            return float(round(near, 6)) + 0.0
    return float(round(value, 6 if sharp else min(6, max(4, 1 - math.floor(math.log10(slack)))))) + 0.0


def trace(points: FloatArray, numbers: Numbers) -> Ring | None:
    """The ring of `points` (n, 2), not closed, as a circle or a loop; None when nothing is left of it."""
    clean = shapely.get_coordinates(shapely.simplify(shapely.linearrings(points), numbers.tolerance / 20))[:-1]
    n = len(clean)
    if n < 3:
        return None
    clean = np.ascontiguousarray(clean)
    if n >= 8:
        round_, cx, cy, r = run_is_arc(clean, 0, n, numbers.tolerance, _WIDEST)
        first, last = np.arctan2(*(clean[[0, -1]] - (cx, cy)).T[::-1])
        gap = abs(float(np.remainder(first - last + np.pi, 2 * np.pi)) - np.pi)
        if round_ and gap <= _WIDEST:
            return numbers.circle(cx, cy, r)
    steps = np.roll(clean, -1, axis=0) - clean
    longest = int(np.argmax((steps**2).sum(1)))
    clean = np.ascontiguousarray(np.roll(clean, -longest - 1, axis=0))
    # Where the ring is narrow, numbers that are read may close it: then vertices are left where they were found.
    for read in (numbers, replace(numbers, corners=_NO_CORNERS)):
        found = _tidy(*_segments(clean, read))
        if found is None:
            continue
        for loop in dict.fromkeys((_squared(found, read), found)):
            if is_simple(loop):
                return loop
    straight = [Segment(numbers.point(p)) for p in clean[1:]]
    return _tidy(numbers.point(clean[0]), straight)


def is_simple(loop: Loop) -> bool:
    """Whether a loop neither crosses nor touches itself, its arcs taken as chords."""
    return bool(shapely.is_simple(shapely.linestrings(chords_of(loop))))


def chords_of(loop: Loop) -> list[Point]:
    """The corners of a loop, its start first and last, and points along its arcs, so near each other that the
    two sides of a thin wall do not seem to cross."""
    points = [loop.start]
    for segment in loop.segments:
        if segment.middle is not None:
            points.extend(_on_arc(points[-1], segment.middle, segment.end))
        points.append(segment.end)
    return points


def _on_arc(start: Point, middle: Point, end: Point) -> list[Point]:
    """Points of an arc between its ends."""
    (ax, ay), (bx, by), (cx, cy) = start, middle, end
    twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if twice == 0.0:
        return [middle]
    a, b, c = (x * x + y * y for x, y in (start, middle, end))
    centre = (
        (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice,
        (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice,
    )
    radius = math.dist(centre, start)
    begin, halfway, stop = (math.atan2(y - centre[1], x - centre[0]) for x, y in (start, middle, end))
    way = 1.0 if twice > 0 else -1.0
    first, second = ((way * (high - low)) % (2 * math.pi) for low, high in ((begin, halfway), (halfway, stop)))
    angles: list[float] = []
    for low, turn in ((begin, first), (halfway, second)):
        count = math.ceil(turn / _CHORD)
        angles += [low + way * turn * k / count for k in range(1, count + 1)]
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles[:-1]]


def _segments(points: FloatArray, numbers: Numbers) -> tuple[Point, list[Segment]]:
    """Where the ring begins, and its sides: arcs that fit closely first; then by the looser tolerance what is left."""
    n = len(points)
    taken = np.zeros(n, np.bool_)  # sides that belong to an arc
    arcs = _on_known_circles(points, numbers, taken)
    for tolerance in (numbers.tolerance / 40, numbers.tolerance):
        here = 0
        while here < n:
            limit = int(np.argmax(np.append(taken[here:], True)))
            count, cx, cy, r = _longest_even_arc(points, here, tolerance, limit)
            if count:
                arcs[here] = (here + count - 1, (cx, cy, r))
                taken[here : here + count - 1] = True
                here += count - 1
            else:
                here += 1
    points = points.copy()
    arcs = {
        start: (end, fit)
        for first, (last, fit) in arcs.items()
        for start, end in [_ends_at_vertices(points, first, last, taken, numbers.circle(*fit), numbers)]
    }
    segments: list[Segment] = []
    here = 0
    while here < n:
        if here in arcs:
            last, fit = arcs[here]
            segments.append(_arc(points, here, last, fit, numbers))
            here = last
            continue
        last = min((start for start in arcs if start > here), default=n)
        run = shapely.linestrings(points[np.arange(here, last + 1) % n])
        corners = shapely.get_coordinates(shapely.simplify(run, numbers.tolerance / 2))[1:]
        segments.extend(Segment(numbers.point(corner)) for corner in corners)
        here = last
    return numbers.point(points[0]), segments


def _longest_even_arc(points: FloatArray, first: int, tolerance: float, limit: int) -> tuple[int, float, float, float]:
    """The most points from the first on, over `limit` sides at most, that an arc of even sides meets: how many, its
    centre and its radius; 0 points where there is none."""
    while limit > 2:
        count, cx, cy, r = longest_arc(points, first, tolerance, _WIDEST, limit + 1)
        if not count:
            break
        run = points[np.arange(first, first + count) % len(points)]
        sides = np.hypot(*np.diff(run, axis=0).T)
        longest = int(sides.argmax())
        if np.partition(sides, -2)[-2] >= _EVEN * sides[longest]:
            return count, cx, cy, r
        limit = longest
    return 0, 0.0, 0.0, 0.0


def _on_known_circles(
    points: FloatArray, numbers: Numbers, taken: npt.NDArray[np.bool_]
) -> dict[int, tuple[int, tuple[float, float, float]]]:
    """Runs of two sides or more along known circles, the longest first: where they begin, where they end, the circle.

    Their sides are marked in `taken`.
    """
    n = len(points)
    runs = []
    for circle in numbers.circles:
        across = np.vstack((points, points[:1])) - circle[:2]
        miss = np.hypot(across[:, 0], across[:, 1]) - circle[2]
        near = numbers.tolerance * _ON_KNOWN
        # Where the two ends of a round wall are cut into other chords, a section passes within its circle.
        on = (miss <= near) & (miss >= -max(near, min(numbers.tolerance, CHORD_LOSS * circle[2])))
        angle = np.arctan2(across[:, 1], across[:, 0])
        turn = np.remainder(np.diff(angle) + np.pi, 2 * np.pi) - np.pi
        along = np.concatenate(([False], on[:-1] & on[1:] & (np.abs(turn) <= _WIDEST), [False]))
        begins, ends = np.flatnonzero(along[1:] & ~along[:-1]), np.flatnonzero(~along[1:] & along[:-1])
        tight = np.append(0, np.cumsum(np.abs(miss) <= near))
        runs += [
            (int(b - a), int(a), int(b), circle)
            for a, b in zip(begins, ends, strict=True)
            if b - a > 1 and tight[b + 1] > tight[a]
        ]
    arcs = {}
    for _, first, last, circle in sorted(runs, key=lambda run: (-run[0], run[1], run[3])):
        # The whole ring is a circle, and no arc of one.
        if not taken[first:last].any() and last - first < n:
            arcs[first] = (last, circle)
            taken[first:last] = True
    return arcs


def _ends_at_vertices(
    points: FloatArray, first: int, last: int, taken: npt.NDArray[np.bool_], circle: Circle, numbers: Numbers
) -> tuple[int, int]:
    """Where an arc begins and ends, on vertices of its circle where they are near; `points` are moved onto these."""
    n = len(points)
    found: list[int] = []
    moved: list[FloatArray] = []
    for end, way in ((first, -1), (last, 1)):
        here = furthest = end
        for k in range(1, _FURTHER + 1):
            beyond = end + k * way
            side = beyond if way < 0 else beyond - 1
            if not 0 <= beyond <= n or taken[side]:
                break
            if abs(math.dist(points[beyond % n], circle.centre) - circle.radius) > _NEAR * numbers.tolerance:
                break
            # From one place on the circle to another there are also lines.
            if math.dist(points[beyond % n], points[(beyond - way) % n]) > _WIDEST * circle.radius:
                break
            furthest = beyond
            if numbers.is_corner(points[beyond % n], circle):
                here = beyond
        at = points[here % n]
        corner = np.array(numbers.corner(at.tolist(), _CHORDS * circle.radius, circle))
        # What is too narrow to be drawn ends short of the vertex, and its end is no place to go back to from there.
        while here != furthest and _between(at, points[(here + way) % n], corner, circle):
            here += way
        taken[min(here, end) : max(here, end)] = True
        side = here if way > 0 else here - 1
        met = None if taken[side % n] else _on_circle(at, points[(here + way) % n], circle, numbers)
        # A wall that meets the circle here is no vertex further on.
        if met is not None and ((at == corner).all() or math.dist(met, corner) > _NEAR * numbers.tolerance):
            corner = met
        found.append(here)
        moved.append(corner)
    # A nearly whole circle that hangs on a wall by a point would else be nothing.
    if math.dist(*moved) > numbers.slack:
        points[found[0] % n], points[found[1] % n] = moved
    return found[0], found[1]


def _between(begin: FloatArray, at: FloatArray, end: FloatArray, circle: Circle) -> bool:
    """Whether a point lies between two others as seen from the middle of their circle, less than half a turn apart."""
    first, second, third = (np.array(point) - circle.centre for point in (begin, at, end))
    turn, rest = (float(a[0] * b[1] - a[1] * b[0]) for a, b in ((first, second), (second, third)))
    return turn * rest > 0


def _on_circle(at: FloatArray, beyond: FloatArray, circle: Circle, numbers: Numbers) -> FloatArray | None:
    """Where a line along an axis, from `beyond`, that ends `at` an end of an arc meets its circle, if that is known.

    None where it is no such line, or meets it elsewhere.
    """
    drawn = (*circle.centre, circle.radius)
    near = numbers.slack + _EXACT
    if not any(max(abs(a - b) for a, b in zip(known, drawn, strict=True)) <= near for known in numbers.circles):
        return None
    along = int(np.abs(at - beyond).argmax())
    across = 1 - along
    if abs(at[across] - beyond[across]) > _LEVEL * abs(at[along] - beyond[along]):
        return None
    level = numbers.read(float(at[across]), numbers.planes[across])
    square = circle.radius**2 - (level - circle.centre[across]) ** 2
    # A wall that all but touches the circle tells not where.
    if square <= (_TOUCHING * circle.radius) ** 2:
        return None
    met = circle.centre[along] + math.copysign(math.sqrt(square), at[along] - circle.centre[along])
    if abs(met - at[along]) > numbers.tolerance:
        return None
    return np.array((met, level) if along == 0 else (level, met))


def _arc(points: FloatArray, first: int, last: int, fit: tuple[float, float, float], numbers: Numbers) -> Segment:
    n = len(points)
    circle = numbers.circle(*fit)
    a, b, m = points[first % n], points[last % n], points[((first + last) // 2) % n]
    # The middle lies on the bisector of the ends, so that the arc is exact for the radius that was read.
    chord = b - a
    half = float(np.hypot(*chord)) / 2
    radius = max(circle.radius, half)
    side = math.copysign(1.0, chord[0] * (m[1] - a[1]) - chord[1] * (m[0] - a[0]))
    if half < 1e-12:
        return Segment(numbers.point(b))
    normal = np.array([-chord[1], chord[0]]) / (2 * half) * side
    depth = math.sqrt(max(radius**2 - half**2, 0.0))
    mid_chord = (a + b) / 2
    bulge = float((m - mid_chord) @ normal)
    rise = radius - depth if bulge <= radius else radius + depth
    middle = mid_chord + rise * normal
    return Segment(numbers.point(b), (round(float(middle[0]), 6), round(float(middle[1]), 6)), circle.radius)


def _tidy(start: Point, segments: list[Segment]) -> Loop | None:
    kept: list[Segment] = []
    here = start
    for segment in segments:
        if segment.end != here:
            kept.append(segment)
            here = segment.end
    if here != start and kept:
        kept.append(Segment(start))
    kept = _without_spikes(start, kept)
    if len(kept) < 2 or (len(kept) == 2 and all(s.middle is None for s in kept)):
        return None
    return Loop(start, tuple(kept))


def _squared(loop: Loop, numbers: Numbers) -> Loop:
    """The loop with its lines that leave the part's outermost faces square to these.

    Out there nothing is in the way, and a line that leaves where a round begins would have a length of its own.
    """
    known = [[*numbers.planes[axis], *numbers.corners[:, axis].tolist()] for axis in (0, 1)]
    ends_along = {axis: (min(levels), max(levels)) for axis, levels in enumerate(known) if levels}
    points = [loop.start, *(segment.end for segment in loop.segments[:-1])]
    n = len(points)
    straight = [segment.middle is None for segment in loop.segments]
    for k, axis in product(range(n), ends_along):
        if not (straight[k - 1] and straight[k]):
            continue
        (low, high), along = ends_along[axis], 1 - axis
        at = points[k]
        for foot, beside in ((points[k - 1], points[(k + 1) % n]), (points[(k + 1) % n], points[k - 1])):
            out = max(low - at[axis], at[axis] - high)
            on_face = min(abs(foot[axis] - low), abs(foot[axis] - high)) <= _EXACT
            if out <= 0 or not on_face or abs(beside[axis] - at[axis]) > _EXACT:
                continue
            move, room = foot[along] - at[along], beside[along] - at[along]
            if abs(move) <= _MOST_SQUARED * out and (move * room <= 0 or abs(move) < abs(room)):
                points[k] = (at[0], foot[1]) if axis == 0 else (foot[0], at[1])
                break
    ends = [*points[1:], points[0]]
    return Loop(points[0], tuple(replace(side, end=end) for side, end in zip(loop.segments, ends, strict=True)))


def _without_spikes(start: Point, segments: list[Segment]) -> list[Segment]:
    """The sides with two lines that lie in one, on and on or there and back, made one."""
    kept: list[Segment] = []
    before = [start]
    for segment in segments:
        last = kept[-1] if kept else None
        if last is not None and last.middle is None and segment.middle is None:
            a, b, c = before[-2], last.end, segment.end
            cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
            if abs(cross) <= _STRAIGHT * math.dist(a, b) * math.dist(b, c):
                kept.pop()
                before.pop()
                if c == before[-1]:
                    continue
        kept.append(segment)
        before.append(segment.end)
    return kept


def rings_of(area: Any, numbers: Numbers) -> list[tuple[Ring, list[Ring]]]:
    """Each polygon of a shapely area as (outer ring, inner rings)."""
    found: list[tuple[Ring, list[Ring]]] = []
    for polygon in shapely.get_parts(area):
        outer = trace(shapely.get_coordinates(polygon.exterior)[:-1], numbers)
        if outer is None:
            continue
        inner = [trace(shapely.get_coordinates(ring)[:-1], numbers) for ring in polygon.interiors]
        found.append((outer, [ring for ring in inner if ring is not None]))
    return found


def side_count(area: Any, numbers: Numbers) -> int:
    """How many lines, arcs and circles it takes to draw an area."""
    count = 0
    for outer, inner in rings_of(area, numbers):
        count += sum(len(ring.segments) if isinstance(ring, Loop) else 1 for ring in (outer, *inner))
    return count
