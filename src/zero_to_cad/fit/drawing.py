"""Outlines as CadQuery calls on named dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from zero_to_cad.fit.dimensions import ASKEW, CUTS, Ledger, Sum, shown
from zero_to_cad.fit.layout import listed, statement
from zero_to_cad.fit.loops import LONG, MIRRORS, is_named, loop_drawn, rows_of
from zero_to_cad.fit.outline import Circle, Loop, Point, Ring
from zero_to_cad.fit.placing import Axes, noun_of, places
from zero_to_cad.fit.shapes import (
    Rectangle,
    Shape,
    Slot,
    anchor_of,
    copies,
    corners_of,
    halves_of,
    middle_of,
    shape_of,
    shifted,
)

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
    ledger: Ledger, group: str, role: str, rings: Sequence[Ring], axes: Axes, whole: bool = False
) -> tuple[list[str], list[str]]:
    """Statements that come first, and calls that draw rings in a workplane whose axes are `axes` of the ledger.

    whole: no arc is drawn in two halves, of which the kernel's tapers make no solid.
    """

    def divides(loop: Loop) -> bool:
        return not whole or all(segment.middle is None for segment in loop.segments)

    before: list[str] = []
    loops = [ring for ring in rings if isinstance(ring, Loop)]
    circles = [ring for ring in rings if isinstance(ring, Circle)]
    halves, loops, mirror = _halved(ledger, loops, axes)
    chain = [call_ for half in halves for call_ in loop_drawn(ledger, group, role, half, axes)]
    if halves:
        chain.append(mirror)
    groups = copies(loops, _alike(loops, ledger.near))
    radii = sorted({circle.radius for circle in circles}, reverse=True)
    spots = {tuple(_rounded([circle.centre for circle in circles if circle.radius == radius])) for radius in radii}
    only = not chain and len(groups) + len(spots) == 1
    # What is drawn next begins in the middle of what was drawn last.
    here: list[Point] = []
    for same in groups:
        last, here = here, []
        known = shape_of(same[0], _alike(same[:1], ledger.near))
        if known is None and len(corners_of(same[0])) > LONG and not is_named(ledger, same[0], axes):
            anchors = [anchor_of(loop) for loop in same] if len(same) > 1 else [(0.0, 0.0)]
            name = ledger.role(f"{role}_sides")
            before += [*listed(name, rows_of(shifted(same[0], anchors[0]))), ""]
            to = places(ledger, group, role, anchors, axes, only, centres=False) if len(same) > 1 else [".moveTo(0, 0)"]
            chain += [*to, f".eachpoint({TRACED}({name}), True)"]
            continue
        if len(same) == 1 and known is None:
            chain += loop_drawn(ledger, group, role, same[0], axes, first=not chain and divides(same[0]))
            continue
        turned = 0.0 if known is None or isinstance(known[0], Slot) else known[0].angle
        if len(same) == 1 and known is not None and isinstance(known[0], Rectangle) and not turned:
            chain += _rectangle(ledger, group, role, same[0], axes)
            continue
        anchored = middle_of if known is not None else anchor_of
        middles = [anchored(loop) for loop in same] if known is None or len(same) > 1 else [known[1]]
        if known is None or turned:
            name = ledger.role(f"{role}_outline")
            if known is None:
                # Drawn about its own anchor, its coordinates have nothing to do with the part's.
                alone = ledger.about(middles[0], axes)
                drawn = loop_drawn(alone, group, role, shifted(same[0], middles[0]), axes, first=divides(same[0]))
            else:
                angle = ledger.named(group, f"{role}_angle", turned)
                drawn = [
                    f".transformed(rotate=(0, 0, {angle}))",
                    _shape_call(ledger, group, role, known[0], _alike(same[:1], ledger.near)),
                ]
            before += [*statement(name, ["cq.Workplane()", *drawn]), ""]
            call_ = f".eachpoint({name}, True)"
        else:
            if isinstance(known[0], Rectangle):
                sizes = _sides(ledger, group, role, middles, known[0], axes)
                _held_at_edges(ledger, group, role, middles, known[0], sizes, axes)
                call_ = f".rect({sizes[0]}, {sizes[1]})"
            else:
                call_ = _shape_call(ledger, group, role, known[0], _alike(same[:1], ledger.near))
        if known is not None and not turned:
            here = _rounded(middles)
        to = [] if here and here == last else places(ledger, group, role, middles, axes, only=only, centres=False)
        chain += [*to, call_]
    for radius in radii:
        centres = [circle.centre for circle in circles if circle.radius == radius]
        called = partial(ledger.round, group, f"{role}_diameter", 2 * radius)
        diameter = ledger.diameter(axes, centres, 2 * radius, called)
        last, here = here, _rounded(centres)
        to = [] if here == last else places(ledger, group, role, centres, axes, only=only)
        chain += [*to, f".circle({diameter.half()})"]
    return before, chain


def _rounded(points: Sequence[Point]) -> list[Point]:
    return sorted((round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in points)


def _halved(ledger: Ledger, loops: Sequence[Loop], axes: Axes) -> tuple[list[Loop], list[Loop], str]:
    """The loops to be drawn first and mirrored, those to be drawn as they are, and the call that mirrors."""
    singles = [same[0] for same in copies(loops, _alike(loops, ledger.near)) if len(same) == 1]
    free = [
        loop
        for loop in singles
        if shape_of(loop, _alike([loop], ledger.near)) is None
        and (len(corners_of(loop)) <= LONG or is_named(ledger, loop, axes))
    ]
    near = _alike(free, ledger.near)
    pairs, call_ = max(
        ((halves_of(free, k, near), call_) for k, call_ in enumerate(MIRRORS)), key=lambda found: len(found[0])
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
        side = ledger.sized(group, axis, f"{role}_{noun_of(axis)}", size - count * ledger.clearance)
        found.append(side.plus(ledger.size(CUTS, "clearance", ledger.clearance), count) if count else side)
    return found


def _shape_call(ledger: Ledger, group: str, role: str, shape: Shape, near: float) -> str:
    """The call that draws a shape; the sides of a rectangle, which is turned, are lengths of the part that are near."""
    if isinstance(shape, Rectangle):
        sides = (ledger.nearest(ASKEW, size, near) for size in (shape.width, shape.length))
        width, length = (
            ledger.sized(group, ASKEW, f"{role}_{noun}", side)
            for noun, side in zip(("width", "length"), sides, strict=True)
        )
        return f".rect({width}, {length})"
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
                    ends = sorted((edge, round(middle - sign * size / 2, 6)))
                    with ledger.words.drawing({axis: (ends[0], ends[1])}):
                        at = ledger.coordinate(group, axis, edge, f"{role}_{noun_of(axis)}")
                    ledger.know(axis, middle, at.plus(side, -sign / 2))


def _rectangle(ledger: Ledger, group: str, role: str, loop: Loop, axes: Axes) -> list[str]:
    if len(loop.segments) != 4 or any(s.middle is not None for s in loop.segments):
        return []
    corners = {s.end for s in loop.segments}
    xs, ys = sorted({c[0] for c in corners}), sorted({c[1] for c in corners})
    if len(xs) != 2 or len(ys) != 2 or len(corners) != 4:
        return []
    (x0, x1), (y0, y1) = (
        ledger.span(group, axis, values[0], values[1], f"{role}_{noun_of(axis)}")
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
