"""Profiles of what is round about a known line, in (radius, height), from the cells that were seen to be filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.features import Operation, Point, Revolution
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.tracing import outline, rasterised, stairs, tidied
from zero_to_cad.see import Seen
from zero_to_cad.see.cones import Cone
from zero_to_cad.see.spheres import Sphere

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_MOST_TURNS = 4
_MOST_SLOPES = 12
_PARALLEL = 0.998
_SAME_LINE = 1.6  # Pixels within which lines are one.
_LEAST_WEIGHT = 60.0  # Trusted pixels about a line.
_FINE = 3  # Radii per cell that are told apart where a profile is turned.
_ON_LINE = 0.9  # Cells within which both ends of a side lie on a known line.
_SIDE = 1.2  # Cells of a side that is brought onto a known line.
_BLUNT = 3.0  # Cells of a side that may be a corner cut short.
_ASKEW = 0.15  # The sine between lines that meet in a corner.
_CORNER = 2.5  # Cells by which a corner may move to where two known lines meet.


@dataclass(frozen=True, eq=False)
class Turn:
    """A line along `axis` through `centre` (in ACROSS[axis]), and what is known to be round about it.

    slopes (n, 3): lines (across, along, offset) of a profile, across * radius + along * height = offset; arcs: centres
    and radii of circles in it; radii: of round walls; edges: radii that part cells; columns, starts: the columns of
    cells between these, from the line outwards, and where each ring begins among them.
    """

    axis: int
    centre: Point
    slopes: FloatArray
    arcs: tuple[tuple[float, float, float], ...]
    radii: FloatArray
    edges: FloatArray
    columns: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]


def turns(seen: Seen) -> tuple[Turn, ...]:
    """The lines about which most was seen to be round."""
    found: list[tuple[float, Turn]] = []
    for axis in range(3):
        walls: list[tuple[float, float, float, float | Cone | Sphere]]
        walls = [(x, y, weight, radius) for x, y, radius, weight in seen.rounds[axis]]
        for surface in seen.surfaces:
            turned = surface.turned
            if turned is not None and turned.axis == axis:
                walls.append((*turned.centre, len(surface.rows) * surface.trust, turned))
        walls.sort(key=lambda wall: -wall[2])
        while walls:
            x, y = walls[0][:2]
            own = [wall for wall in walls if np.hypot(wall[0] - x, wall[1] - y) < _SAME_LINE]
            walls = [wall for wall in walls if np.hypot(wall[0] - x, wall[1] - y) >= _SAME_LINE]
            weight = sum(wall[2] for wall in own)
            turn = _turn(seen, axis, (x, y), [wall[3] for wall in own])
            if weight >= _LEAST_WEIGHT and turn is not None:
                found.append((weight, turn))
    found.sort(key=lambda pair: -pair[0])
    return tuple(turn for _, turn in found[:_MOST_TURNS])


def _turn(seen: Seen, axis: int, centre: Point, walls: Sequence[float | Cone | Sphere]) -> Turn | None:
    i, j = ACROSS[axis]
    us, vs = seen.lines[i], seen.lines[j]
    cell = float(max(np.median(np.diff(us)), np.median(np.diff(vs))))
    reach = min(centre[0] - us[0], us[-1] - centre[0], centre[1] - vs[0], vs[-1] - centre[1]) + cell
    radii = sorted({abs(wall) for wall in walls if isinstance(wall, float) and abs(wall) < reach})
    if reach < 3 * cell:
        return None
    edges = [0.0, *(radius for radius in radii if radius > cell)]
    even = np.arange(0.0, reach, cell)
    edges += [radius for radius in even.tolist() if min(abs(radius - edge) for edge in edges) > 0.7 * cell]
    parted = np.array([*sorted(edges), max(reach, max(edges) + cell)])
    away = _away(seen, axis, centre)
    order = np.argsort(away, axis=None, kind="stable")
    starts = np.searchsorted(away.ravel()[order], parted)
    slopes: list[tuple[float, float, float]] = []
    arcs: list[tuple[float, float, float]] = []
    for wall in walls:
        if isinstance(wall, Cone):
            line = (wall.across, wall.along, wall.offset)
            same = any(s[0] * line[0] + s[1] * line[1] > _PARALLEL and abs(s[2] - line[2]) < _SAME_LINE for s in slopes)
            if not same and len(slopes) < _MOST_SLOPES:
                slopes.append(line)
        elif isinstance(wall, Sphere):
            arc = (0.0, wall.height, abs(wall.bend))
            if len(arcs) < _MOST_SLOPES and not any(np.abs(np.subtract(arc, a)).max() < _SAME_LINE for a in arcs):
                arcs.append(arc)
    known = np.array([0.0, *radii])
    lines = np.array(slopes).reshape(-1, 3)
    return Turn(axis, centre, lines, tuple(arcs), known, parted, order[: starts[-1]], starts[:-1])


def _away(seen: Seen, axis: int, centre: Point) -> FloatArray:
    """(i, j) how far columns of cells lie from a line."""
    i, j = ACROSS[axis]
    us, vs = ((line[1:] + line[:-1]) / 2 for line in (seen.lines[i], seen.lines[j]))
    return np.asarray(np.hypot(us[:, None] - centre[0], vs[None, :] - centre[1]))


def about(turn: Turn, cells: FloatArray) -> FloatArray:
    """(radii, heights) sums over the rings around a line of what cells are worth."""
    i, j = ACROSS[turn.axis]
    columns = np.transpose(cells, (i, j, turn.axis)).reshape(-1, cells.shape[turn.axis])[turn.columns]
    # A ring without columns has no sum of its own.
    starts = np.minimum(turn.starts, len(columns) - 1)
    sums = np.add.reduceat(columns, starts, axis=0)
    sums[np.diff(np.append(turn.starts, len(columns))) == 0] = 0.0
    return np.asarray(sums)


def profiles(
    seen: Seen, turn: Turn, operation: Operation, balance: FloatArray, matter: FloatArray, coarse: tuple[float, ...]
) -> Iterator[Revolution]:
    """The revolution that mends most, its profile in more and fewer corners.

    balance, matter (radii, heights): what is gained where a ring is turned, and what is at stake there.
    """
    # Beyond the line the profile goes on as its own image.
    mask = tidied(*(np.concatenate((sums[::-1], sums)) for sums in (balance, matter)))[len(balance) :]
    heights = seen.lines[turn.axis]
    found = stairs(mask, turn.edges, heights)
    levels = seen.levels[turn.axis]
    flat = [(0.0, 1.0, float(level)) for level in levels]
    lines = np.array([*turn.slopes.tolist(), *((1.0, 0.0, float(r)) for r in turn.radii), *flat])
    for slack in coarse:
        area = outline(found, (turn.radii, levels), turn.arcs, slack)
        if area.is_empty:
            continue
        area = on_lines(area, lines, found.cell)
        area = shapely.intersection(area, shapely.box(0.0, heights[0], turn.edges[-1], heights[-1]))
        # What is closed all around could not have been seen: there a few cells carved by mistake speak alone.
        parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
        if parts:
            yield Revolution(operation, turn.axis, turn.centre, shapely.MultiPolygon(parts))


def turned_cells(seen: Seen, feature: Revolution) -> BoolArray:
    """(i, j, axis) which cells a revolution fills, in the axes ACROSS[axis], axis."""
    away = _away(seen, feature.axis, feature.centre)
    i, j = ACROSS[feature.axis]
    step = float(min(np.median(np.diff(seen.lines[i])), np.median(np.diff(seen.lines[j])))) / _FINE
    fine = np.arange(0.0, float(away.max()) + 2 * step, step)
    covered = rasterised(feature.area, fine, seen.lines[feature.axis])
    return np.asarray(covered[np.minimum((away / step).astype(np.int64), len(covered) - 1)])


def on_lines(area: Any, lines: FloatArray, cell: float) -> Any:
    """An area whose sides that run along known lines (n, 3) lie on these, if that leaves it valid."""

    def moved(ring: Any) -> FloatArray:
        points = _smooth(shapely.get_coordinates(ring)[:-1], lines, cell)
        side = _sides_on(points, lines, cell)
        made = points.copy()
        for k, point in enumerate(points):
            own = [int(side[n]) for n in (k - 1, k) if side[n] >= 0]
            corner = _corner(lines, own, cell, [point])
            if corner is not None:
                made[k] = corner
            elif own:
                line = lines[own[0]]
                made[k] = point - (point @ line[:2] - line[2]) * line[:2]
        return np.asarray(made)

    polygons = []
    for part in shapely.get_parts(area):
        changed = shapely.Polygon(moved(part.exterior), [moved(ring) for ring in part.interiors])
        polygons.append(changed if changed.is_valid and changed.area > 0.5 * part.area else part)
    found = shapely.union_all(polygons)
    return found if found.is_valid and not found.is_empty else area


def _smooth(points: FloatArray, lines: FloatArray, cell: float) -> FloatArray:
    """A ring without the corners that it has along known lines, and without blunt corners where two of these meet."""
    for line in lines:
        points = np.roll(points, -int(np.argmax(np.abs(points @ line[:2] - line[2]))), axis=0)
        near = np.abs(points @ line[:2] - line[2]) < _ON_LINE * cell
        kept = np.ones(len(points), np.bool_)
        ends = np.flatnonzero(np.diff(np.concatenate(([0], near.astype(np.int8), [0])))).reshape(-1, 2)
        for a, b in ends:
            run = points[b - 1] - points[a]
            if b - a > 2 and abs(run @ line[:2]) < 0.3 * np.hypot(*run) and np.hypot(*run) >= _SIDE * cell:
                kept[a + 1 : b - 1] = False
        points = points[kept] if kept.sum() > 2 else points
    side = _sides_on(points, lines, cell)
    made: list[FloatArray] = []
    skip = False
    for k, point in enumerate(points):
        after = points[(k + 1) % len(points)]
        own = [int(side[n % len(side)]) for n in (k - 1, k + 1)]
        blunt = side[k] < 0 and min(own) >= 0 and np.hypot(*(after - point)) < _BLUNT * cell
        corner = _corner(lines, own, cell, [point, after]) if blunt and not skip and k + 1 < len(points) else None
        if not skip:
            made.append(point if corner is None else corner)
        skip = corner is not None
    return np.array(made) if len(made) > 2 else points


def _sides_on(points: FloatArray, lines: FloatArray, cell: float) -> npt.NDArray[np.int64]:
    """(n,) the known line along which each side of a ring runs, -1 for none."""
    ends = np.roll(points, -1, axis=0)
    long_enough = np.hypot(*(ends - points).T) >= _SIDE * cell
    miss = np.maximum(*(np.abs(p @ lines[:, :2].T - lines[:, 2]) for p in (points, ends)))
    return np.where(long_enough & (miss.min(1) < _ON_LINE * cell), miss.argmin(1), -1)


def _corner(lines: FloatArray, pair: Sequence[int], cell: float, near: Sequence[FloatArray]) -> FloatArray | None:
    """Where two known lines meet, near these points."""
    if len(pair) != 2 or pair[0] == pair[1]:
        return None
    both = lines[list(pair)]
    if abs(float(np.linalg.det(both[:, :2]))) < _ASKEW:
        return None
    corner = np.asarray(np.linalg.solve(both[:, :2], both[:, 2]), np.float64)
    return corner if max(np.hypot(*(corner - point)) for point in near) < _CORNER * cell else None
