"""What is to be explained, seen in every way that the search needs: grid, levels, lines, sections, shadows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from zero_to_cad.fit.arrangement import alike
from zero_to_cad.fit.axes import Line, revolution_lines
from zero_to_cad.fit.frame import facet_normals
from zero_to_cad.fit.rounds import Circle
from zero_to_cad.fit.sections import ACROSS, Sections, area_of_rings
from zero_to_cad.part import Mesh
from zero_to_cad.score.voxels import occupancy

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_CELLS = 72  # grid cells along the longest side, at least
_LINES = 140  # grid lines along an axis, at most
_CUTS = 44  # levels at which an extrusion may begin or end, at most
_PROBES = np.array([0.12, 0.487, 0.88])  # where between two levels the cross-section is looked at
_NO_CORNERS = np.empty((0, 3))
_CHANGE = 0.02  # of a cross-section's area: less is no change


class Subject:
    """One part in its own frame: `mesh` closed, counter-clockwise from outside, mm.

    `resolution` is the width (relative to the longest side) under which a detail is noise. `turns` are rotations (3, 3)
    whose rows are axes in that frame: in each the part is to be seen too, along the last of them. `circles` are those
    of the cylinders known along each axis: (centre in `ACROSS[axis]`, radius). `ends` are axes and coordinates along
    them at which something ends, though no flat face lies there.
    """

    def __init__(
        self,
        mesh: Mesh,
        resolution: float,
        turns: Sequence[FloatArray] = (),
        circles: Sequence[tuple[Circle, ...]] = ((), (), ()),
        ends: Sequence[tuple[int, float]] = (),
        corners: FloatArray = _NO_CORNERS,
    ) -> None:
        self.mesh = mesh
        self.circles = circles
        self.lower, self.upper = mesh.vertices.min(0), mesh.vertices.max(0)
        self.longest = float((self.upper - self.lower).max())
        self.resolution = resolution * self.longest
        self.body = Body(manifold(mesh.vertices, mesh.triangles), self.resolution, mesh)
        self.volume = abs(mesh.volume)
        self.levels = [self._with_ends(self._flat_levels(axis), axis, ends) for axis in range(3)]
        self.grid = [self._grid_lines(axis) for axis in range(3)]
        self.centres = [(lines[1:] + lines[:-1]) / 2 for lines in self.grid]
        widths = [np.diff(lines) for lines in self.grid]
        self.cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
        self.filled = self.occupied(mesh)
        self._corners = [cKDTree(corners[:, across]) for across in ACROSS]
        self.slanted = [(turn, Subject(turned(mesh, turn), resolution)) for turn in turns]

    @cached_property
    def lines(self) -> list[Line]:
        """Lines around which much of the part is round."""
        return revolution_lines(self.body.sections, self.lower, self.upper, self.levels)

    @cached_property
    def box(self) -> Any:
        """The box around the part (manifold3d.Manifold)."""
        return manifold3d.Manifold.cube((self.upper - self.lower).tolist()).translate(self.lower.tolist())

    def known(self, axis: int, points: FloatArray) -> BoolArray:
        """Which points (n, 2), in the axes `ACROSS[axis]`, lie where a corner of the part or two flat faces do."""
        near = self.resolution / 2
        gaps, _ = self._corners[axis].query(points, distance_upper_bound=near)
        flat = [
            np.abs(points[:, k, None] - self.levels[across]).min(1) <= near for k, across in enumerate(ACROSS[axis])
        ]
        return np.asarray((gaps <= near) | (flat[0] & flat[1]))

    def occupied(self, mesh: Mesh) -> BoolArray:
        """Which grid cells have their centre inside a mesh."""
        return occupancy(mesh, *self.centres)

    def cuts(self, axis: int) -> npt.NDArray[np.int64]:
        """Grid lines at which an extrusion along `axis` may begin or end: flat faces first, then even steps."""
        grid = self.grid[axis]
        flat = np.unique(np.searchsorted(grid, self.levels[axis] - 1e-9 * self.longest))
        flat = flat[flat < len(grid)]
        room = _CUTS - len(flat)
        if room > 4:
            even = np.linspace(grid[0], grid[-1], min(room, 24))
            flat = np.union1d(flat, np.abs(grid[:, None] - even[None, :]).argmin(0))
        return np.union1d(flat, [0, len(grid) - 1]).astype(np.int64)

    def _flat_levels(self, axis: int) -> FloatArray:
        """Coordinates of the flat faces square to `axis`, the largest kept, sorted, with both ends of the part."""
        normals, areas = facet_normals(self.mesh.vertices, self.mesh.triangles)
        flat = np.abs(normals[:, axis]) > 1 - 1e-6
        values = self.mesh.vertices[self.mesh.triangles[flat, 0], axis]
        order = np.argsort(values, kind="stable")
        values, weights = values[order], areas[flat][order]
        ends = [float(self.lower[axis]), float(self.upper[axis])]
        if len(values) == 0:
            return np.array(ends)
        near = 1e-5 * self.longest
        group = np.concatenate(([0], np.cumsum(np.diff(values) > near)))
        weight = np.bincount(group, weights=weights)
        level = np.bincount(group, weights=values * weights) / np.maximum(weight, 1e-300)
        levels = np.sort(level[np.argsort(-weight, kind="stable")[:_CUTS]])
        inner = levels[(levels > ends[0] + near) & (levels < ends[1] - near)]
        return np.concatenate(([ends[0]], inner, [ends[1]]))

    def _with_ends(self, levels: FloatArray, axis: int, ends: Sequence[tuple[int, float]]) -> FloatArray:
        """The levels along an axis with those of the ends that are not among them."""
        near = 1e-5 * self.longest
        inner = sorted(value for k, value in ends if k == axis and levels[0] < value < levels[-1])
        new = [value for value in inner if np.abs(levels - value).min() > near]
        return np.sort(np.append(levels, [b for a, b in pairwise([-np.inf, *new]) if b - a > near]))

    def _grid_lines(self, axis: int) -> FloatArray:
        levels = self.levels[axis]
        step = self.longest / _CELLS
        while True:
            counts = np.maximum(1, np.ceil(np.diff(levels) / step)).astype(int)
            if counts.sum() <= _LINES or counts.max() == 1:
                break
            step *= 1.2
        gaps = zip(levels[:-1], levels[1:], counts, strict=True)
        return np.concatenate([*(np.linspace(a, b, n, endpoint=False) for a, b, n in gaps), levels[-1:]])


class Body:
    """A solid as a manifold, with its sections and its shadows."""

    def __init__(self, solid: Any, resolution: float, mesh: Mesh | None = None) -> None:
        self.solid = solid
        self.mesh = mesh or mesh_of(solid)
        self._resolution = resolution
        self.sections = Sections(self.mesh.vertices, self.mesh.triangles, 0.02 * resolution)
        self._shadows: dict[tuple[int, float, float], Any] = {}
        self._across: dict[tuple[int, float], Any] = {}
        self._constant: dict[tuple[int, float, float], bool] = {}
        self._upright: dict[int, Any] = {}
        self._turns: dict[bytes, Body] = {}

    def shadow(self, axis: int, lower: float, upper: float) -> Any:
        """Area (shapely, in `ACROSS[axis]`) that the body between two levels covers when seen along `axis`."""
        key = (axis, lower, upper)
        if key not in self._shadows:
            # A hair inside the levels, or a flat face that lies in one would cast a shadow without having a volume.
            hair = 0.01 * self._resolution
            slab = self._turned(axis).trim_by_plane((0, 0, 1), lower + hair)
            slab = slab.trim_by_plane((0, 0, -1), hair - upper)
            rings = [np.asarray(ring, np.float64) for ring in slab.project().to_polygons()]
            self._shadows[key] = area_of_rings(rings).simplify(0.02 * self._resolution)
        return self._shadows[key]

    def turned(self, turn: FloatArray) -> Body:
        """The body in other axes: the rows of `turn` (3, 3)."""
        key = turn.tobytes()
        if key not in self._turns:
            placed = self.solid.transform(np.column_stack((turn, np.zeros(3))))
            self._turns[key] = Body(placed, self._resolution, turned(self.mesh, turn))
        return self._turns[key]

    def _turned(self, axis: int) -> Any:
        """The solid with `axis` upwards, in the axes `ACROSS[axis]`."""
        if axis not in self._upright:
            i, j = ACROSS[axis]
            turn = np.zeros((3, 4))
            turn[0, i] = turn[1, j] = turn[2, axis] = 1.0
            self._upright[axis] = self.solid.transform(turn)
        return self._upright[axis]

    def across(self, axis: int, heights: FloatArray) -> list[Any]:
        """Sections (shapely, in `ACROSS[axis]`) at several coordinates along `axis`."""
        for height in heights.tolist():
            if (axis, height) not in self._across:
                self._across[axis, height] = self.sections.across(axis, height)
        return [self._across[axis, height] for height in heights.tolist()]

    def along(self, axis: int, centre: tuple[float, float], angles: FloatArray) -> list[Any]:
        """Half-plane sections (shapely, in (radius, height)) from a line along `axis`."""
        return [self.sections.along(axis, centre, float(a)) for a in angles]

    def constant(self, axis: int, lower: float, upper: float) -> bool:
        """Whether the cross-section changes by 2% of its area at most between two levels."""
        key = (axis, lower, upper)
        if key not in self._constant:
            first, middle, last = self.across(axis, lower + (upper - lower) * _PROBES)
            self._constant[key] = all(self._much_as(middle, other) for other in (first, last))
        return self._constant[key]

    def _much_as(self, area: Any, other: Any) -> bool:
        most = _CHANGE * max(area.area, other.area)
        if alike(area, other, self._resolution / 2):
            return True
        # What the areas differ by is the least that their difference can have, and much sooner known.
        return bool(abs(area.area - other.area) <= most and area.symmetric_difference(other).area <= most)


class Nothing:
    """The body before anything is built."""

    solid = manifold3d.Manifold()
    mesh = Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32), None)

    def turned(self, turn: FloatArray) -> Nothing:
        return self

    def shadow(self, axis: int, lower: float, upper: float) -> Any:
        return shapely.Polygon()

    def across(self, axis: int, heights: FloatArray) -> list[Any]:
        return [shapely.Polygon()] * len(heights)

    def along(self, axis: int, centre: tuple[float, float], angles: FloatArray) -> list[Any]:
        return [shapely.Polygon()] * len(angles)

    def constant(self, axis: int, lower: float, upper: float) -> bool:
        return True


def manifold(vertices: FloatArray, triangles: npt.NDArray[np.integer[Any]]) -> Any:
    """A manifold3d solid of a closed mesh."""
    return manifold3d.Manifold(
        manifold3d.Mesh64(np.array(vertices, np.float64, order="C"), np.array(triangles, np.uint64, order="C"))
    )


def turned(mesh: Mesh, turn: FloatArray) -> Mesh:
    """A mesh in other axes: the rows of `turn` (3, 3)."""
    return Mesh(mesh.vertices @ turn.T, mesh.triangles, None)


def mesh_of(solid: Any) -> Mesh:
    """The mesh of a manifold3d solid, without face numbers."""
    mesh = solid.to_mesh64()
    vertices = np.array(mesh.vert_properties, np.float64)[:, :3]
    return Mesh(vertices, np.array(mesh.tri_verts, np.int32), None)
