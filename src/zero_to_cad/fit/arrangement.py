"""The exact area that a feature should cover: cells between all the sections' outlines, each with its own vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.features import Operation
from zero_to_cad.fit.sections import polygons_only

FloatArray = npt.NDArray[np.float64]

_MOST_OUTLINES = 16  # that are crossed with each other for one feature


def best_area(
    operation: Operation,
    target: Sequence[Any],
    model: Sequence[Any],
    weights: FloatArray,
    resolution: float,
    harm: float,
    least: float = 0.0,
    radial: bool = False,
) -> tuple[Any, float]:
    """The area whose adding or cutting mends most, and what it mends; spoiling costs `harm` times what mending gains.

    target, model: k sections (shapely areas) of the part and of what is built so far, at the same places; weights (k,)
    the length (mm, or rad when `radial`) that each stands for. Cells narrower than `resolution` (mm) are noise and
    follow their neighbours. Polygons that mend less than `least` (mm^3) are left out and holes whose filling would
    spoil less are filled: they are not worth drawing. Returns the area and its gain in mm^3 (for `radial`, each cell at
    its mean radius).
    """
    # What is built already has the outlines that the program will have: those of the part yield to them.
    lines = _outlines([*model, *target], resolution / 2)
    if not lines:
        return shapely.Polygon(), 0.0
    net = shapely.union_all(lines, grid_size=resolution * 1e-3)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    if len(cells) == 0:
        return shapely.Polygon(), 0.0
    inside = shapely.get_coordinates(shapely.point_on_surface(cells))
    wanted = votes(target, inside)
    built = votes(model, inside)
    if operation == "add":
        worth = (1.0 - built) * (wanted - harm * (1.0 - wanted))
    else:
        worth = built * ((1.0 - wanted) - harm * wanted)
    areas = shapely.area(cells)
    narrow = 2.0 * areas < resolution * shapely.length(cells)
    gains = areas * (weights @ worth)
    if radial:
        gains = gains * shapely.get_x(shapely.centroid(cells))
    free = (np.abs(weights @ worth) <= 1e-9 * weights.sum()) | narrow
    chosen = (gains > 0) & ~narrow
    if not chosen.any():
        return shapely.Polygon(), 0.0
    chosen = _absorb(cells, chosen, free)
    area = without_slivers(polygons_only(shapely.union_all(cells[chosen])), resolution)
    if least > 0.0:
        area = _worth_drawing(area, inside[chosen], gains[chosen], least, float(weights.sum()) * (1.0 + harm))
        kept = shapely.contains_xy(area, inside[chosen][:, 0], inside[chosen][:, 1])
        return area, float(gains[chosen][kept].sum())
    return area, float(gains[chosen].sum())


def _worth_drawing(area: Any, points: FloatArray, gains: FloatArray, least: float, most: float) -> Any:
    """The polygons that gain `least`, by the gain (n,) of the cell at each point (n, 2), and holes that might.

    `most` is what filling may spoil an area unit, at the worst.
    """
    parts = []
    for part in shapely.get_parts(area):
        shapely.prepare(part)
        if gains[shapely.contains_xy(part, points[:, 0], points[:, 1])].sum() >= least:
            holes = [ring for ring in part.interiors if shapely.Polygon(ring).area * most >= least]
            parts.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(parts) if len(parts) != 1 else parts[0]


def votes(areas: Sequence[Any], points: FloatArray) -> FloatArray:
    """1.0 where an area holds a point, (k, n) for k areas and n points."""
    found = np.zeros((len(areas), len(points)))
    for k, area in enumerate(areas):
        if not area.is_empty:
            shapely.prepare(area)
            found[k] = shapely.contains_xy(area, points[:, 0], points[:, 1])
    return found


def _outlines(areas: Sequence[Any], near: float) -> list[Any]:
    """Boundaries of the areas as lines, without those that run within `near` (mm) of an earlier one's.

    Two sections of one wall differ by noise; crossed with each other they would leave slivers and ragged outlines. So
    of a later boundary only the stretches are kept that lead elsewhere, their ends laid on the earlier ones.
    """
    lines: list[Any] = []
    for area in _some([area for area in areas if not area.is_empty], _MOST_OUTLINES):
        known = shapely.multilinestrings(lines) if lines else None
        for ring in shapely.get_rings(shapely.get_parts(area)):
            points = shapely.get_coordinates(ring)
            lines.extend([shapely.linestrings(points)] if known is None else _elsewhere(points, known, near))
    return lines


def _some(areas: list[Any], most: int) -> list[Any]:
    """At most so many of the areas, evenly chosen."""
    return [areas[k] for k in np.linspace(0, len(areas) - 1, min(len(areas), most)).round().astype(int)]


def _elsewhere(points: FloatArray, known: Any, near: float) -> list[Any]:
    """The stretches of a closed line (n + 1, 2) that leave `near` (mm) of known lines, tied to these at both ends."""
    shapely.prepare(known)
    middles = (points[1:] + points[:-1]) / 2
    far = ~shapely.dwithin(known, shapely.points(points[:-1]), near)
    away = far | np.roll(far, -1) | ~shapely.dwithin(known, shapely.points(middles), near)
    if away.all():
        return [shapely.linestrings(points)]
    # From a side that is not away, so that no stretch is broken by where the ring happens to begin.
    first = int(np.argmin(away))
    ring = np.roll(points[:-1], -first, axis=0)
    away = np.concatenate(([False], np.roll(away, -first), [False]))
    starts, ends = np.flatnonzero(away[1:] & ~away[:-1]), np.flatnonzero(~away[1:] & away[:-1])
    stretches = []
    for start, end in zip(starts, ends, strict=True):
        stretch = ring[np.arange(start, end + 1) % len(ring)]
        tips = shapely.points(stretch[[0, -1]])
        stretch[[0, -1]] = shapely.get_coordinates(shapely.shortest_line(known, tips))[::2]
        stretches.append(shapely.linestrings(stretch))
    return stretches


def alike(area: Any, other: Any, near: float) -> bool:
    """Whether the corners of each of two areas lie within `near` (mm) of the other's boundary."""
    if area is other:
        return True
    if abs(other.area - area.area) > near * area.length or abs(other.length - area.length) > 0.05 * area.length:
        return False
    for one, two in ((area, other), (other, area)):
        edge = two.boundary
        shapely.prepare(edge)
        if not shapely.dwithin(edge, shapely.points(shapely.get_coordinates(one)), near).all():
            return False
    return True


def _absorb(cells: npt.NDArray[Any], chosen: npt.NDArray[np.bool_], free: npt.NDArray[np.bool_]) -> Any:
    """Take in cells of no consequence where that shortens the outline."""
    idle = np.flatnonzero(free & ~chosen)
    if len(idle) == 0:
        return chosen
    one, two, shared = _borders(cells)
    whole = shapely.length(cells)
    chosen = chosen.copy()
    for _ in range(4):
        bordering = np.bincount(one, weights=shared * chosen[two], minlength=len(cells))
        more = free & ~chosen & (bordering > 0.55 * whole)
        if not more.any():
            break
        chosen |= more
    return chosen


def _borders(cells: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
    """Neighbouring cells, both ways round, and the length of each shared piece of border.

    The cells come from one noded net, so that neighbours hold the very same pairs of points.
    """
    rings, owner = shapely.get_rings(cells, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, end, cell = points[:-1][same], points[1:][same], owner[ring[:-1][same]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    sides = np.where(swap[:, None], np.hstack((end, start)), np.hstack((start, end)))
    order = np.lexsort(sides.T)
    sides, cell = sides[order], cell[order]
    twin = (sides[1:] == sides[:-1]).all(1)
    one, two = cell[:-1][twin], cell[1:][twin]
    length = np.hypot(*(sides[:-1][twin][:, :2] - sides[:-1][twin][:, 2:]).T)
    return np.concatenate((one, two)), np.concatenate((two, one)), np.concatenate((length, length))


def without_slivers(area: Any, resolution: float) -> Any:
    """The area without polygons, holes, tails and slits narrower than `resolution` (mm)."""
    reach = resolution / 2
    for sign in (-1.0, 1.0):
        away = shapely.buffer(area, sign * reach, join_style="mitre", mitre_limit=10.0)
        area = shapely.buffer(away, -sign * reach, join_style="mitre", mitre_limit=10.0)
    return polygons_only(shapely.simplify(area, 0.02 * resolution))
