"""What a drill leaves: holes, counterbores and countersinks as values, told from coaxial round walls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.features import Revolution

FloatArray = npt.NDArray[np.float64]
Point = tuple[float, float]
# Which points of a grid are material: the axis, its coordinates in `ACROSS[axis]`, then those along it.
IsSolid = Callable[[int, FloatArray, FloatArray, FloatArray], npt.NDArray[np.bool_]]

_PLUG_SIDES = 96


@dataclass(frozen=True)
class Wall:
    """A round wall seen from inside, all the way round: radii `low` at `lower` and `high` at `upper`, mm.

    The line runs along `axis` of the frame through `centre` (in `ACROSS[axis]`).
    """

    axis: int
    centre: Point
    lower: float
    upper: float
    low: float
    high: float


@dataclass(frozen=True)
class Mouth:
    """How a hole widens where the tool enters: a counterbore by `depth`, or a countersink by `angle` (degrees)."""

    diameter: float
    depth: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True)
class Hole:
    """A round hole. `down`: the tool enters at `upper` and moves against `axis`, else at `lower` and along it.

    through: nothing of the part lies further on, so that no depth need be given. mouth: None for a plain hole.
    """

    axis: int
    centre: Point
    diameter: float
    lower: float
    upper: float
    down: bool
    through: bool
    mouth: Mouth | None = None


def plug(hole: Hole) -> Revolution:
    """What fills a hole, its mouth too, a hair wider than the hole so that no wall of it is left."""
    wide = (1 + 1e-6) / math.cos(math.pi / _PLUG_SIDES)
    radius = hole.diameter / 2 * wide
    filled = shapely.box(0.0, hole.lower, radius, hole.upper)
    if hole.mouth is not None:
        outer = hole.mouth.diameter / 2 * wide
        start, sign = (hole.upper, -1.0) if hole.down else (hole.lower, 1.0)
        if hole.mouth.angle:
            depth = (outer - radius) / math.tan(math.radians(hole.mouth.angle) / 2)
            mouth = shapely.Polygon(
                [(0, start), (outer, start), (radius, start + sign * depth), (0, start + sign * depth)]
            )
        else:
            low, high = sorted((start, start + sign * hole.mouth.depth))
            mouth = shapely.box(0.0, low, outer, high)
        filled = filled.union(mouth)
    return Revolution("add", hole.axis, hole.centre, filled, _PLUG_SIDES)


def drilled(walls: Iterable[Wall], is_solid: IsSolid, lower: FloatArray, upper: FloatArray) -> tuple[Hole, ...]:
    """The holes that leave these walls; those that no drill can reach or leave so are left out.

    is_solid: which points of the frame are material; lower, upper (3,): the part's bounds.
    """
    near = 1e-5 * float((upper - lower).max())
    found: list[Hole] = []
    for line in _lines(walls, near):
        for chain in _chains(line, near, is_solid):
            axis = chain[0].axis
            found.extend(_holes(chain, is_solid, near, float(lower[axis]), float(upper[axis])))
    return tuple(found)


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


def _chains(line: Sequence[Wall], near: float, is_solid: IsSolid) -> list[list[Wall]]:
    """Walls one after the other along a line, those of one drilling together."""
    chains: list[list[Wall]] = []
    for wall in line:
        if wall.upper - wall.lower <= near:
            continue
        last = chains[-1][-1] if chains else None
        if last is not None and abs(wall.lower - last.upper) <= near:
            if abs(last.high - wall.low) <= near and last.low == last.high and wall.low == wall.high:
                chains[-1][-1] = replace(last, upper=wall.upper)
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
            and not _share(is_solid, wall, last.upper, wall.lower, 0.98 * wall.low)
        ):
            chains[-1][-1] = replace(last, upper=wall.upper)
        else:
            chains.append([wall])
    return chains


def _share(is_solid: IsSolid, line: Wall | Hole, lower: float, upper: float, radius: float) -> float:
    """How much of a rod around a line is material."""
    across = np.array([-0.7, 0.0, 0.7]) * radius
    heights = lower + (upper - lower) * (np.arange(16) + 0.5) / 16
    return float(is_solid(line.axis, line.centre[0] + across, line.centre[1] + across, heights).mean())


def _holes(chain: Sequence[Wall], is_solid: IsSolid, near: float, lowest: float, highest: float) -> list[Hole]:
    """The holes of one drilling, none where it is closed or half open at both ends."""
    cones = [wall for wall in chain if abs(wall.low - wall.high) > near]
    cylinders = [wall for wall in chain if abs(wall.low - wall.high) <= near]
    if not cylinders:
        return []
    narrow = min(cylinders, key=lambda wall: wall.low)
    whole = Hole(narrow.axis, narrow.centre, 2 * narrow.low, chain[0].lower, chain[-1].upper, down=True, through=False)
    small = max(0.02 * min(whole.diameter, whole.upper - whole.lower), 5 * near)
    above = _share(is_solid, whole, whole.upper, whole.upper + small, 0.25 * whole.diameter)
    below = _share(is_solid, whole, whole.lower - small, whole.lower, 0.25 * whole.diameter)
    if not (above in (0.0, 1.0) and below in (0.0, 1.0)) or above + below == 2.0:
        return []
    if _share(is_solid, whole, whole.lower + near, whole.upper - near, 0.45 * whole.diameter):
        return []
    down = above == 0.0

    def entered(hole: Hole, down: bool) -> Hole:
        """The hole with its tool on one side, and whether that tool may run on."""
        beyond = (lowest, hole.lower) if down else (hole.upper, highest)
        clear = beyond[1] - beyond[0] <= near or not _share(is_solid, hole, *beyond, 0.48 * hole.diameter)
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
    return [entered(whole, down), *lower_side, *upper_side]


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
