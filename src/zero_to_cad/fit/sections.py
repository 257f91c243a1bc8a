"""Plane sections of a closed mesh as shapely areas."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.kernels import section_rings, thinned

FloatArray = npt.NDArray[np.float64]

# The two in-plane axes of a section along x, y, z, so that (across, axis) is right-handed.
ACROSS = ((1, 2), (2, 0), (0, 1))

_LOST = 1e-6  # of an area: more is missing where a ring was lost


class Sections:
    """Sections of one mesh: vertices (n, 3), triangles (m, 3), counter-clockwise from outside.

    Points within `tolerance` (mm) of the line between their neighbours are left out of the sections.
    """

    def __init__(self, vertices: FloatArray, triangles: npt.NDArray[np.integer[Any]], tolerance: float = 0.0) -> None:
        self._tolerance = tolerance
        self.vertices = np.ascontiguousarray(vertices, np.float64)
        self.triangles = np.ascontiguousarray(triangles, np.int64)
        sides = np.sort(self.triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
        keys = sides[:, 0] * len(self.vertices) + sides[:, 1]
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        self._edges = sides[first]
        self._triangle_edges = np.ascontiguousarray(inverse.reshape(-1, 3))

    def across(self, axis: int, level: float) -> Any:
        """Area (shapely) of the section at coordinate `level` along `axis`, in the axes `ACROSS[axis]`."""
        i, j = ACROSS[axis]
        return self._area(self.vertices[:, axis], self.vertices[:, [i, j]], level)

    def along(self, axis: int, centre: Sequence[float], angle: float) -> Any:
        """Area of the half-plane section that starts at the line along `axis` through `centre` (in `ACROSS[axis]`).

        The half-plane leaves the line at `angle` (radians); the area's coordinates are (radius >= 0, height).
        """
        i, j = ACROSS[axis]
        x = self.vertices[:, i] - centre[0]
        y = self.vertices[:, j] - centre[1]
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        outward = x * cos + y * sin
        sideways = y * cos - x * sin
        height = self.vertices[:, axis]
        area = self._area(sideways, np.column_stack((outward, height)), 0.0)
        if area.is_empty:
            return area
        reach = float(np.abs(outward).max()) + 1.0
        return shapely.intersection(area, shapely.box(0.0, float(height.min()) - 1.0, reach, float(height.max()) + 1.0))

    def _area(self, heights: FloatArray, across: FloatArray, level: float) -> Any:
        heights = np.where(heights == level, heights + 1e-12 * (1.0 + abs(level)), heights)
        points, starts = section_rings(
            np.ascontiguousarray(heights),
            np.ascontiguousarray(across),
            self.triangles,
            self._triangle_edges,
            self._edges,
            level,
        )
        return area_of_rings([thinned(points[a:b], self._tolerance) for a, b in pairwise(starts)])


def area_of_rings(rings: Sequence[FloatArray]) -> Any:
    """Even-odd area of closed rings, of which those that bound holes go the other way round."""
    lines = [ring for ring in rings if len(ring) >= 3]
    if not lines:
        return shapely.Polygon()
    closed = [shapely.linestrings(np.vstack((ring, ring[:1]))) for ring in lines]
    try:
        area = shapely.build_area(shapely.multilinestrings(closed))
        # A ring that crosses itself, by however little, bounds nothing there.
        whole = abs(sum(map(_signed_area, lines)))
        if area.is_valid and abs(area.area - whole) <= _LOST * whole:
            return polygons_only(area)
    except shapely.errors.GEOSException:
        pass
    polygons = shapely.make_valid(shapely.polygons([shapely.linearrings(ring) for ring in lines]))
    return polygons_only(shapely.symmetric_difference_all(polygons))


def _signed_area(ring: FloatArray) -> float:
    x, y = (ring - ring[0]).T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2


def polygons_only(geometry: Any) -> Any:
    """The polygons of a valid geometry as one Polygon or MultiPolygon (maybe empty)."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [p for g in shapely.get_parts(geometry) for p in shapely.get_parts(g) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts) if parts else shapely.Polygon()
