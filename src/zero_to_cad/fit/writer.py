"""From steps and holes to CadQuery source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.blending import blended
from zero_to_cad.fit.dimensions import NOUNS, RADIAL, Ledger, Sum
from zero_to_cad.fit.drawing import DRAW_TRACED, TRACED, begun, places, rings_drawn
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.layout import WIDTH, listed, statement
from zero_to_cad.fit.outline import Circle, Loop, Ring, Segment
from zero_to_cad.fit.plan import Step
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.shapes import corners_of, sharpened
from zero_to_cad.fit.sharpen import Blend
from zero_to_cad.fit.shortened import LARGEST
from zero_to_cad.fit.slanting import numbers, plane, slanted

FloatArray = npt.NDArray[np.float64]

# Workplanes whose local axes are ACROSS[axis] with the normal along +axis.
_EXTRUDE_PLANE = ("YZ", "ZX", "XY")
# Workplanes whose local y is the axis to turn around, and where the centre (in ACROSS[axis]) goes in world x, y, z.
_TURN_PLANE = ("YX", "XY", "XZ")

# An outline with more unnamed coordinates than this is drawn with numbers: no one would name them.
_MOST_OF_OUTLINE = (32, 8, 0)
# Bodies that have a thickness, whichever way they stand.
_THIN = ("plate", "rib")
# With more parameters than this the sizes hide among the coordinates: fewer outlines are named, in the end none.
_MOST_NAMES = 120


@dataclass(frozen=True)
class Place:
    """Where the program's own axes lie in the world: rows of `frame` (3, 3) are the axes, `origin` their zero.

    `lower` and `upper` (3,) bound the part in these axes; cuts run `clearance` (mm) past them. `datums`: coordinates
    along each axis at which the part has something to measure from, `firm` those of faces and not only of corners,
    `radii` those of its round faces (mm), `rounds` along each axis the centres and radii of cylinders across it;
    without any, every number counts as one.
    """

    frame: FloatArray
    origin: FloatArray
    lower: FloatArray
    upper: FloatArray
    clearance: float
    datums: tuple[tuple[float, ...], ...] = ()
    firm: tuple[tuple[float, ...], ...] = ()
    radii: tuple[float, ...] = ()
    rounds: tuple[tuple[tuple[float, float], ...], ...] = ()


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
    for most in _MOST_OF_OUTLINE:

        def written(lists: dict[tuple[str, ...], str], most: int = most) -> tuple[Ledger, str]:
            ledger = Ledger(
                near, most, place.clearance, _datums(place), place.firm, place.radii, place.rounds, lists=lists
            )
            return ledger, _body(ledger, steps, place, holes, largest_only, blends)

        ledger, body = written({})
        lists = _lists(ledger)
        if lists:
            ledger, body = written(lists)
        if sum(" = " in line for line in ledger.parameters(body)) <= _MOST_NAMES:
            break
    named = [line for points, name in lists.items() for line in listed(name, points)]
    head = ledger.parameters("\n".join([*named, body]))
    begin = ["import cadquery as cq", *([DRAW_TRACED.rstrip("\n"), ""] if f"{TRACED}(" in body else [])]
    return "\n".join([*begin, *head, *([""] if named else []), *named, body, ""])


def _lists(ledger: Ledger) -> dict[tuple[str, ...], str]:
    """Names for the lists of places that are drawn more than once."""
    taken: Counter[str] = Counter()
    found = {}
    for points, roles in ledger.drawn.items():
        if len(roles) > 1:
            taken[roles[0]] += 1
            number = f"_{taken[roles[0]]}" if taken[roles[0]] > 1 else ""
            found[points] = f"{roles[0]}_places{number}"
    return found


def _datums(place: Place) -> list[list[float]]:
    """The datums along each axis in order, with the designer's own zero where the program's axes begin there."""
    ends = zip(place.lower, place.upper, strict=True)
    return [
        sorted({*levels, float(low), float(high), *((0.0,) if at == 0 else ())})
        for levels, (low, high), at in zip(place.datums, ends, place.origin, strict=False)
    ]


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
        if k and (bored := _bored(step, place)):
            body += ["", *_drilling(ledger, bored, ledger.near)]
            continue
        if step.turn is not None:
            before, chain = slanted(ledger, step)
        else:
            before, chain = _revolution(ledger, step) if step.centre is not None else _extrusion(ledger, step)
        for axis in range(3):
            ledger.beyond("cuts", axis, (float(place.lower[axis]), float(place.upper[axis])), place.clearance)
        body += ["", *before, *statement("body" if k == 0 else step.role, chain)]
        if k:
            body.append(f"body = body.{'union' if step.operation == 'add' else 'cut'}({step.role})")
    for group in _alike(holes, ledger.near):
        body += ["", *_drilling(ledger, group, ledger.near)]
    body.append("")
    if largest_only:
        body.append(LARGEST)
    if blends:
        body += [*blended(ledger, blends)[0 if largest_only else 1 :], ""]
    return "\n".join([*body, *_ending(ledger, place)])


def _extrusion(ledger: Ledger, step: Step) -> tuple[list[str], list[str]]:
    """Statements that come first, and the chain that makes the step."""
    step = _upright(step)
    role, group = step.role, step.role.replace("_", " ")
    kind = role.partition("_")[0]
    noun = "depth" if step.operation == "cut" else "thickness" if kind in _THIN else NOUNS[step.axis]
    low, high = ledger.span(group, step.axis, step.lower, step.upper, f"{role}_{noun}")
    chain = [f'cq.Workplane("{_EXTRUDE_PLANE[step.axis]}")']
    if low:
        chain.append(f".workplane(offset={low})")
    rings, radius = _sharp(step.rings, ledger.near)
    before, wires = rings_drawn(ledger, group, role, rings, ACROSS[step.axis])
    chain += [*begun(wires), f".extrude({high.plus(low, -1.0)})"]
    if radius:
        rounded = ledger.size(group, f"{role}_corner_radius", radius)
        chain += [f'.edges("|{"XYZ"[step.axis]}")', f".fillet({rounded})"]
    return before, chain


def _upright(step: Step) -> Step:
    """A box to be added, drawn from above whichever way it was found."""
    ring = step.rings[0]
    if step.operation == "cut" or step.axis == 2 or len(step.rings) > 1 or not isinstance(ring, Loop):
        return step
    corners = set(corners_of(ring))
    us, vs = (sorted({corner[k] for corner in corners}) for k in range(2))
    if len(us) != 2 or len(vs) != 2 or len(corners) != 4 or any(s.middle is not None for s in ring.segments):
        return step
    i, j = ACROSS[step.axis]
    ends = {i: us, j: vs, step.axis: [step.lower, step.upper]}
    (left, right), (front, back) = ends[0], ends[1]
    points = [(right, front), (right, back), (left, back), (left, front)]
    box = Loop(points[-1], tuple(Segment(point) for point in points))
    return replace(step, axis=2, rings=(box,), lower=ends[2][0], upper=ends[2][1])


def _sharp(rings: Sequence[Ring], near: float) -> tuple[Sequence[Ring], float]:
    """The rings without their rounded corners, and the radius, where one radius rounds all corners of all of them."""
    found = [sharpened(ring, max(near, 1e-3 * _size(ring))) if isinstance(ring, Loop) else None for ring in rings]
    sharp = [one for one in found if one is not None]
    radii = {round(radius, 6) for _, radius in sharp}
    if len(sharp) < len(rings) or len(radii) != 1:
        return rings, 0.0
    return [loop for loop, _ in sharp], radii.pop()


def _size(loop: Loop) -> float:
    points = np.array(corners_of(loop))
    return float((points.max(0) - points.min(0)).max())


def _revolution(ledger: Ledger, step: Step) -> tuple[list[str], list[str]]:
    assert step.centre is not None
    role, group = step.role, step.role.replace("_", " ")
    u, v = (
        ledger.coordinate(group, axis, value, f"{role}_{NOUNS[axis]}")
        for axis, value in zip(ACROSS[step.axis], step.centre, strict=True)
    )
    origin = ((Sum(), u, v), (v, Sum(), u), (u, v, Sum()))[step.axis]
    moved = f", origin=({', '.join(map(str, origin))})" if u or v else ""
    radial = (RADIAL, step.axis, step.centre)
    before, wires = rings_drawn(ledger, group, role, step.rings, (radial, step.axis))
    return before, [f'cq.Workplane("{_TURN_PLANE[step.axis]}"{moved})', *begun(wires), ".revolve()"]


def _bored(step: Step, place: Place) -> list[Hole]:
    """The holes that a cut of equal circles is, each drilled from above; none for any other step."""
    circles = [ring for ring in step.rings if isinstance(ring, Circle)]
    if step.operation == "add" or step.centre is not None or step.turn is not None or len(circles) < len(step.rings):
        return []
    if len({circle.radius for circle in circles}) > 1:
        return []
    upper = min(step.upper, float(place.upper[step.axis])) if step.through else step.upper
    return [
        Hole(step.axis, circle.centre, 2 * circle.radius, step.lower, upper, down=True, through=step.through)
        for circle in circles
    ]


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
    group = role.replace("_", " ")
    if len(holes) > 1:
        noun, _, number = group.partition("hole")
        group = f"{noun}holes{number}"
    axes = ACROSS[first.axis]
    start = first.upper if first.down else first.lower
    top = ledger.coordinate(group, first.axis, start, f"{role}_start")
    # Turned over, a workplane's offset and its second axis run the other way.
    offset = top if first.down else Sum().plus(top, -1.0)
    turned = "" if first.down else "invert=True"
    where = ", ".join(filter(None, (f"offset={offset}" if top else "", turned)))
    plane = f'cq.Workplane("{_EXTRUDE_PLANE[first.axis]}"){f".workplane({where})" if where else ""}'
    size = ledger.size(group, f"{role}_diameter", round(first.diameter, 6))
    where_to = places(ledger, group, role, [hole.centre for hole in holes], axes, only=True, flipped=not first.down)
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
    start_at, drill = f"body.copyWorkplane({plane})", f".{method}({', '.join(sizes)})"
    # Two calls on one line need no place that is the workplane's own; on several lines ruff would lay them out worse.
    if where_to == [".moveTo(0, 0)"] and len(f"body = {start_at}{drill}") <= WIDTH:
        where_to = []
    return statement("body", [start_at, *where_to, drill])


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
    directions = [f"xDir={numbers(place.frame[0])}", f"normal={numbers(place.frame[2])}"]
    placement = plane("placement", [f"origin={numbers(origin)}", *directions])
    return [*placement, "result = cq.Workplane(body.findSolid().moved(cq.Location(placement)))"]
