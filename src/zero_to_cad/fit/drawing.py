"""Outlines as CadQuery calls on named dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from zero_to_cad.fit.dimensions import NOUNS, RADIAL, Ledger, Sum, number, shown
from zero_to_cad.fit.layout import call
from zero_to_cad.fit.outline import Circle, Loop, Point, Ring, Segment

Axes = tuple[object, object]

# An outline with more unnamed coordinates than this is drawn with numbers: no one would name them.
_MOST_NAMES = 8
# Coordinates nearer than this, relative to the outline, tell of noise and deserve no name.
_HAIR = 2e-3
_TANGENT = 2e-3


def rings_drawn(ledger: Ledger, group: str, role: str, rings: Sequence[Ring], axes: Axes) -> list[str]:
    """Calls that draw rings in a workplane whose axes are `axes` of the ledger."""
    chain: list[str] = []
    for ring in rings:
        if isinstance(ring, Loop):
            known = _rectangle(ledger, group, role, ring, axes) or _slot(ledger, group, role, ring, axes)
            chain += known or _loop(ledger, group, role, ring, axes)
    circles = [ring for ring in rings if isinstance(ring, Circle)]
    for radius in sorted({circle.radius for circle in circles}, reverse=True):
        centres = [circle.centre for circle in circles if circle.radius == radius]
        diameter = ledger.size(group, f"{role}_diameter", round(2 * radius, 6))
        chain += [*placed(ledger, group, role, centres, axes), f".circle({diameter.half()})"]
    return chain


def placed(ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes, sign: float = 1.0) -> list[str]:
    """The call that goes to some points; `sign` is that of the workplane's second axis."""
    name_points(ledger, group, role, points, axes)
    named = [_expressed(ledger, group, role, point, axes) for point in points]
    seen = [shown((x, Sum().plus(y, sign))) for x, y in named]
    if len(seen) == 1:
        return [f".moveTo{seen[0]}"]
    return call("pushPoints", seen)


def name_points(ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes) -> None:
    """Give names to the coordinates of some points: first the ends, then pairs about zero, then the rest."""
    if ledger.literal:
        return
    for k, axis in enumerate(axes):
        values = sorted({point[k] for point in points})
        noun = _noun(axis)
        turned = noun == "radius"
        if len(values) > 1 and not turned:
            ledger.span(group, axis, values[0], values[-1], f"{role}_{noun}")
        for value in values if turned else sorted(values, key=abs, reverse=True):
            if not turned and value > 0 and -value in values and ledger.level(axis, value) is None:
                ledger.span(group, axis, -value, value, f"{role}_inner_{noun}")
            ledger.coordinate(group, axis, value, f"{role}_{noun}")


def _noun(axis: object) -> str:
    return NOUNS[axis] if isinstance(axis, int) else NOUNS[RADIAL]


def _expressed(ledger: Ledger, group: str, role: str, point: Point, axes: Axes) -> list[Sum]:
    return [
        ledger.coordinate(group, axis, value, f"{role}_{_noun(axis)}") for axis, value in zip(axes, point, strict=True)
    ]


def _rectangle(ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes) -> list[str]:
    if len(loop.segments) != 4 or any(s.middle is not None for s in loop.segments):
        return []
    corners = {s.end for s in loop.segments}
    xs, ys = sorted({c[0] for c in corners}), sorted({c[1] for c in corners})
    if len(xs) != 2 or len(ys) != 2 or len(corners) != 4:
        return []
    (x0, x1), (y0, y1) = (
        ledger.span(group, axis, values[0], values[1], f"{role}_{_noun(axis)}")
        for axis, values in zip(axes, (xs, ys), strict=True)
    )
    middles = [_middle(low, high) for low, high in ((x0, x1), (y0, y1))]
    width, length = x1.plus(x0, -1.0), y1.plus(y0, -1.0)
    centred = [middle is not None for middle in middles]
    start = [low if middle is None else middle for middle, low in zip(middles, (x0, y0), strict=True)]
    how = "" if all(centred) else ", centered=False" if not any(centred) else f", centered=({centred[0]}, {centred[1]})"
    move = [] if not any(start) else [f".moveTo{shown(start)}"]
    return [*(move or [".moveTo(0, 0)"]), f".rect({width}, {length}{how})"]


def _middle(low: Sum, high: Sum) -> Sum | None:
    """Half way, where that is zero by name and not only by number."""
    return Sum() if not low.plus(high) else None


def _slot(ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes) -> list[str]:
    """Two half circles joined by two lines along an axis."""
    arcs = [s for s in loop.segments if s.middle is not None]
    if len(loop.segments) != 4 or len(arcs) != 2 or arcs[0].radius != arcs[1].radius:
        return []
    ends = [loop.start, *(s.end for s in loop.segments[:-1])]
    points = [*ends, *(s.middle for s in arcs if s.middle is not None)]
    xs, ys = ([p[k] for p in points] for k in range(2))
    radius = arcs[0].radius
    sides = (max(xs) - min(xs), max(ys) - min(ys))
    thin = 0 if sides[0] < sides[1] else 1
    near = 1e-4 * sides[1 - thin]
    if abs(sides[thin] - 2 * radius) > near or any(math.dist(a, b) < radius and a != b for a, b in pairwise(ends)):
        return []
    corners = sorted({round(p[1 - thin], 6) for p in ends})
    if corners[-1] - corners[0] + 2 * radius - sides[1 - thin] > near or len(corners) != 2:
        return []
    diameter = ledger.size(group, f"{role}_diameter", round(2 * radius, 6))
    lows, highs = (min(xs), min(ys)), (max(xs), max(ys))
    centre_values = [round((a + b) / 2, 6) + 0.0 for a, b in zip(lows, highs, strict=True)]
    length = Sum.of(ledger.named(group, f"{role}_{_noun(axes[1 - thin])}", round(sides[1 - thin], 6)))
    centre = _expressed(ledger, group, role, (centre_values[0], centre_values[1]), axes)
    turned = "" if thin == 1 else ", 90"
    return [f".moveTo{shown(centre)}", f".slot2D({length}, {diameter}{turned})"]


def _loop(ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes) -> list[str]:
    ends = [loop.start, *(segment.end for segment in loop.segments)]
    if ends[-1] == loop.start:
        ends = ends[:-1]
    unknown = sum(
        len({point[k] for point in ends if ledger.level(axis, point[k]) is None}) for k, axis in enumerate(axes)
    )
    straight = all(segment.middle is None for segment in loop.segments)
    if unknown > _MOST_NAMES or ledger.literal or _is_uneven(ends):
        return _literal(loop, ends, straight)
    name_points(ledger, group, role, ends, axes)

    def at(point: Point) -> str:
        return shown(_expressed(ledger, group, role, point, axes))

    if straight:
        return [*call("polyline", [at(point) for point in ends]), ".close()"]
    chain = [f".moveTo{at(loop.start)}"]
    before = loop.start
    heading: tuple[float, float] | None = None
    last = len(loop.segments) - 1
    for k, segment in enumerate(loop.segments):
        if segment.middle is None:
            if k < last:
                chain.append(f".lineTo{at(segment.end)}")
            heading = _unit(before, segment.end)
        else:
            sweep = _sweep(before, segment)
            if heading is not None and _is_tangent(heading, before, segment):
                chain.append(f".tangentArcPoint({at(segment.end)}, relative=False)")
            elif abs(sweep) < math.radians(170):
                radius = ledger.size(group, f"{role}_radius", round(segment.radius, 6))
                # A positive radius bulges to the left of the way from start to end.
                signed = str(radius) if sweep < 0 else str(Sum().plus(radius, -1.0))
                chain.append(f".radiusArc({at(segment.end)}, {signed})")
            else:
                chain.append(f".threePointArc({at(segment.middle)}, {at(segment.end)})")
            heading = None
        before = segment.end
    return [*chain, ".close()"]


def _is_uneven(points: Sequence[Point]) -> bool:
    """Whether two corners nearly, but not quite, share a coordinate."""
    across = [sorted({point[k] for point in points}) for k in range(2)]
    longest = max(values[-1] - values[0] for values in across)
    return any(b - a < _HAIR * longest for values in across for a, b in pairwise(values))


def _literal(loop: Loop, ends: Sequence[Point], straight: bool) -> list[str]:
    """A loop as numbers."""

    def at(point: Point) -> str:
        return f"({number(point[0])}, {number(point[1])})"

    if straight:
        return [*call("polyline", [at(point) for point in ends]), ".close()"]
    chain = [f".moveTo{at(loop.start)}"]
    last = len(loop.segments) - 1
    for k, segment in enumerate(loop.segments):
        if segment.middle is not None:
            chain.append(f".threePointArc({at(segment.middle)}, {at(segment.end)})")
        elif k < last:
            chain.append(f".lineTo{at(segment.end)}")
    return [*chain, ".close()"]


def _unit(a: Point, b: Point) -> tuple[float, float]:
    length = math.dist(a, b)
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _sweep(start: Point, segment: Segment) -> float:
    """Angle (rad) of an arc, positive counter-clockwise."""
    assert segment.middle is not None
    first, second = _unit(start, segment.middle), _unit(segment.middle, segment.end)
    cross = first[0] * second[1] - first[1] * second[0]
    return 2 * math.atan2(cross, first[0] * second[0] + first[1] * second[1])


def _is_tangent(heading: tuple[float, float], start: Point, segment: Segment) -> bool:
    """Whether an arc goes on in the direction of the line before it, and would be the same if drawn so."""
    chord = _unit(start, segment.end)
    cross = heading[0] * chord[1] - heading[1] * chord[0]
    ahead = heading[0] * chord[0] + heading[1] * chord[1]
    sweep = _sweep(start, segment)
    # The chord of an arc leaves its tangent by half the arc's angle.
    return abs(math.atan2(cross, ahead) - sweep / 2) < _TANGENT and abs(sweep) < math.radians(350)
