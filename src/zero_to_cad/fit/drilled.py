"""What a drill leaves: holes, counterbores and countersinks as values, told from coaxial round walls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.columns import Columns

FloatArray = npt.NDArray[np.float64]
Point = tuple[float, float]

_STEPS = (100.0, 50.0, 10.0, 5.0, 1.0, 0.5, 0.1, 0.05, 0.01)
_WIDE = 1.0005  # of a wall's radius: just behind it, and outside what chords cut off
_EMPTY = 0.97  # of a drill's radius, that must be clear: chords cut off less
_AROUND = 48
_BETWEEN = 0.02  # of a wall's radius
_OPEN = 0.8  # of the radius, that must be clear beyond an end for it to be open
_UNEVEN = 2e-3  # of the radius, by which the end of a wall may vary and still be flat


@dataclass(frozen=True)
class Wall:
    """A round wall seen from inside, all the way round: radii `low` at `lower` and `high` at `upper`, mm.

    The line runs along `axis` of the frame through `centre` (in `ACROSS[axis]`). ragged: its ends are no circles square
    to the line, and reach to `lower` and `upper` only here and there.
    """

    axis: int
    centre: Point
    lower: float
    upper: float
    low: float
    high: float
    ragged: bool = False


@dataclass(frozen=True)
class Mouth:
    """How a hole widens where the tool enters: a counterbore by `depth`, or a countersink by `angle` (degrees)."""

    diameter: float
    depth: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True)
class Hole:
    """A round hole. `down`: the tool enters at `upper` and moves against `axis`, else at `lower` and along it.

    through: nothing of the part lies further on, so that no depth need be given. mouth: None for a plain hole. ragged:
    it has ends that are no circles square to the axis. stepped: it is one of several in a bore that no one tool leaves.
    The rows of `turn` (3, 3) are the axes of a hole askew to the frame, in the frame.
    """

    axis: int
    centre: Point
    diameter: float
    lower: float
    upper: float
    down: bool
    through: bool
    mouth: Mouth | None = None
    ragged: bool = False
    stepped: bool = False
    turn: FloatArray | None = field(default=None, compare=False)


def drilled(walls: Iterable[Wall], columns: Columns) -> tuple[Hole, ...]:
    """The holes that leave these walls; those that no drill can reach or leave so are left out.

    columns: of the part, in the frame of the walls.
    """
    near = 1e-5 * float((columns.upper - columns.lower).max())
    found: list[Hole] = []
    settled = (_settled(wall, columns, near) if wall.ragged else wall for wall in walls)
    for line in _lines((wall for wall in settled if wall is not None), near):
        for chain in _chains(line, near, columns):
            found.extend(_holes(chain, columns, near) or _alone(chain, columns, near))
    return tuple(found)


def _settled(wall: Wall, columns: Columns, near: float) -> Wall | None:
    """A wall of faces with ragged ends as long as it is; None where it lacks a side."""
    low, high = [], []
    for stretches in columns.solid(wall.axis, rim(wall.centre, _WIDE * wall.low, _AROUND)):
        beside = stretches[(stretches[:, 1] > wall.lower + near) & (stretches[:, 0] < wall.upper - near)]
        if not len(beside):
            return None
        low.append(max(float(beside[0, 0]), wall.lower))
        high.append(min(float(beside[-1, 1]), wall.upper))
    flat = max(_UNEVEN * wall.low, near)
    uneven = [max(ends) - min(ends) > flat for ends in (low, high)]
    # Between the sides that were looked at, an end may reach a little further.
    lower = min(low) if min(low) > wall.lower + _BETWEEN * wall.low else wall.lower
    upper = max(high) if max(high) < wall.upper - _BETWEEN * wall.low else wall.upper
    return replace(
        wall, lower=lower if uneven[0] else wall.lower, upper=upper if uneven[1] else wall.upper, ragged=any(uneven)
    )


def rim(centre: Point, radius: float, count: int) -> FloatArray:
    """Points (count, 2) evenly around a circle."""
    angles = 2 * np.pi * np.arange(count) / count
    return np.array(centre) + radius * np.column_stack((np.cos(angles), np.sin(angles)))


def _lines(walls: Iterable[Wall], near: float) -> list[list[Wall]]:
    lines: list[list[Wall]] = []
    for wall in sorted(walls, key=lambda w: (w.axis, w.lower, w.centre)):
        for line in lines:
            if line[0].axis == wall.axis and math.dist(line[0].centre, wall.centre) < near:
                line.append(wall)
                break
        else:
            lines.append([wall])
    return lines


def _chains(line: Sequence[Wall], near: float, columns: Columns) -> list[list[Wall]]:
    """Walls one after the other along a line, those of one drilling together."""
    chains: list[list[Wall]] = []
    for wall in line:
        if wall.upper - wall.lower <= near:
            continue
        last = chains[-1][-1] if chains else None
        if last is not None and abs(wall.lower - last.upper) <= near:
            if abs(last.high - wall.low) <= near and last.low == last.high and wall.low == wall.high:
                chains[-1][-1] = _joined(last, wall)
            else:
                chains[-1].append(wall)
        elif last is not None and wall.lower < last.upper:
            # Walls of two radii beside each other are no drill's work.
            return chains[:-1]
        elif (
            last is not None
            and len(chains[-1]) == 1
            and last.low == last.high
            and abs(wall.low - wall.high) + abs(last.low - wall.low) <= near
            and not columns.share(wall.axis, wall.centre, 0.98 * wall.low, last.upper, wall.lower)
        ):
            chains[-1][-1] = _joined(last, wall)
        else:
            chains.append([wall])
    return chains


def _joined(wall: Wall, more: Wall) -> Wall:
    return replace(wall, upper=more.upper, ragged=wall.ragged or more.ragged)


def _holes(chain: Sequence[Wall], columns: Columns, near: float) -> list[Hole]:
    """The holes of one drilling, none where it is closed or half open at both ends."""
    cones = [wall for wall in chain if abs(wall.low - wall.high) > near]
    cylinders = [wall for wall in chain if abs(wall.low - wall.high) <= near]
    if not cylinders:
        return []
    narrow = min(cylinders, key=lambda wall: wall.low)
    axis, centre, ragged = narrow.axis, narrow.centre, any(wall.ragged for wall in chain)
    lowest, highest = float(columns.lower[axis]), float(columns.upper[axis])
    diameter, lower, upper = 2 * narrow.low, chain[0].lower, chain[-1].upper
    small = max(0.02 * min(diameter, upper - lower), 5 * near)
    above = columns.share(axis, centre, 0.25 * diameter, upper, upper + small)
    below = columns.share(axis, centre, 0.25 * diameter, lower - small, lower)
    if not (above in (0.0, 1.0) and below in (0.0, 1.0)) or above + below == 2.0:
        return []
    if columns.share(axis, centre, 0.45 * diameter, lower + near, upper - near):
        return []
    whole = Hole(axis, centre, diameter, lower, upper, down=above == 0.0, through=False, ragged=ragged)
    # A wall of few chords leaves less of its drill free.
    free = _free(whole, columns, near, _EMPTY if ragged else _OPEN)
    if free is None:
        return []

    def entered(hole: Hole, down: bool) -> Hole:
        """The hole with its tool on one side, and whether that tool may run on."""
        beyond = (lowest, hole.lower) if down else (hole.upper, highest)
        clear = free[0] == -math.inf if down else free[1] == math.inf
        if clear and not hole.ragged and beyond[1] - beyond[0] > near:
            clear = not columns.share(axis, centre, 0.48 * diameter, *beyond)
        return replace(hole, down=down, through=above + below == 0.0 and clear)

    if cones:
        return _countersunk(chain, cones, entered, whole, above, below, near)
    k = chain.index(narrow)
    lower_side, upper_side = _wider(chain[:k][::-1], down=False), _wider(chain[k + 1 :], down=True)
    if (lower_side and below) or (upper_side and above):
        return []
    if len(lower_side) + len(upper_side) == 1:
        (wide,) = (*lower_side, *upper_side)
        return [replace(entered(whole, wide.down), mouth=Mouth(wide.diameter, wide.upper - wide.lower))]
    if ragged and len(chain) == 1 and above + below == 0.0:
        return [_run_out(whole, free, lowest, highest)]
    return [entered(whole, whole.down), *lower_side, *upper_side]


def _free(hole: Hole, columns: Columns, near: float, part: float = _EMPTY) -> tuple[float, float] | None:
    """How far down and up from a hole part of its drill meets nothing; None where something lies in the hole."""
    points = [rim(hole.centre, share * part * hole.diameter / 2, 16) for share in (0.0, 0.5, 1.0)]
    low, high = -math.inf, math.inf
    for stretches in columns.solid(hole.axis, np.vstack(points)):
        if ((stretches[:, 1] > hole.lower + near) & (stretches[:, 0] < hole.upper - near)).any():
            return None
        low = max([low, *stretches[stretches[:, 1] <= hole.lower + near, 1].tolist()])
        high = min([high, *stretches[stretches[:, 0] >= hole.upper - near, 0].tolist()])
    return low, high


def _run_out(hole: Hole, free: tuple[float, float], lowest: float, highest: float) -> Hole:
    """A hole with ragged ends, drilled from outside the part, or from what it is open to, until it is clear."""
    if free == (-math.inf, math.inf):
        return replace(hole, upper=highest, down=True, through=True)
    lower = hole.lower if free[0] == -math.inf else -_roundest(-hole.lower, -(hole.lower + free[0]) / 2)
    upper = hole.upper if free[1] == math.inf else _roundest(hole.upper, (hole.upper + free[1]) / 2)
    if free[0] == -math.inf:
        return replace(hole, upper=upper, down=True, through=True)
    if free[1] == math.inf:
        return replace(hole, lower=lower, down=False, through=True)
    return replace(hole, lower=lower, upper=upper, down=True)


def _roundest(first: float, last: float) -> float:
    """The roundest number between two, `first` the lesser one; of equally round ones that next to it."""
    if first <= 0.0 <= last + 1e-9:
        return 0.0
    for step in _STEPS:
        found = math.ceil(first / step - 1e-9) * step
        if found <= last + 1e-9:
            return round(found, 6)
    return first


def _alone(chain: Sequence[Wall], columns: Columns, near: float) -> list[Hole]:
    """The cylinders among walls that no one tool leaves, open at both ends, each bored by itself from where it can."""
    made = []
    for wall in (wall for wall in chain if wall.low == wall.high):
        ends = wall.lower, wall.upper
        hole = Hole(wall.axis, wall.centre, 2 * wall.low, *ends, True, False, ragged=wall.ragged, stepped=True)
        small = max(0.02 * wall.low, 5 * near)
        whole, inner = (_free(hole, columns, near, part) for part in (_EMPTY, _OPEN))
        if whole is None or inner is None or inner[0] > wall.lower - small or inner[1] < wall.upper + small:
            continue
        if whole[1] == math.inf or whole[0] == -math.inf:
            made.append(replace(hole, down=whole[1] == math.inf, through=whole == (-math.inf, math.inf)))
        elif whole[0] <= wall.lower - small or whole[1] >= wall.upper + small:
            made.append(replace(hole, down=whole[1] >= wall.upper + small))
    return made


def _wider(walls: Sequence[Wall], down: bool) -> list[Hole]:
    """Holes from an end of a drilling inwards, wider than what lies further in. walls: from the inside to the end."""
    made: list[Hole] = []
    for n, wall in enumerate(walls):
        reach = [w.low for w in walls[n:]]
        if wall.low == min(reach):
            end = walls[-1]
            lower, upper = (wall.lower, end.upper) if down else (end.lower, wall.upper)
            made.append(Hole(wall.axis, wall.centre, 2 * wall.low, lower, upper, down=down, through=False))
    return made


def _countersunk(
    chain: Sequence[Wall],
    cones: Sequence[Wall],
    entered: Callable[[Hole, bool], Hole],
    whole: Hole,
    above: float,
    below: float,
    near: float,
) -> list[Hole]:
    """The hole once for each cone at its ends; none where a cone lies elsewhere, as at a drill's tip."""
    if len(chain) != 1 + len(cones):
        return []
    made = []
    for cone in reversed(cones):
        down = cone.high > cone.low
        end, small = (above, cone.low) if down else (below, cone.high)
        if end or abs(2 * small - whole.diameter) > near or (cone is chain[-1]) != down:
            return []
        angle = math.degrees(2 * math.atan(abs(cone.high - cone.low) / (cone.upper - cone.lower)))
        mouth = Mouth(2 * max(cone.low, cone.high), angle=angle)
        made.append(replace(entered(whole, down), mouth=mouth))
    return made
