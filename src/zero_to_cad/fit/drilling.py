"""The statements that drill holes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.dimensions import ASKEW, NOUNS, Ledger, Sum, shown
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.layout import WIDTH, statement
from zero_to_cad.fit.outline import Circle
from zero_to_cad.fit.patterns import Places, pattern
from zero_to_cad.fit.placing import places
from zero_to_cad.fit.plan import Step
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.slanting import numbers, plane, whole

FloatArray = npt.NDArray[np.float64]

# Workplanes whose local axes are ACROSS[axis] with the normal along +axis.
UPWARDS = ("YZ", "ZX", "XY")


def bored_by(step: Step, highest: FloatArray) -> list[Hole]:
    """The holes that a cut of equal circles is, each drilled from above; none for any other step. highest (3,): where
    the part ends."""
    circles = [ring for ring in step.rings if isinstance(ring, Circle)]
    if step.operation == "add" or step.centre is not None or step.turn is not None or len(circles) < len(step.rings):
        return []
    if step.walls is not None or len({circle.radius for circle in circles}) > 1:
        return []
    upper = min(step.upper, float(highest[step.axis])) if step.through else step.upper
    return [
        Hole(step.axis, circle.centre, 2 * circle.radius, step.lower, upper, down=True, through=step.through)
        for circle in circles
    ]


def alike(holes: Sequence[Hole], near: float) -> list[list[Hole]]:
    """Holes that differ in nothing but their place together, the most numerous first."""
    groups: dict[tuple[object, ...], list[Hole]] = {}
    for hole in holes:
        start, end = (hole.upper, hole.lower) if hole.down else (hole.lower, hole.upper)
        # A drill that runs on may start from where the highest of them begins.
        depth = None if hole.through else round(abs(end - start) / near)
        mouth = replace(hole.mouth, depth=round(hole.mouth.depth, 5)) if hole.mouth else None
        turn = None if hole.turn is None else hole.turn.tobytes()
        key = (turn, hole.axis, hole.down, round(start / near), depth, round(hole.diameter / near), mouth)
        groups.setdefault(key, []).append(hole)
    return sorted(groups.values(), key=lambda group: (-len(group), -group[0].diameter, group[0].centre))


def drilling(ledger: Ledger, holes: Sequence[Hole]) -> list[str]:
    """The statement that drills equal holes."""
    first = holes[0]
    # What a hole is widened for is the head of a screw.
    kind = "hole" if first.mouth is None else "screw_hole"
    role = ledger.role("bore" if kind == "hole" and len(holes) == 1 and first.centre == (0.0, 0.0) else kind)
    group = role.replace("_", " ")
    if len(holes) > 1:
        noun, _, number = group.partition("hole")
        group = f"{noun}holes{number}"
    begin = _askew if first.turn is not None else _upright
    before, at, to, depth = begin(ledger, group, role, holes)
    size = ledger.size(group, f"{role}_diameter", round(first.diameter, 6))
    where_to = to()
    sizes = [str(size)]
    if first.mouth is not None:
        mouth, diameter = first.mouth, round(first.mouth.diameter, 6)
        if mouth.angle:
            wide = ledger.size(group, "countersink_diameter", diameter)
            last = ledger.size(group, "countersink_angle", round(mouth.angle, 4))
        else:
            wide = ledger.size(group, "counterbore_diameter", diameter)
            along = first.axis if first.turn is None else ASKEW
            last = ledger.sized(group, along, "counterbore_depth", round(mouth.depth, 6))
        sizes += [str(wide), str(last)]
    if not first.through:
        sizes.append(depth())
    method = "hole" if first.mouth is None else "cskHole" if first.mouth.angle else "cboreHole"
    start_at, drill = f"body.copyWorkplane({at})", f".{method}({', '.join(sizes)})"
    # Two calls on one line need no place that is the workplane's own; on several lines ruff would lay them out worse.
    if where_to == [".moveTo(0, 0)"] and len(f"body = {start_at}{drill}") <= WIDTH:
        where_to = []
    return [*before, *statement("body", [start_at, *where_to, drill])]


# Statements that come first, the workplane, what gives the calls that go to the places, and what gives the depth.
Beginning = tuple[list[str], str, Callable[[], list[str]], Callable[[], str]]


def _upright(ledger: Ledger, group: str, role: str, holes: Sequence[Hole]) -> Beginning:
    """How holes along an axis of the program begin."""
    first = holes[0]
    axes = ACROSS[first.axis]
    start = first.upper if first.down else first.lower
    top = ledger.coordinate(group, first.axis, start, f"{role}_start")
    # Turned over, a workplane's offset and its second axis run the other way.
    offset = top if first.down else Sum().plus(top, -1.0)
    turned = "" if first.down else "invert=True"
    where = ", ".join(filter(None, (f"offset={offset}" if top else "", turned)))
    at = f'cq.Workplane("{UPWARDS[first.axis]}"){f".workplane({where})" if where else ""}'

    def to() -> list[str]:
        return places(ledger, group, role, [hole.centre for hole in holes], axes, only=True, flipped=not first.down)

    def depth() -> str:
        end = first.lower if first.down else first.upper
        low, high = ledger.span(group, first.axis, min(start, end), max(start, end), f"{role}_depth")
        return str(high.plus(low, -1.0))

    return [], at, to, depth


def _askew(ledger: Ledger, group: str, role: str, holes: Sequence[Hole]) -> Beginning:
    """How holes askew to the program's axes begin: on a plane of their own."""
    first = holes[0]
    assert first.turn is not None
    found = pattern([hole.centre for hole in holes], ledger.near)
    u, v = found.points[0] if isinstance(found, Places) else found.centre
    across, _, along = first.turn
    start, normal = (first.upper, along) if first.down else (first.lower, -along)
    origin = [
        ledger.coordinate(group, axis, round(float(value), 6) + 0.0, f"{role}_{NOUNS[axis]}")
        for axis, value in enumerate(first.turn.T @ (u, v, start))
    ]
    named = [f"origin={shown(origin)}", f"xDir={numbers(whole(across))}", f"normal={numbers(whole(normal))}"]
    # Places in it have nothing to do with the part's coordinates; between axes of holes lie lengths of its own.
    alone = replace(ledger.askew(), lengths=())
    centres = [(round(x - u, 6) + 0.0, round(y - v, 6) + 0.0) for x, y in (hole.centre for hole in holes)]

    def to() -> list[str]:
        return places(alone, group, role, centres, (0, 1), only=True, flipped=not first.down)

    def depth() -> str:
        return str(alone.sized(group, ASKEW, f"{role}_depth", round(first.upper - first.lower, 6)))

    return plane(f"{role}_plane", named), f"cq.Workplane({role}_plane)", to, depth
