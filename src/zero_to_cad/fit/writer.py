"""From steps to CadQuery source, laid out as ruff would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.outline import Circle, Loop, Point, Ring
from zero_to_cad.fit.plan import Step

FloatArray = npt.NDArray[np.float64]

_WIDTH = 88
# Workplanes whose local axes are ACROSS[axis] with the normal along +axis.
_EXTRUDE_PLANE = ("YZ", "ZX", "XY")
# Workplanes whose local y is the axis to turn around, and where the centre (in ACROSS[axis]) goes in world x, y, z.
_TURN_PLANE = ("YX", "XY", "XZ")


def write(steps: Sequence[Step], frame: FloatArray, largest_only: bool = False, tolerance: float = 0.0) -> str:
    """The program that makes the steps in order. frame (3, 3): rows are the part's axes in world coordinates.

    With `largest_only` the largest solid of several is kept, since a part is one solid. A `tolerance` (mm) above 0 is
    within which the kernel takes faces that lie together for one.
    """
    parameters: list[str] = []
    bodies: list[str] = []
    for k, step in enumerate(steps):
        named, chain = _revolution(step) if step.centre is not None else _extrusion(step)
        if named:
            parameters += ["", f"# {step.role.replace('_', ' ')}", *named]
        bodies += ["", *_statement(step.role, chain)]
        if k == 0:
            bodies.append(f"body = {step.role}")
        else:
            near = f", tol={_number(tolerance)}" if tolerance else ""
            bodies.append(f"body = body.{'union' if step.operation == 'add' else 'cut'}({step.role}{near})")
    bodies.append("")
    if largest_only:
        bodies.append("body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))")
    if np.allclose(frame, np.eye(3)):
        bodies.append("result = body")
    else:
        x, z = _vector(frame[0]), _vector(frame[2])
        bodies += _placement(["origin=(0.0, 0.0, 0.0)", f"xDir={x}", f"normal={z}"])
        bodies.append("result = cq.Workplane(body.findSolid().moved(cq.Location(placement)))")
    return "\n".join(["import cadquery as cq", *parameters, *bodies, ""])


def _extrusion(step: Step) -> tuple[list[str], list[str]]:
    role = step.role
    size = f"{role}_{'depth' if step.operation == 'cut' else 'height'}"
    named = [f"{size} = {_number(step.upper - step.lower)}"]
    chain = [f'cq.Workplane("{_EXTRUDE_PLANE[step.axis]}")']
    if step.lower != 0.0:
        named.append(f"{role}_start = {_number(step.lower)}")
        chain.append(f".workplane(offset={role}_start)")
    wires, more = _wires(role, step.rings)
    return [*named, *more], [*chain, *wires, f".extrude({size})"]


def _revolution(step: Step) -> tuple[list[str], list[str]]:
    assert step.centre is not None
    u, v = step.centre
    origin = ((0.0, u, v), (v, 0.0, u), (u, v, 0.0))[step.axis]
    chain = [f'cq.Workplane("{_TURN_PLANE[step.axis]}"{"" if origin == (0, 0, 0) else f", origin={_tuple(origin)}"})']
    wires, named = _wires(step.role, step.rings)
    return named, [*chain, *wires, ".revolve(360.0, (0.0, 0.0, 0.0), (0.0, 1.0, 0.0))"]


def _wires(role: str, rings: Sequence[Ring]) -> tuple[list[str], list[str]]:
    chain: list[str] = []
    named: list[str] = []
    circles = [ring for ring in rings if isinstance(ring, Circle)]
    radii = sorted({circle.radius for circle in circles}, reverse=True)
    for k, radius in enumerate(radii, 1):
        name = f"{role}_diameter" if len(radii) == 1 else f"{role}_diameter_{k}"
        named.append(f"{name} = {_number(2 * radius)}")
        centres = [circle.centre for circle in circles if circle.radius == radius]
        chain += [*_place(centres), f".circle({name} / 2)"]
    count = 0
    for ring in rings:
        if isinstance(ring, Loop):
            count += 1
            box = _rectangle(ring)
            if box is None:
                chain += _loop(ring)
                continue
            suffix = "" if count == 1 else f"_{count}"
            centre, width, length = box
            named += [
                f"{role}_width{suffix} = {_number(width)}",
                f"{role}_length{suffix} = {_number(length)}",
            ]
            chain += [*_place([centre]), f".rect({role}_width{suffix}, {role}_length{suffix})"]
    return chain, named


def _place(centres: Sequence[Point]) -> list[str]:
    if list(centres) == [(0.0, 0.0)]:
        return [".moveTo(0.0, 0.0)"]
    if len(centres) == 1:
        return [f".moveTo({_number(centres[0][0])}, {_number(centres[0][1])})"]
    return _call("pushPoints", [_tuple(c) for c in centres])


def _rectangle(loop: Loop) -> tuple[Point, float, float] | None:
    if len(loop.segments) != 4 or any(s.middle is not None for s in loop.segments):
        return None
    corners = [s.end for s in loop.segments]
    xs, ys = sorted({c[0] for c in corners}), sorted({c[1] for c in corners})
    if len(xs) != 2 or len(ys) != 2 or len(set(corners)) != 4:
        return None
    centre = (round((xs[0] + xs[1]) / 2, 9), round((ys[0] + ys[1]) / 2, 9))
    return centre, round(xs[1] - xs[0], 9), round(ys[1] - ys[0], 9)


def _loop(loop: Loop) -> list[str]:
    if all(segment.middle is None for segment in loop.segments):
        points = [loop.start, *(s.end for s in loop.segments)]
        return [*_call("polyline", [_tuple(p) for p in points[:-1]]), ".close()"]
    chain = [f".moveTo({_number(loop.start[0])}, {_number(loop.start[1])})"]
    last = len(loop.segments) - 1
    for k, segment in enumerate(loop.segments):
        if segment.middle is not None:
            chain.append(f".threePointArc({_tuple(segment.middle)}, {_tuple(segment.end)})")
        elif k < last:
            chain.append(f".lineTo({_number(segment.end[0])}, {_number(segment.end[1])})")
    return [*chain, ".close()"]


def _call(method: str, items: Sequence[str]) -> list[str]:
    """A call on a list of items: on one line, or the list on one line, or an item a line."""
    listed = f"[{', '.join(items)}]"
    if len(f"    .{method}({listed})") <= _WIDTH:
        return [f".{method}({listed})"]
    if len(f"        {listed}") <= _WIDTH:
        return [f".{method}(\n        {listed}\n    )"]
    lines = "".join(f"            {item},\n" for item in items)
    return [f".{method}(\n        [\n{lines}        ]\n    )"]


def _statement(name: str, chain: Sequence[str]) -> list[str]:
    joined = "".join(chain)
    if "\n" not in joined:
        if len(f"{name} = {joined}") <= _WIDTH:
            return [f"{name} = {joined}"]
        if len(f"    {joined}") <= _WIDTH:
            return [f"{name} = (", f"    {joined}", ")"]
    return [f"{name} = (", *(f"    {call}" for call in chain), ")"]


def _placement(arguments: Sequence[str]) -> list[str]:
    listed = ", ".join(arguments)
    if len(f"placement = cq.Plane({listed})") <= _WIDTH:
        return [f"placement = cq.Plane({listed})"]
    if len(f"    {listed}") <= _WIDTH:
        return ["placement = cq.Plane(", f"    {listed}", ")"]
    return ["placement = cq.Plane(", *(f"    {argument}," for argument in arguments), ")"]


def _number(value: float) -> str:
    return repr(round(value, 6) + 0.0)


def _tuple(values: Sequence[float]) -> str:
    return f"({', '.join(_number(v) for v in values)})"


def _vector(values: FloatArray) -> str:
    return f"({', '.join(repr(round(float(v), 9) + 0.0) for v in values)})"
