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

_MOST_OUTLINES = 10  # that are crossed with each other for one feature


def best_area(
    operation: Operation,
    target: Sequence[Any],
    model: Sequence[Any],
    weights: FloatArray,
    resolution: float,
    harm: float,
    radial: bool = False,
) -> tuple[Any, float]:
    """The area whose adding or cutting mends most, and what it mends; spoiling costs `harm` times what mending gains.

    target, model: k sections (shapely areas) of the part and of what is built so far, at the same places; weights (k,)
    the length (mm, or rad when `radial`) that each stands for. Cells narrower than `resolution` (mm) are noise and
    follow their neighbours. Returns the area and its gain in mm^3 (for `radial`, each cell at its mean radius).
    """
    # What is built already has the outlines that the program will have: those of the part yield to them.
    lines = _distinct([*model, *target], resolution)
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
    area = polygons_only(shapely.union_all(cells[chosen]))
    return without_slivers(area, resolution), float(gains[chosen].sum())


def votes(areas: Sequence[Any], points: FloatArray) -> FloatArray:
    """1.0 where an area holds a point, (k, n) for k areas and n points."""
    found = np.zeros((len(areas), len(points)))
    for k, area in enumerate(areas):
        if not area.is_empty:
            shapely.prepare(area)
            found[k] = shapely.contains_xy(area, points[:, 0], points[:, 1])
    return found


def _distinct(areas: Sequence[Any], resolution: float) -> list[Any]:
    """Boundaries of the areas, without those that repeat an earlier one.

    Where the part has another outline at every height, crossing them all would take long and give slivers only: then
    outlines further apart count as one too, and in the end only some of them.
    """
    kept = _some([area for area in areas if not area.is_empty], 2 * _MOST_OUTLINES)
    for near in (resolution / 2, 2 * resolution, 8 * resolution):
        areas, kept = kept, []
        for area in areas:
            if not any(alike(area, other, near) for other in kept):
                kept.append(area)
        if len(kept) <= _MOST_OUTLINES:
            break
    return [area.boundary for area in _some(kept, _MOST_OUTLINES)]


def _some(areas: list[Any], most: int) -> list[Any]:
    """At most so many of the areas, evenly chosen."""
    return [areas[k] for k in np.linspace(0, len(areas) - 1, min(len(areas), most)).round().astype(int)]


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
