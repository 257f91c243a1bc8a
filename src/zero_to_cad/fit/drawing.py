"""Outlines as CadQuery calls on named dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from zero_to_cad.fit.dimensions import NOUNS, RADIAL, Ledger, Sum, number, shown
from zero_to_cad.fit.layout import call, listed, statement
from zero_to_cad.fit.outline import Circle, Loop, Point, Ring, Segment
from zero_to_cad.fit.patterns import Grid, pattern
from zero_to_cad.fit.patterns import Ring as Around
from zero_to_cad.fit.shapes import (
    Polygon,
    Rectangle,
    Slot,
    anchor_of,
    copies,
    corners_of,
    half_of,
    halves_of,
    middle_of,
    shape_of,
    shifted,
)

Axes = tuple[object, object]


# Coordinates nearer than this, relative to the outline, tell of noise and deserve no name.
_HAIR = 5e-4
_TANGENT = 1e-3
_LETTERS = "xyz"
# An arc of known radius needs ends that are not too far apart, also when the radius is made smaller.
_WIDEST_ARC = math.radians(140)
# Corners of an outline up to which numbers that follow nothing are told from what they lie by.
_LONG = 12
# Sides of an outline from which on a half is drawn and mirrored.
_WORTH_HALVING = 6
# What takes the first coordinate, and the second, to the other side of zero.
_MIRRORS = (".mirrorY()", ".mirrorX()")
# A function of the program that draws an outline from a list of its sides, where nobody would name them.
TRACED = "traced"
DRAW_TRACED = '''

def traced(sides):
    """The closed outline of lines to (x, y) and arcs to (x, y, radius)."""
    x, y = sides[-1][:2]
    drawn = cq.Workplane().moveTo(x, y)
    for x, y, *radius in sides:
        drawn = drawn.radiusArc((x, y), radius[0]) if radius else drawn.lineTo(x, y)
    return drawn.close()

'''


def rings_drawn(
    ledger: Ledger, group: str, role: str, rings: Sequence[Ring], axes: Axes
) -> tuple[list[str], list[str]]:
    """Statements that come first, and calls that draw rings in a workplane whose axes are `axes` of the ledger."""
    before: list[str] = []
    loops = [ring for ring in rings if isinstance(ring, Loop)]
    circles = [ring for ring in rings if isinstance(ring, Circle)]
    halves, loops, mirror = _halved(ledger, loops, axes)
    chain = [call_ for half in halves for call_ in _loop(ledger, group, role, half, axes)]
    if halves:
        chain.append(mirror)
    groups = copies(loops, _alike(loops, ledger.near))
    radii = sorted({circle.radius for circle in circles}, reverse=True)
    only = not chain and len(groups) + len(radii) == 1
    for same in groups:
        known = shape_of(same[0], _alike(same[:1], ledger.near))
        if known is None and len(corners_of(same[0])) > _LONG and not _is_named(ledger, same[0], axes):
            anchors = [anchor_of(loop) for loop in same] if len(same) > 1 else [(0.0, 0.0)]
            name = ledger.role(f"{role}_sides")
            before += [*listed(name, _rows(shifted(same[0], anchors[0]))), ""]
            to = places(ledger, group, role, anchors, axes, only, centres=False) if len(same) > 1 else [".moveTo(0, 0)"]
            chain += [*to, f".eachpoint({TRACED}({name}), True)"]
            continue
        if len(same) == 1 and known is None:
            chain += _loop(ledger, group, role, same[0], axes, first=not chain)
            continue
        if len(same) == 1 and known is not None and isinstance(known[0], Rectangle):
            chain += _rectangle(ledger, group, role, same[0], axes)
            continue
        anchored = middle_of if known is not None else anchor_of
        middles = [anchored(loop) for loop in same] if known is None or len(same) > 1 else [known[1]]
        turned = known[0].angle if known is not None and isinstance(known[0], Polygon) else 0.0
        if known is None or turned:
            name = ledger.role(f"{role}_outline")
            if known is None:
                # Drawn about its own anchor, its coordinates have nothing to do with the part's.
                alone = ledger.about(middles[0], axes)
                drawn = _loop(alone, group, role, shifted(same[0], middles[0]), axes, first=True)
            else:
                assert isinstance(known[0], Polygon)
                angle = ledger.named(group, f"{role}_angle", turned)
                drawn = [f".transformed(rotate=(0, 0, {angle}))", _shape_call(ledger, group, role, known[0], axes)]
            before += [*statement(name, ["cq.Workplane()", *drawn]), ""]
            call_ = f".eachpoint({name}, True)"
        else:
            if isinstance(known[0], Rectangle):
                sizes = _sides(ledger, group, role, middles, known[0], axes)
                _held_at_edges(ledger, group, role, middles, known[0], sizes, axes)
                call_ = f".rect({sizes[0]}, {sizes[1]})"
            else:
                call_ = _shape_call(ledger, group, role, known[0], axes)
        chain += [*places(ledger, group, role, middles, axes, only=only, centres=False), call_]
    for radius in radii:
        centres = [circle.centre for circle in circles if circle.radius == radius]
        diameter = ledger.size(group, f"{role}_diameter", round(2 * radius, 6))
        chain += [*places(ledger, group, role, centres, axes, only=only), f".circle({diameter.half()})"]
    return before, chain


def _halved(ledger: Ledger, loops: Sequence[Loop], axes: Axes) -> tuple[list[Loop], list[Loop], str]:
    """The loops to be drawn first and mirrored, those to be drawn as they are, and the call that mirrors."""
    singles = [same[0] for same in copies(loops, _alike(loops, ledger.near)) if len(same) == 1]
    free = [
        loop
        for loop in singles
        if shape_of(loop, _alike([loop], ledger.near)) is None
        and (len(corners_of(loop)) <= _LONG or _is_named(ledger, loop, axes))
    ]
    near = _alike(free, ledger.near)
    pairs, call_ = max(
        ((halves_of(free, k, near), call_) for k, call_ in enumerate(_MIRRORS)), key=lambda found: len(found[0])
    )
    kept = [loop for loop in loops if not any(loop is one for pair in pairs for one in pair)]
    return [half for half, _ in pairs], kept, call_


def begun(wires: list[str]) -> list[str]:
    """The calls without a first move to where a workplane begins anyway."""
    idle = wires[0] == ".moveTo(0, 0)" and wires[1].startswith(
        (".circle", ".rect", ".slot2D", ".polygon", ".eachpoint")
    )
    return wires[1:] if idle else wires


def _alike(loops: Sequence[Loop], near: float) -> float:
    """How far (mm) points of copies may be from each other's."""
    points = [point for loop in loops for point in corners_of(loop)]
    size = max((max(column) - min(column) for column in zip(*points, strict=True)), default=0.0)
    return max(near, 1e-4 * size)


def _sides(ledger: Ledger, group: str, role: str, middles: Sequence[Point], shape: Rectangle, axes: Axes) -> list[Sum]:
    """The sides of equal rectangles; those that are longer than the part has them, by the clearance, say so."""
    found = []
    for k, (axis, size) in enumerate(zip(axes, (shape.width, shape.length), strict=True)):
        past = {sum(ledger.is_past(axis, point[k] + s * size / 2, s) for s in (-1.0, 1.0)) for point in middles}
        count = past.pop() if len(past) == 1 else 0
        side = ledger.size(group, f"{role}_{_noun(axis)}", size - count * ledger.clearance)
        found.append(side.plus(ledger.size("cuts", "clearance", ledger.clearance), count) if count else side)
    return found


def _shape_call(ledger: Ledger, group: str, role: str, shape: Slot | Polygon, axes: Axes) -> str:
    if isinstance(shape, Slot):
        length = ledger.size(group, f"{role}_length", shape.length)
        diameter = ledger.size(group, f"{role}_diameter", shape.diameter)
        angle = shape.angle and (90 if shape.angle == 90 else ledger.named(group, f"{role}_angle", shape.angle))
        return f".slot2D({length}, {diameter}{f', {angle}' if angle else ''})"
    if shape.flats:
        width = ledger.size(group, f"{role}_across_flats", shape.diameter)
        # Not by `circumscribed`, which turns the polygon in some releases of CadQuery and not in others.
        return f".polygon({shape.sides}, 2 * {width} / 3**0.5)"
    return f".polygon({shape.sides}, {ledger.size(group, f'{role}_diameter', shape.diameter)})"


def _held_at_edges(
    ledger: Ledger,
    group: str,
    role: str,
    middles: Sequence[Point],
    shape: Rectangle,
    sides: Sequence[Sum],
    axes: Axes,
) -> None:
    """Make known the middles of equal rectangles by their edges, where the part has these and nothing between them."""
    if ledger.literal:
        return
    for k, (axis, size, side) in enumerate(zip(axes, (shape.width, shape.length), sides, strict=True)):
        for middle in sorted({point[k] for point in middles}, key=abs, reverse=True):
            for sign in (-1.0, 1.0) if middle > 0 else (1.0, -1.0):
                edge = round(middle + sign * size / 2, 6)
                held = ledger.is_held(axis, edge, abs(middle))
                if ledger.datums and not ledger.is_datum(axis, middle):
                    held = ledger.is_measured(axis, edge)
                if held and ledger.level(axis, middle) is None:
                    at = ledger.coordinate(group, axis, edge, f"{role}_{_noun(axis)}")
                    ledger.know(axis, middle, at.plus(side, -sign / 2))


def places(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: Axes,
    only: bool,
    flipped: bool = False,
    centres: bool = True,
) -> list[str]:
    """The calls that go to some points.

    only: nothing else is drawn in the workplane, so that its centre may be moved. flipped: it is turned over. centres:
    the part has something there, so that the distance of two of them is one of its own.
    """
    found = pattern(points, ledger.near)
    sign = -1.0 if flipped else 1.0
    alone = len(points) == 2 and not centres
    if not isinstance(found, Grid | Around) or alone or (any(found.centre) and not only):
        return placed(ledger, group, role, points, axes, sign)
    corner, centred = _corner(ledger, found, axes, flipped)
    u, v = (ledger.coordinate(group, axis, value, f"{role}_center") for axis, value in zip(axes, corner, strict=True))
    move = [f".center({u}, {Sum().plus(v, sign)})"] if u or v else []
    if isinstance(found, Around):
        count = ledger.count(group, f"{role}_count", found.count)
        circle = ledger.size(group, f"{role}_circle_diameter", round(2 * found.radius, 6))
        angle = sign * found.start
        start = ledger.named(group, f"{role}_start_angle", angle) if angle else "0"
        return [*move, f".polarArray({circle.half()}, {start}, 360, {count}, rotate=False)"]
    square = 1 in (found.columns, found.rows) or abs(found.pitch_x - found.pitch_y) <= ledger.near
    names = (f"{role}_pitch",) * 2 if square else (f"{role}_pitch_x", f"{role}_pitch_y")
    across = ledger.size(group, names[0], found.pitch_x) if found.columns > 1 else None
    along = ledger.size(group, names[1], found.pitch_y) if found.rows > 1 else None
    columns = ledger.count(group, f"{role}_columns", found.columns) if found.columns > 1 else "1"
    rows = ledger.count(group, f"{role}_rows", found.rows) if found.rows > 1 else "1"
    how = "" if all(centred) else ", center=False" if not any(centred) else f", center={centred}"
    return [*move, f".rarray({across or along}, {along or across}, {columns}, {rows}{how})"]


def _corner(ledger: Ledger, found: Grid | Around, axes: Axes, flipped: bool) -> tuple[Point, tuple[bool, bool]]:
    """Where a pattern is placed by, and in which axes that is its centre: else, where the part has nothing, the first
    of its places."""
    if isinstance(found, Around) or not ledger.datums or ledger.literal:
        return found.centre, (True, True)
    reach = (found.pitch_x * (found.columns - 1) / 2, found.pitch_y * (found.rows - 1) / 2)
    # A workplane that is turned over has its second axis the other way.
    first = (found.centre[0] - reach[0], found.centre[1] + (reach[1] if flipped else -reach[1]))
    known = [
        ledger.is_datum(axis, at) or ledger.level(axis, at) is not None or not far
        for axis, at, far in zip(axes, found.centre, reach, strict=True)
    ]
    x, y = (
        centre if here else round(start, 6) + 0.0
        for centre, here, start in zip(found.centre, known, first, strict=True)
    )
    return (x, y), (known[0], known[1])


def placed(ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes, sign: float = 1.0) -> list[str]:
    """The call that goes to some points; `sign` is that of the workplane's second axis."""
    if not ledger.literal:
        _name_ends(ledger, group, f"{role}_spacing", points, axes, _LETTERS)
    name_points(ledger, group, role, points, axes)
    named = [_expressed(ledger, group, role, point, axes) for point in points]
    seen = [shown((x, Sum().plus(y, sign))) for x, y in named]
    if len(seen) == 1:
        return [f".moveTo{seen[0]}"]
    ledger.drawn.setdefault(tuple(seen), []).append(role)
    if tuple(seen) in ledger.lists:
        return [f".pushPoints({ledger.lists[tuple(seen)]})"]
    return call("pushPoints", seen)


def name_points(ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes) -> None:
    """Give names to the coordinates of some points: first the ends, then pairs about zero, then the rest."""
    if ledger.literal:
        return
    _name_ends(ledger, group, role, points, axes)
    for k, axis in enumerate(axes):
        values = sorted({point[k] for point in points})
        noun = _noun(axis)
        turned = noun == "radius"
        left = values if turned else sorted(values, key=abs, reverse=True)
        while left:
            # What can be told by a length of the part comes first, and may then tell the others by theirs.
            value = next((one for one in left if ledger.is_told(axis, one)), left[0])
            left.remove(value)
            half = abs(value)
            paired = half > 0 and any(abs(value + other) <= ledger.near for other in values)
            if not turned and paired and ledger.is_datum(axis, half) and ledger.level(axis, half) is None:
                inner = "" if half >= max(map(abs, values)) else "inner_"
                ledger.span(group, axis, -half, half, f"{role}_{inner}{noun}")
            ledger.coordinate(group, axis, value, f"{role}_{noun}")


def _name_ends(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: Axes,
    nouns: Sequence[str] = NOUNS,
) -> None:
    """Give names to the first and the last coordinate along each axis; `nouns` say what lies between, for each axis."""
    for k, axis in enumerate(axes):
        values = sorted({point[k] for point in points})
        ends = values[:1] + values[1:][-1:]
        if len(ends) < 2 or not isinstance(axis, int) or not all(ledger.is_measured(axis, value) for value in ends):
            continue
        if ledger.is_length(axis, ends[1] - ends[0]) or len(values) == 2:
            ledger.span(group, axis, ends[0], ends[1], f"{role}_{nouns[axis]}")


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


def _mirrored(loop: Loop, near: float) -> tuple[Loop, str]:
    """What has to be drawn of a loop, and the call that completes it."""
    if len(loop.segments) >= _WORTH_HALVING:
        for k, call_ in enumerate(_MIRRORS):
            half = half_of(loop, k, near)
            if half is not None:
                return half, call_
    return loop, ".close()"


def loop_drawn(ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes) -> list[str]:
    """The calls that draw a loop from where it begins, side by side."""
    return _loop(ledger, group, role, loop, axes, begun=True)


def _loop(
    ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes, first: bool = False, begun: bool = False
) -> list[str]:
    """The calls that draw a loop. first: nothing else has been drawn, so that what is drawn may be mirrored; begun: it
    has to begin where it does."""
    loop = loop if begun else _from_a_line(loop)
    ends = corners_of(loop)
    named = _is_named(ledger, loop, axes)
    half, closing = _mirrored(loop, ledger.near) if first else (loop, ".close()")
    sides = list(zip([half.start, *(s.end for s in half.segments)], half.segments, strict=False))
    rounded = {k: (before, segment) for k, (before, segment) in enumerate(sides) if _is_quarter(before, segment)}
    if named:
        _name_ends(ledger, group, role, ends, axes)
        _name_quarters(ledger, group, role, list(rounded.values()), axes)
        name_points(ledger, group, role, ends, axes)

    def along(point: Point, k: int) -> str:
        if named:
            return str(ledger.coordinate(group, axes[k], point[k], f"{role}_{_noun(axes[k])}"))
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
            tangent = heading is not None and _is_tangent(heading, before, segment)
            if tangent and k in rounded:
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


def _is_named(ledger: Ledger, loop: Loop, axes: Axes) -> bool:
    """Whether a loop's coordinates get names: not where they are too many, or follow nothing that the part has."""
    ends = corners_of(loop)
    if ledger.literal or _is_traced(ledger, ends, axes) or (not ledger.datums and _is_uneven(ends)):
        return False
    unknown = [
        {abs(v) for v in values if ledger.level(axis, v) is None and ledger.is_measured(axis, v)}
        for axis, values in zip(axes, zip(*ends, strict=True), strict=True)
    ]
    return sum(map(len, unknown)) <= ledger.most


def _rows(loop: Loop) -> list[str]:
    """The sides of a loop as what `TRACED` takes, the last to where the first begins."""
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
    return len(points) > _LONG and 2 * sum(found) < len(found)


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
                at = ledger.coordinate(group, axis, corner, f"{role}_{_noun(axis)}")
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


def _is_tangent(heading: tuple[float, float], start: Point, segment: Segment) -> bool:
    """Whether an arc goes on in the direction of the line before it, and would be the same if drawn so."""
    chord = _unit(start, segment.end)
    cross = heading[0] * chord[1] - heading[1] * chord[0]
    ahead = heading[0] * chord[0] + heading[1] * chord[1]
    sweep = _sweep(start, segment)
    # The chord of an arc leaves its tangent by half the arc's angle.
    return abs(math.atan2(cross, ahead) - sweep / 2) < _TANGENT and abs(sweep) < math.radians(350)
