"""The statements that make an extrusion askew to the program's axes, on a plane of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.dimensions import ASKEW, NOUNS, Ledger, shown
from zero_to_cad.fit.drawing import begun, rings_drawn
from zero_to_cad.fit.layout import WIDTH
from zero_to_cad.fit.outline import Circle, Point, Ring
from zero_to_cad.fit.plan import Step
from zero_to_cad.fit.shapes import middle_of, shifted

FloatArray = npt.NDArray[np.float64]

_MOST_STEPS = 12  # a direction is written in whole numbers up to this
_WHOLE = 1e-7


def slanted(ledger: Ledger, step: Step) -> tuple[list[str], list[str]]:
    """Statements that come first, and the chain that makes a step with a turn: an outline about its own middle."""
    assert step.turn is not None
    role, group = step.role, step.role.replace("_", " ")
    first = step.rings[0]
    middle = first.centre if isinstance(first, Circle) else middle_of(first)
    origin = [
        ledger.coordinate(group, axis, round(float(value), 6) + 0.0, f"{role}_{NOUNS[axis]}")
        for axis, value in enumerate(step.turn.T @ (*middle, step.lower))
    ]
    across, _, along = step.turn
    named = [f"origin={shown(origin)}", f"xDir={numbers(whole(across))}", f"normal={numbers(whole(along))}"]
    # The outline's coordinates have nothing to do with the part's.
    alone = ledger.askew()
    before, wires = rings_drawn(alone, group, role, [_from(ring, middle) for ring in step.rings], (0, 1))
    depth = alone.sized(group, ASKEW, f"{role}_depth", round(step.upper - step.lower, 6))
    chain = [f"cq.Workplane({role}_plane)", *begun(wires), f".extrude({depth})"]
    return [*plane(f"{role}_plane", named), *before], chain


def plane(name: str, arguments: Sequence[str]) -> list[str]:
    """A plane bound to a name, laid out as ruff would."""
    listed = ", ".join(arguments)
    if len(f"{name} = cq.Plane({listed})") <= WIDTH:
        return [f"{name} = cq.Plane({listed})"]
    if len(f"    {listed}") <= WIDTH:
        return [f"{name} = cq.Plane(", f"    {listed}", ")"]
    lines = [f"{name} = cq.Plane("]
    for argument in arguments:
        if len(f"    {argument},") <= WIDTH:
            lines.append(f"    {argument},")
        else:
            key, _, members = argument.partition("=(")
            lines += [f"    {key}=(", *(f"        {member}," for member in members[:-1].split(", ")), "    ),"]
    return [*lines, ")"]


def numbers(values: Sequence[float] | FloatArray) -> str:
    """A tuple of numbers as source."""
    return f"({', '.join(repr(round(float(v), 9) + 0.0) for v in values)})"


def whole(direction: FloatArray) -> FloatArray:
    """A direction in small whole numbers, where it is one, else of length 1."""
    largest = direction / np.abs(direction).max()
    for steps in range(1, _MOST_STEPS + 1):
        scaled = steps * largest
        if np.abs(scaled - np.round(scaled)).max() < _WHOLE:
            return np.asarray(np.round(scaled))
    return direction


def _from(ring: Ring, origin: Point) -> Ring:
    if isinstance(ring, Circle):
        x, y = (round(value - start, 6) + 0.0 for value, start in zip(ring.centre, origin, strict=True))
        return replace(ring, centre=(x, y))
    return shifted(ring, origin)
