"""From steps and holes to CadQuery source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.blending import blended
from zero_to_cad.fit.copied import Copies
from zero_to_cad.fit.dimensions import CUTS, NOUNS, RADIAL, Ledger, Sum
from zero_to_cad.fit.drawing import DRAW_TRACED, TRACED, begun, rings_drawn
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.drilling import UPWARDS, alike, bored_by, drilling
from zero_to_cad.fit.layout import listed, statement
from zero_to_cad.fit.lofting import lofted
from zero_to_cad.fit.outline import Loop, Ring, Segment
from zero_to_cad.fit.plan import Step, Twist
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.shapes import corners_of, sharpened
from zero_to_cad.fit.sharpen import Blend
from zero_to_cad.fit.shortened import LARGEST
from zero_to_cad.fit.slanting import numbers, plane, slanted
from zero_to_cad.fit.wording import Side, Wording

FloatArray = npt.NDArray[np.float64]

# Workplanes whose local y is the axis to turn around, and where the centre (in ACROSS[axis]) goes in world x, y, z.
_TURN_PLANE = ("YX", "XY", "XZ")

# An outline with more unnamed coordinates than this is drawn with numbers: no one would name them.
_MOST_OF_OUTLINE = (32, 8, 0)
# Bodies that have a thickness, whichever way they stand.
_THIN = ("plate", "rib")
# With more parameters than this the sizes hide among the coordinates: fewer outlines are named, in the end none.
_MOST_NAMES = 150


@dataclass(frozen=True)
class Place:
    """Where the program's own axes lie in the world: rows of `frame` (3, 3) are the axes, `origin` their zero.

    `lower` and `upper` (3,) bound the part in these axes; cuts run `clearance` (mm) past them. `datums`: coordinates
    along each axis at which the part has something to measure from, `firm` those of faces and not only of corners,
    `radii` those of its round faces (mm), `rounds` along each axis the centres and radii of cylinders across it;
    without any, every number counts as one. `lengths` are those that the part has along each axis and in any direction,
    known to within `slack` (mm), `sides` the coordinates of its flat faces along each axis and which way these look.
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
    lengths: tuple[tuple[float, ...], ...] = ()
    slack: float = 0.0
    sides: tuple[tuple[Side, ...], ...] = ()


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
                near,
                most,
                place.clearance,
                _datums(place),
                place.firm,
                place.radii,
                place.rounds,
                place.lengths,
                place.slack,
                Wording(place.sides, near),
                lists=lists,
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
    copies = Copies()
    # The kernel is slow to tell where the many free-form faces of what winds lie.
    wound = any(isinstance(step.walls, Twist) for step in steps)
    ends = None if wound else np.array([place.lower, place.upper])
    for k, step in enumerate(steps):
        if k and (bored := bored_by(step, place.upper)):
            ledger.cutting = False
            # What is added later may reach further, and what is cut later leaves the part's own ends.
            body += ["", *drilling(ledger, bored, None if any(s.operation == "add" for s in steps[k:]) else ends)]
            continue
        ledger.cutting = step.operation == "cut"
        if step.turn is not None:
            before, chain = slanted(ledger, step)
        elif step.walls is not None:
            before, chain = lofted(ledger, step)
        else:
            before, chain = _revolution(ledger, step) if step.centre is not None else _extrusion(ledger, step, place)
        for axis in range(3):
            ledger.beyond(CUTS, axis, (float(place.lower[axis]), float(place.upper[axis])), place.clearance)
        again = copies.moved(ledger, step, before, chain) if k else []
        body += ["", *(again or [*before, *statement("body" if k == 0 else step.role, chain)])]
        if k:
            body.append(f"body = body.{'union' if step.operation == 'add' else 'cut'}({step.role})")
    ledger.cutting = False
    for group in alike(holes, ledger.near):
        body += ["", *drilling(ledger, group, ends)]
    body.append("")
    if largest_only:
        body.append(LARGEST)
    if blends:
        body += [*blended(ledger, blends)[0 if largest_only else 1 :], ""]
    return "\n".join([*body, *_ending(ledger, place)])


def _extrusion(ledger: Ledger, step: Step, place: Place) -> tuple[list[str], list[str]]:
    """Statements that come first, and the chain that makes the step."""
    step = _upright(step)
    role, group = step.role, step.role.replace("_", " ")
    kind = role.partition("_")[0]
    noun = "depth" if step.operation == "cut" else "thickness" if kind in _THIN else NOUNS[step.axis]
    chain = [f'cq.Workplane("{UPWARDS[step.axis]}")']
    past = ledger.past(step.axis, max(-place.lower[step.axis], place.upper[step.axis])) if step.through else None
    if past is not None and step.operation == "cut":
        extruded = f".extrude({past}, both=True)"
    else:
        low, high = ledger.span(group, step.axis, step.lower, step.upper, f"{role}_{noun}")
        chain += [f".workplane(offset={low})"] if low else []
        extruded = f".extrude({high.plus(low, -1.0)})"
    rings, radius = _sharp(step.rings, ledger.near)
    before, wires = rings_drawn(ledger, group, role, rings, ACROSS[step.axis])
    chain += [*begun(wires), extruded]
    if radius:
        rounded = ledger.size(group, f"{role}_corner_radius", radius)
        chain += [f'.edges("|{"XYZ"[step.axis]}")', f".fillet({rounded})"]
    if step.shell is not None:
        thickness = ledger.size(group, "wall_thickness", step.shell.thickness)
        kind = ', kind="intersection"' if step.shell.sharp else ""
        chain += [f'.faces("{"<>"[step.shell.upwards]}{"XYZ"[step.axis]}")', f".shell(-{thickness}{kind})"]
    return before, chain


def _upright(step: Step) -> Step:
    """A box to be added, drawn from above whichever way it was found."""
    ring = step.rings[0]
    if step.operation == "cut" or step.axis == 2 or len(step.rings) > 1 or not isinstance(ring, Loop) or step.shell:
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
