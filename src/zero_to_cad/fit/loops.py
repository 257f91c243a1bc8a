"""One outline, side by side, as CadQuery calls on named dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from zero_to_cad.fit.dimensions import Ledger, Sum, number, shown
from zero_to_cad.fit.layout import call
from zero_to_cad.fit.outline import Loop, Point, Segment
from zero_to_cad.fit.placing import Axes, name_ends, name_points, noun_of
from zero_to_cad.fit.shapes import corners_of, half_of

# Corners of an outline up to which numbers that follow nothing are told from what they lie by.
LONG = 12
# What takes the first coordinate, and the second, to the other side of zero.
MIRRORS = (".mirrorY()", ".mirrorX()")

# Coordinates nearer than this, relative to the outline, tell of noise and deserve no name.
_HAIR = 5e-4
_TANGENT = 1e-3
_BENT = 2e-3  # rad
# How far (mm) a tangent arc may be off: one that another outline lies on would else part from it by a sliver.
_EXACT = 1e-5
# An arc of known radius needs ends that are not too far apart, also when the radius is made smaller.
_WIDEST_ARC = math.radians(140)
# Sides of an outline from which on a half is drawn and mirrored.
_WORTH_HALVING = 6


def _mirrored(loop: Loop, near: float) -> tuple[Loop, str]:
    """What has to be drawn of a loop, and the call that completes it."""
    if len(loop.segments) >= _WORTH_HALVING:
        for k, call_ in enumerate(MIRRORS):
            half = half_of(loop, k, near)
            if half is not None:
                return half, call_
    return loop, ".close()"


def loop_drawn(
    ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes, first: bool = False, begun: bool = False
) -> list[str]:
    """The calls that draw a loop. first: nothing else has been drawn, so that what is drawn may be mirrored; begun: it
    has to begin where it does."""
    loop = loop if begun else _from_a_line(loop)
    ends = corners_of(loop)
    named = is_named(ledger, loop, axes)
    half, closing = _mirrored(loop, ledger.near) if first else (loop, ".close()")
    sides = list(zip([half.start, *(s.end for s in half.segments)], half.segments, strict=False))
    rounded = {k: (before, segment) for k, (before, segment) in enumerate(sides) if _is_quarter(before, segment)}
    if named:
        across = zip(axes, zip(*ends, strict=True), strict=True)
        with ledger.words.drawing({axis: (min(at), max(at)) for axis, at in across}, _slopes(loop, axes), False):
            name_ends(ledger, group, role, ends, axes)
            _name_quarters(ledger, group, role, list(rounded.values()), axes)
            name_points(ledger, group, role, ends, axes)

    def along(point: Point, k: int) -> str:
        if named:
            return str(ledger.coordinate(group, axes[k], point[k], f"{role}_{noun_of(axes[k])}"))
        return number(point[k])

    def at(point: Point) -> str:
        return f"({along(point, 0)}, {along(point, 1)})"

    def sized(radius: float) -> Sum:
        value = round(radius, 6)
        is_size = named and ledger.is_radius(value)
        return ledger.size(group, f"{role}_radius", value) if is_size else Sum(number=value)

    level = sum(a[0] == s.end[0] or a[1] == s.end[1] for a, s in sides)
    if all(segment.middle is None for segment in loop.segments) and 2 * level < len(sides):
        return [*call("polyline", [at(point) for point in corners_of(half)]), closing]
    chain = [f".moveTo{at(half.start)}"]
    heading: tuple[float, float] | None = None
    for k, (before, segment) in enumerate(sides):
        if segment.middle is not None:
            sweep = _sweep(before, segment)
            # The kernel makes no tangent arc of what hardly bends, and any other is as exact as its tangent is.
            astray = None if heading is None or abs(sweep) < _BENT else _astray(heading, before, segment)
            tangent = astray is not None and astray * math.dist(before, segment.end) < _EXACT
            if k in rounded and astray is not None and astray < _TANGENT:
                radius = sized(segment.radius)
                steps = [Sum().plus(radius, math.copysign(1.0, segment.end[m] - before[m])) for m in range(2)]
                chain.append(f".tangentArcPoint({shown(steps)})")
            elif tangent:
                chain.append(f".tangentArcPoint({at(segment.end)}, relative=False)")
            elif abs(sweep) < _WIDEST_ARC:
                # A positive radius bulges to the left of the way from start to end.
                signed = Sum().plus(sized(segment.radius), 1.0 if sweep < 0 else -1.0)
                chain.append(f".radiusArc({at(segment.end)}, {signed})")
            else:
                chain.append(f".threePointArc({at(segment.middle)}, {at(segment.end)})")
            heading = _turned(_unit(before, segment.end), sweep / 2)
            continue
        heading = _unit(before, segment.end)
        if k == len(sides) - 1 and segment.end == half.start:
            break
        if before[1] == segment.end[1]:
            chain.append(f".hLineTo({along(segment.end, 0)})")
        elif before[0] == segment.end[0]:
            chain.append(f".vLineTo({along(segment.end, 1)})")
        else:
            chain.append(f".lineTo{at(segment.end)}")
    return [*chain, closing]


def _slopes(loop: Loop, axes: Axes) -> list[tuple[object, float, float, str]]:
    """The axis, the lower and the upper end and a word for each side that runs along neither axis, once for each."""
    found = []
    for before, segment in zip([loop.start, *(s.end for s in loop.segments)], loop.segments, strict=False):
        reach = [abs(segment.end[k] - before[k]) for k in range(2)]
        word = "arc" if segment.middle is not None else "chamfer" if abs(reach[0] - reach[1]) < 1e-5 else "slope"
        for k, axis in enumerate(axes):
            low, high = sorted((before[k], segment.end[k]))
            if min(reach) > 0:
                found.append((axis, low, high, word))
    return found


def is_named(ledger: Ledger, loop: Loop, axes: Axes) -> bool:
    """Whether a loop's coordinates get names: not where they are too many, or follow nothing that the part has."""
    ends = corners_of(loop)
    if ledger.literal or _is_traced(ledger, ends, axes) or (not ledger.datums and _is_uneven(ends)):
        return False
    unknown = [
        {abs(v) for v in values if ledger.level(axis, v) is None and ledger.is_measured(axis, v)}
        for axis, values in zip(axes, zip(*ends, strict=True), strict=True)
    ]
    return sum(map(len, unknown)) <= ledger.most


def rows_of(loop: Loop) -> list[str]:
    """The sides of a loop as what `drawing.TRACED` takes, the last to where the first begins."""
    rows = []
    here = loop.start
    for segment in loop.segments:
        x, y = map(number, segment.end)
        if segment.middle is None:
            rows.append(f"({x}, {y})")
        else:
            sweep = _sweep(here, segment)
            radius = number(-math.copysign(segment.radius, sweep))
            if abs(sweep) >= _WIDEST_ARC:
                rows.append(f"({', '.join(map(number, segment.middle))}, {radius})")
            rows.append(f"({x}, {y}, {radius})")
        here = segment.end
    return rows if here == loop.start else [*rows, f"({', '.join(map(number, loop.start))})"]


def _is_traced(ledger: Ledger, points: Sequence[Point], axes: Axes) -> bool:
    """Whether most of a long outline follows nothing that the part's flat and round faces have."""
    found = [ledger.is_measured(axis, point[k]) for point in points for k, axis in enumerate(axes)]
    return len(points) > LONG and 2 * sum(found) < len(found)


def _from_a_line(loop: Loop) -> Loop:
    """The loop begun with a line after an arc, where it has both: an arc is then drawn as going on from its line."""
    n = len(loop.segments)
    if loop.segments[-1].end != loop.start:
        return loop
    for k, segment in enumerate(loop.segments):
        if segment.middle is None and loop.segments[k - 1].middle is not None:
            turned = tuple(loop.segments[(k + m) % n] for m in range(n))
            return Loop(turned[-1].end, turned)
    return loop


def _is_quarter(before: Point, segment: Segment) -> bool:
    """Whether an arc is a quarter of a circle between lines along the axes."""
    if segment.middle is None or segment.radius <= 0:
        return False
    near = 1e-4 * segment.radius
    reach = [abs(abs(segment.end[k] - before[k]) - segment.radius) for k in range(2)]
    return max(reach) <= near and abs(abs(_sweep(before, segment)) - math.pi / 2) < _TANGENT


def _name_quarters(ledger: Ledger, group: str, role: str, arcs: Sequence[tuple[Point, Segment]], axes: Axes) -> None:
    """Name the corners that quarter arcs round, and the ends of the arcs by their radius from these."""
    for before, segment in arcs:
        middle = segment.middle or before
        radius = ledger.size(group, f"{role}_radius", round(segment.radius, 6))
        for k, axis in enumerate(axes):
            # The middle of the arc lies nearer to the corner that is rounded than to the centre.
            corner, other = sorted((before[k], segment.end[k]), key=lambda value: abs(value - middle[k]))
            if ledger.level(axis, other) is None:
                at = ledger.coordinate(group, axis, corner, f"{role}_{noun_of(axis)}")
                if ledger.level(axis, other) is None:
                    ledger.know(axis, other, at.plus(radius, 1.0 if other > corner else -1.0))


def _is_uneven(points: Sequence[Point]) -> bool:
    """Whether two corners nearly, but not quite, share a coordinate."""
    across = [sorted({point[k] for point in points}) for k in range(2)]
    longest = max(values[-1] - values[0] for values in across)
    return any(b - a < _HAIR * longest for values in across for a, b in pairwise(values))


def _turned(direction: tuple[float, float], angle: float) -> tuple[float, float]:
    cos, sin = math.cos(angle), math.sin(angle)
    return cos * direction[0] - sin * direction[1], sin * direction[0] + cos * direction[1]


def _unit(a: Point, b: Point) -> tuple[float, float]:
    length = math.dist(a, b)
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _sweep(start: Point, segment: Segment) -> float:
    """Angle (rad) of an arc, positive counter-clockwise."""
    assert segment.middle is not None
    first, second = _unit(start, segment.middle), _unit(segment.middle, segment.end)
    cross = first[0] * second[1] - first[1] * second[0]
    return 2 * math.atan2(cross, first[0] * second[0] + first[1] * second[1])


def _astray(heading: tuple[float, float], start: Point, segment: Segment) -> float:
    """By how much (rad) an arc does not go on in the direction of what is before it."""
    chord = _unit(start, segment.end)
    cross = heading[0] * chord[1] - heading[1] * chord[0]
    ahead = heading[0] * chord[0] + heading[1] * chord[1]
    # The chord of an arc leaves its tangent by half the arc's angle.
    return abs(math.atan2(cross, ahead) - _sweep(start, segment) / 2)
