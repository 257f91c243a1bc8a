"""The statements that drill holes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.dimensions import ASKEW, NOUNS, Ledger, Sum, shown
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.layout import WIDTH, statement
from zero_to_cad.fit.outline import Circle
from zero_to_cad.fit.patterns import Places, pattern
from zero_to_cad.fit.placing import Signs, arranged, places
from zero_to_cad.fit.plan import Step
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.slanting import numbers, plane, whole

FloatArray = npt.NDArray[np.float64]

# How far apart (mm) the middles of faces are that CadQuery's selectors tell apart, with what else may end there.
_SELECTED = 1e-3
# Workplanes whose local axes are ACROSS[axis] with the normal along +axis.
UPWARDS = ("YZ", "ZX", "XY")
# By the axis of a hole and whether it is drilled downwards: the end of the body at which it begins, and CadQuery's axes
# for a workplane on a face there, with the way these run.
_ON_FACE: dict[tuple[int, bool], tuple[str, tuple[int, int], Signs]] = {
    (0, True): (">X", (1, 2), (1.0, 1.0)),
    (0, False): ("<X", (1, 2), (-1.0, 1.0)),
    (1, True): (">Y", (0, 2), (-1.0, 1.0)),
    (1, False): ("<Y", (0, 2), (1.0, 1.0)),
    (2, True): (">Z", (0, 1), (1.0, 1.0)),
    (2, False): ("<Z", (0, 1), (1.0, -1.0)),
}


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


def drilling(ledger: Ledger, holes: Sequence[Hole], ends: FloatArray | None) -> list[str]:
    """The statement that drills equal holes. ends (2, 3): of the part and the body, None where these may differ."""
    first = holes[0]
    # What a hole is widened for is the head of a screw.
    kind = "hole" if first.mouth is None else "screw_hole"
    role = ledger.role("bore" if kind == "hole" and len(holes) == 1 and first.centre == (0.0, 0.0) else kind)
    group = role.replace("_", " ")
    if len(holes) > 1:
        noun, _, number = group.partition("hole")
        group = f"{noun}holes{number}"
    begin = _askew if first.turn is not None else _on_face if _at_end(ledger, first, ends) else _upright
    before, to, depth = begin(ledger, group, role, holes)
    called = partial(ledger.size, group, f"{role}_diameter", round(first.diameter, 6))
    centres = [hole.centre for hole in holes]
    size = called() if first.turn is not None else ledger.diameter(ACROSS[first.axis], centres, first.diameter, called)
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
    start_at, *moves, drill = [*where_to, f".{method}({', '.join(sizes)})"]
    # Two calls on one line need no place that is the workplane's own; on several lines ruff would lay them out worse.
    if moves == [".moveTo(0, 0)"] and len(f"body = {start_at}{drill}") <= WIDTH:
        moves = []
    return [*before, *statement("body", [start_at, *moves, drill])]


# Statements that come first, what gives the calls on the body that go to the places, and what gives the depth.
Beginning = tuple[list[str], Callable[[], list[str]], Callable[[], str]]


def _at_end(ledger: Ledger, hole: Hole, ends: FloatArray | None) -> bool:
    """Whether a hole begins on a flat face at an end of the part, and nothing else ends so near to it that CadQuery's
    selectors would take it for that."""
    start, way = (hole.upper, 1.0) if hole.down else (hole.lower, -1.0)
    if ends is None or ledger.words.looks(hole.axis, start) != way:
        return False
    levels = (float(ends[int(hole.down), hole.axis]), *(ledger.datums[hole.axis] if ledger.datums else ()))
    return abs(levels[0] - start) < _SELECTED and not any(
        ledger.near < abs(at - start) < _SELECTED for at in levels[1:]
    )


def _on_face(ledger: Ledger, group: str, role: str, holes: Sequence[Hole]) -> Beginning:
    """How holes begin at an end of the part."""
    first = holes[0]
    end, axes, signs = _ON_FACE[first.axis, first.down]
    at = [hole.centre[ACROSS[first.axis].index(axis)] for hole in holes for axis in axes]
    points = list(zip(at[::2], at[1::2], strict=True))

    def to() -> list[str]:
        origin = [Sum()] * 3
        middle, calls = arranged(ledger, group, role, points, axes, only=True, signs=signs)
        for axis, value in zip(axes, middle, strict=True):
            origin[axis] = value
        return [f'body.faces("{end}")', f".workplane(origin={shown(origin)})", *calls]

    return [], to, _depth(ledger, group, role, first)


def _upright(ledger: Ledger, group: str, role: str, holes: Sequence[Hole]) -> Beginning:
    """How holes along an axis of the program begin where the body has no end."""
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
        centres = [hole.centre for hole in holes]
        return [
            f"body.copyWorkplane({at})",
            *places(ledger, group, role, centres, axes, only=True, signs=_signs(first)),
        ]

    return [], to, _depth(ledger, group, role, first)


def _depth(ledger: Ledger, group: str, role: str, hole: Hole) -> Callable[[], str]:
    def depth() -> str:
        low, high = ledger.span(group, hole.axis, hole.lower, hole.upper, f"{role}_depth")
        return str(high.plus(low, -1.0))

    return depth


def _signs(hole: Hole) -> Signs:
    """A workplane that is turned over has its second axis the other way."""
    return (1.0, 1.0 if hole.down else -1.0)


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
        at = f"cq.Workplane({role}_plane)"
        return [
            f"body.copyWorkplane({at})",
            *places(alone, group, role, centres, (0, 1), only=True, signs=_signs(first)),
        ]

    def depth() -> str:
        return str(alone.sized(group, ASKEW, f"{role}_depth", round(first.upper - first.lower, 6)))

    return plane(f"{role}_plane", named), to, depth
