"""Outlines pushed past their free edges, so that no wall of a tool lies in a wall of what it works on.

A cut that ends exactly on the outer wall of a body, or a boss that begins exactly on a curved one, asks the kernel to
intersect a surface with itself up to rounding: slow, and sometimes wrong. A machinist lets the tool overshoot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

FloatArray = npt.NDArray[np.float64]
IsFree = Callable[[FloatArray], npt.NDArray[np.bool_]]


def extended(area: Any, is_free: IsFree, probe: float, distances: Sequence[float]) -> Any:
    """The area with every free stretch of its outer rings moved outwards by the first of `distances` (mm) that it may.

    An edge is free when `is_free` holds for the point `probe` (mm) outside its middle. The walls beside a free stretch
    are prolonged straight on. Where the result would cross itself or reach what is not free, the ring stays as it was:
    `area` itself is returned when all do.
    """
    polygons = [_extended_polygon(polygon, is_free, probe, distances) for polygon in shapely.get_parts(area)]
    if not any(moved for _, moved in polygons):
        return area
    if len(polygons) == 1:
        return polygons[0][0]
    return shapely.union_all([polygon for polygon, _ in polygons])


def _extended_polygon(polygon: Any, is_free: IsFree, probe: float, distances: Sequence[float]) -> tuple[Any, bool]:
    """The polygon with its outer ring moved where it may be, and whether it was."""
    ring = shapely.get_coordinates(shapely.orient_polygons(polygon).exterior)[:-1]
    for outer in _extended_rings(ring, is_free, probe, distances):
        grown = shapely.Polygon(outer, [hole.coords for hole in polygon.interiors])
        if _allowed(grown, polygon, is_free, probe):
            return grown, True
    return polygon, False


def _extended_rings(
    ring: FloatArray, is_free: IsFree, probe: float, distances: Sequence[float]
) -> Iterator[FloatArray]:
    """The ring with its free stretches moved by each of the distances; none where no stretch, or all of it, is free."""
    step = np.roll(ring, -1, axis=0) - ring
    length = np.hypot(step[:, 0], step[:, 1])
    if (length <= 0).any():
        return
    along = step / length[:, None]
    outward = np.column_stack((along[:, 1], -along[:, 0]))
    free = is_free(ring + step / 2 + probe * outward)
    if free.any() and not free.all():
        for distance in distances:
            yield _moved(ring, along, outward, free, distance)


def _moved(
    ring: FloatArray, along: FloatArray, outward: FloatArray, free: npt.NDArray[np.bool_], distance: float
) -> FloatArray:
    n = len(ring)
    points: list[FloatArray] = []
    for k in range(n):
        before, after = free[k - 1], free[k]
        if before and after:
            bisector = outward[k - 1] + outward[k]
            scale = 1.0 + float(outward[k - 1] @ outward[k])
            points.append(ring[k] + bisector * (distance / max(scale, 0.5)))
        elif after:
            points.append(ring[k] + along[k - 1] * _reach(along[k - 1], outward[k], distance))
        elif before:
            points.append(ring[k] - along[k] * _reach(-along[k], outward[k - 1], distance))
        else:
            points.append(ring[k])
    return np.array(points)


def _reach(wall: FloatArray, outward: FloatArray, distance: float) -> float:
    """How far to prolong a wall to come `distance` out; not at all where it runs along the free edge."""
    slope = float(wall @ outward)
    return distance / slope if slope > 0.3 else 0.0


def _allowed(grown: Any, polygon: Any, is_free: IsFree, probe: float) -> bool:
    if not grown.is_valid or grown.area <= polygon.area:
        return False
    # What was gained must be free throughout: look at a fan of points inside it.
    gained = shapely.get_parts(shapely.constrained_delaunay_triangles(grown.difference(polygon).buffer(-probe / 2)))
    if len(gained) == 0:
        return True
    return bool(is_free(shapely.get_coordinates(shapely.centroid(gained))).all())
