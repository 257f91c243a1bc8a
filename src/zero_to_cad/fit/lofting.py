"""The statements that make a step whose walls lean, lead to another outline or wind."""

from __future__ import annotations

from dataclasses import replace

from zero_to_cad.fit.dimensions import NOUNS, Ledger, Sum
from zero_to_cad.fit.drawing import begun, rings_drawn
from zero_to_cad.fit.drilling import UPWARDS
from zero_to_cad.fit.layout import WIDTH, statement
from zero_to_cad.fit.loops import loop_drawn
from zero_to_cad.fit.outline import Circle, Loop, Point, Ring
from zero_to_cad.fit.plan import Pointed, Ruled, Step, Taper, Twist
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.shapes import Polygon, Slot, shape_of, shifted

_FEW = 12  # sides of an outline that winds, the corners of which get names


def lofted(ledger: Ledger, step: Step) -> tuple[list[str], list[str]]:
    """Statements that come first, and the chain that makes a step with walls of its own."""
    role, group = step.role, step.role.replace("_", " ")
    noun = "depth" if step.operation == "cut" else NOUNS[step.axis]
    low, high = ledger.span(group, step.axis, step.lower, step.upper, f"{role}_{noun}")
    height = high.plus(low, -1.0)
    axes = ACROSS[step.axis]
    downwards = isinstance(step.walls, Taper | Pointed) and step.walls.downwards
    start = high if downwards else low
    chain = [f'cq.Workplane("{UPWARDS[step.axis]}")', *([f".workplane(offset={start})"] if start else [])]
    if isinstance(step.walls, Taper):
        angle = ledger.named(group, f"{role}_angle", step.walls.angle)
        before, wires = rings_drawn(ledger, group, role, step.rings, axes, whole=True)
        rise = Sum().plus(height, -1.0) if downwards else height
        return before, [*chain, *begun(wires), f".extrude({rise}, taper={angle})"]
    if isinstance(step.walls, Twist):
        angle = ledger.named(group, f"{role}_twist", step.walls.angle)
        centre = step.walls.centre
        u, v = (
            ledger.coordinate(group, axis, value, f"{role}_center") for axis, value in zip(axes, centre, strict=True)
        )
        moved = [f".center({u}, {v})"] if u or v else []
        about = ledger.about(centre, axes) if moved else ledger
        if any(isinstance(ring, Loop) and len(ring.segments) > _FEW for ring in step.rings):
            # Nobody would name the corners of teeth.
            about = replace(about, most=0)
        before, wires = rings_drawn(about, group, role, [_from(ring, centre) for ring in step.rings], axes)
        return before, [*chain, *moved, *begun(wires), f".twistExtrude({height}, {angle})"]
    if isinstance(step.walls, Pointed):
        outline = ledger.role(f"{role}_outline")
        before, wires = rings_drawn(ledger, group, role, step.rings, axes)
        u, v = (
            ledger.coordinate(group, axis, value, f"{role}_tip")
            for axis, value in zip(axes, step.walls.tip, strict=True)
        )
        w = low if downwards else high
        place = ((w, u, v), (v, w, u), (u, v, w))[step.axis]
        tip = ledger.role(f"{role}_tip")
        before += [
            *statement(outline, [*chain, *begun(wires)]),
            *_call(f"{tip} = cq.Vertex.makeVertex", ", ".join(map(str, place))),
            # What ends in a point is a loft only in the free functions.
            *_call(f"{role}_solid = cq.occ_impl.shapes.loft", f"{outline}.val(), {tip}, cap=True, ruled=True"),
        ]
        return before, [f"cq.Workplane({role}_solid)"]
    assert isinstance(step.walls, Ruled)
    begin, end = step.rings[0], step.walls.ring
    earlier: list[str] = []
    chains = []
    kinds = [_kind(ring, ledger.near) for ring in (begin, end)]
    for name, ring in ((role, begin), (f"{role}_end", end)):
        if isinstance(begin, Circle) or (kinds[0] is not None and kinds[0] == kinds[1]):
            first, wires = rings_drawn(ledger, group, name, [ring], axes)
            earlier += first
        else:
            assert isinstance(ring, Loop)
            # The kernel joins the corners at which outlines begin.
            wires = loop_drawn(ledger, group, name, ring, axes, begun=True)
        chains.append(begun(wires))
    return earlier, [*chain, *chains[0], f".workplane(offset={height})", *chains[1], ".loft(ruled=True)"]


def _call(head: str, arguments: str) -> list[str]:
    line = f"{head}({arguments})"
    return [line] if len(line) <= WIDTH else [f"{head}(", f"    {arguments}", ")"]


def _kind(ring: Ring, near: float) -> tuple[str, float] | None:
    """What known outline a loop is and by how many degrees it is turned: two of one kind begin at the same corner."""
    known = None if isinstance(ring, Circle) else shape_of(ring, near)
    if known is None or isinstance(known[0], Polygon):
        return None
    return type(known[0]).__name__, known[0].angle if isinstance(known[0], Slot) else 0.0


def _from(ring: Ring, origin: Point) -> Ring:
    if isinstance(ring, Circle):
        x, y = (round(value - start, 6) + 0.0 for value, start in zip(ring.centre, origin, strict=True))
        return replace(ring, centre=(x, y))
    return shifted(ring, origin) if any(origin) else ring
