"""From steps and holes to CadQuery source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.blending import blended
from zero_to_cad.fit.dimensions import NOUNS, RADIAL, Ledger, Sum
from zero_to_cad.fit.drawing import placed, rings_drawn
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.layout import WIDTH, statement
from zero_to_cad.fit.outline import Point
from zero_to_cad.fit.patterns import Grid, Ring, pattern
from zero_to_cad.fit.plan import Step
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.sharpen import Blend

FloatArray = npt.NDArray[np.float64]

# Workplanes whose local axes are ACROSS[axis] with the normal along +axis.
_EXTRUDE_PLANE = ("YZ", "ZX", "XY")
# Workplanes whose local y is the axis to turn around, and where the centre (in ACROSS[axis]) goes in world x, y, z.
_TURN_PLANE = ("YX", "XY", "XZ")

# A program with more parameters than this hides the sizes among the coordinates: it is written with sizes only.
_MOST_NAMES = 40


@dataclass(frozen=True)
class Place:
    """Where the program's own axes lie in the world: rows of `frame` (3, 3) are the axes, `origin` their zero.

    `lower` and `upper` (3,) bound the part in these axes; cuts run `clearance` (mm) past them.
    """

    frame: FloatArray
    origin: FloatArray
    lower: FloatArray
    upper: FloatArray
    clearance: float


def write(
    steps: Sequence[Step],
    place: Place,
    holes: Sequence[Hole] = (),
    near: float = 2e-6,
    largest_only: bool = False,
    blends: Sequence[Blend] = (),
) -> str:
    """The program that makes the steps in order, then drills the holes and in the end blends edges.

    near: coordinates closer than this (mm) are one. With `largest_only` the largest solid of several is kept, since a
    part is one solid.
    """
    ledger = Ledger(near)
    body = _body(ledger, steps, place, holes, largest_only, blends)
    if sum(" = " in line for line in ledger.parameters(body)) > _MOST_NAMES:
        ledger = Ledger(near, literal=True)
        body = _body(ledger, steps, place, holes, largest_only, blends)
    return "\n".join(["import cadquery as cq", *ledger.parameters(body), body, ""])


def _body(
    ledger: Ledger,
    steps: Sequence[Step],
    place: Place,
    holes: Sequence[Hole],
    largest_only: bool,
    blends: Sequence[Blend],
) -> str:
    """The program below its parameters."""
    body: list[str] = []
    for k, step in enumerate(steps):
        chain = _revolution(ledger, step) if step.centre is not None else _extrusion(ledger, step)
        for axis in range(3):
            ledger.beyond("cuts", axis, (float(place.lower[axis]), float(place.upper[axis])), place.clearance)
        body += ["", *statement("body" if k == 0 else step.role, chain)]
        if k:
            body.append(f"body = body.{'union' if step.operation == 'add' else 'cut'}({step.role})")
    for group in _alike(holes, ledger.near):
        body += ["", *_drilling(ledger, group, ledger.near)]
    body.append("")
    if largest_only:
        body.append("body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))")
    if blends:
        body += [*blended(ledger, blends)[0 if largest_only else 1 :], ""]
    return "\n".join([*body, *_ending(ledger, place)])


def _extrusion(ledger: Ledger, step: Step) -> list[str]:
    role, group = step.role, step.role.replace("_", " ")
    noun = "depth" if step.operation == "cut" else NOUNS[step.axis] if step.axis != 2 else "height"
    low, high = ledger.span(group, step.axis, step.lower, step.upper, f"{role}_{noun}")
    chain = [f'cq.Workplane("{_EXTRUDE_PLANE[step.axis]}")']
    if low:
        chain.append(f".workplane(offset={low})")
    wires = rings_drawn(ledger, group, role, step.rings, ACROSS[step.axis])
    return [*chain, *_begun(wires), f".extrude({high.plus(low, -1.0)})"]


def _begun(wires: list[str]) -> list[str]:
    """The calls without a first move to where a workplane begins anyway."""
    idle = wires[0] == ".moveTo(0, 0)" and wires[1].startswith((".circle", ".rect", ".slot2D"))
    return wires[1:] if idle else wires


def _revolution(ledger: Ledger, step: Step) -> list[str]:
    assert step.centre is not None
    role, group = step.role, step.role.replace("_", " ")
    u, v = (
        ledger.coordinate(group, axis, value, f"{role}_{NOUNS[axis]}")
        for axis, value in zip(ACROSS[step.axis], step.centre, strict=True)
    )
    origin = ((Sum(), u, v), (v, Sum(), u), (u, v, Sum()))[step.axis]
    moved = f", origin=({', '.join(map(str, origin))})" if u or v else ""
    radial = (RADIAL, step.axis, step.centre)
    wires = rings_drawn(ledger, group, role, step.rings, (radial, step.axis))
    return [f'cq.Workplane("{_TURN_PLANE[step.axis]}"{moved})', *wires, ".revolve(360, (0, 0, 0), (0, 1, 0))"]


def _alike(holes: Sequence[Hole], near: float) -> list[list[Hole]]:
    """Holes that differ in nothing but their place together, the most numerous first."""
    groups: dict[tuple[object, ...], list[Hole]] = {}
    for hole in holes:
        start, end = (hole.upper, hole.lower) if hole.down else (hole.lower, hole.upper)
        # A drill that runs on may start from where the highest of them begins.
        depth = None if hole.through else round(abs(end - start) / near)
        mouth = replace(hole.mouth, depth=round(hole.mouth.depth, 5)) if hole.mouth else None
        key = (hole.axis, hole.down, round(start / near), depth, round(hole.diameter / near), mouth)
        groups.setdefault(key, []).append(hole)
    return sorted(groups.values(), key=lambda group: (-len(group), -group[0].diameter, group[0].centre))


def _drilling(ledger: Ledger, holes: Sequence[Hole], near: float) -> list[str]:
    """The statement that drills equal holes."""
    first = holes[0]
    kind = "hole" if first.mouth is None else "countersunk_hole" if first.mouth.angle else "counterbored_hole"
    role = ledger.role("bore" if kind == "hole" and len(holes) == 1 and first.centre == (0.0, 0.0) else kind)
    group = f"{role.replace('_', ' ')}{'s' if len(holes) > 1 else ''}"
    axes = ACROSS[first.axis]
    start = first.upper if first.down else first.lower
    top = ledger.coordinate(group, first.axis, start, f"{role}_start")
    # Turned over, a workplane's offset and its second axis run the other way.
    offset = top if first.down else Sum().plus(top, -1.0)
    turned = "" if first.down else "invert=True"
    where = ", ".join(filter(None, (f"offset={offset}" if top else "", turned)))
    plane = f'cq.Workplane("{_EXTRUDE_PLANE[first.axis]}"){f".workplane({where})" if where else ""}'
    size = ledger.size(group, f"{role}_diameter", round(first.diameter, 6))
    places = _places(ledger, group, role, [hole.centre for hole in holes], axes, near, not first.down)
    sizes = [str(size)]
    if first.mouth is not None:
        wide = ledger.size(group, f"{role}_mouth_diameter", round(first.mouth.diameter, 6))
        if first.mouth.angle:
            sizes += [str(wide), str(ledger.size(group, f"{role}_angle", round(first.mouth.angle, 4)))]
        else:
            sizes += [str(wide), str(ledger.size(group, f"{role}_mouth_depth", round(first.mouth.depth, 6)))]
    if not first.through:
        end = first.lower if first.down else first.upper
        low, high = ledger.span(group, first.axis, min(start, end), max(start, end), f"{role}_depth")
        sizes.append(str(high.plus(low, -1.0)))
    method = "hole" if first.mouth is None else "cskHole" if first.mouth.angle else "cboreHole"
    return statement("body", [f"body.copyWorkplane({plane})", *places, f".{method}({', '.join(sizes)})"])


def _places(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: tuple[int, int],
    near: float,
    flipped: bool,
) -> list[str]:
    """The calls that go to where holes are; `flipped`: in a workplane turned over."""
    found = pattern(points, near)
    sign = -1.0 if flipped else 1.0
    if isinstance(found, Grid | Ring):
        x, y = (
            ledger.coordinate(group, axis, value, f"{role}_center")
            for axis, value in zip(axes, found.centre, strict=True)
        )
        move = [f".center({x}, {Sum().plus(y, sign)})"] if x or y else []
        if isinstance(found, Ring):
            count = ledger.count(group, f"{role}_count", found.count)
            circle = ledger.size(group, f"{role}_circle_diameter", round(2 * found.radius, 6))
            angle = sign * found.start
            start = ledger.named(group, f"{role}_start_angle", angle) if angle else "0"
            return [*move, f".polarArray({circle.half()}, {start}, 360, {count})"]
        square = 1 in (found.columns, found.rows) or abs(found.pitch_x - found.pitch_y) <= near
        names = (f"{role}_pitch",) * 2 if square else (f"{role}_pitch_x", f"{role}_pitch_y")
        across = ledger.size(group, names[0], found.pitch_x) if found.columns > 1 else None
        along = ledger.size(group, names[1], found.pitch_y) if found.rows > 1 else None
        columns = ledger.count(group, f"{role}_columns", found.columns) if found.columns > 1 else "1"
        rows = ledger.count(group, f"{role}_rows", found.rows) if found.rows > 1 else "1"
        return [*move, f".rarray({across or along}, {along or across}, {columns}, {rows})"]
    return placed(ledger, group, role, points, axes, sign)


def _ending(ledger: Ledger, place: Place) -> list[str]:
    origin = np.round(place.frame.T @ place.origin, 6) + 0.0
    if np.allclose(place.frame, np.eye(3)):
        if not origin.any():
            return ["result = body"]
        names = [
            ledger.named("place of the part", f"part_{letter}", float(v)) if v else "0"
            for letter, v in zip("xyz", origin, strict=True)
        ]
        return [f"result = body.translate(({', '.join(names)}))"]
    x, z = _vector(place.frame[0]), _vector(place.frame[2])
    arguments = [f"origin={_vector(origin)}", f"xDir={x}", f"normal={z}"]
    return [*_placement(arguments), "result = cq.Workplane(body.findSolid().moved(cq.Location(placement)))"]


def _placement(arguments: Sequence[str]) -> list[str]:
    listed = ", ".join(arguments)
    if len(f"placement = cq.Plane({listed})") <= WIDTH:
        return [f"placement = cq.Plane({listed})"]
    if len(f"    {listed}") <= WIDTH:
        return ["placement = cq.Plane(", f"    {listed}", ")"]
    return ["placement = cq.Plane(", *(f"    {argument}," for argument in arguments), ")"]


def _vector(values: FloatArray) -> str:
    return f"({', '.join(repr(round(float(v), 9) + 0.0) for v in values)})"
