"""A closed mesh cut into the planes, cylinders, cones, spheres and tori that it was tessellated from.

A tessellator puts every vertex on the surface, so it is vertices that are fitted, never the middles of facets: what
remains is the rounding of the file's numbers.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.absorbing import absorbed
from zero_to_cad.fit.faces import Boundary, Face, Kind
from zero_to_cad.fit.fitting import CONE, CYLINDER, distance, equations
from zero_to_cad.fit.frame import facet_normals
from zero_to_cad.fit.guesses import Facets
from zero_to_cad.fit.regions import flat_facets, round_regions
from zero_to_cad.part import Mesh

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_SINGLE = 2.0**-24  # relative error of a coordinate in single precision
_LEAST = 3e-6  # of the longest side: a kernel's edges are no nearer to its surfaces
_SMOOTH = 0.62  # rad between facets of one round surface, at most
_SLIVER = 2.0  # of the tolerance: a lower triangle has no normal to speak of
_COMPLETE = 1e-4  # of a wall: what is cut off by a slanted end or another hole is more
_ROUND = 0.5  # of a facet's outline: beyond, smooth steps show it to be a piece of something that is not flat
_READ = 1e-7  # of the longest side, within which numbers are believed to be rounder, whatever the file is exact to
_COARSEST = 3e-5  # of the longest side: a file whose numbers are rounded to more is too coarse to tell surfaces
_LAST_DIGIT = 0.3  # of the coordinates, whose last decimal is not 0 where it comes from rounding
_AVERAGED = 0.25  # of the slack of a vertex, that many vertices together have at least
_KINDS: tuple[Kind, ...] = ("plane", "cylinder", "cone", "sphere", "torus")


def segmented(mesh: Mesh) -> Boundary:
    """The faces of a mesh that are flat or round within the rounding of its numbers; the rest is left out."""
    longest, middle = float(mesh.size.max()), mesh.bounds.mean(0)
    points = np.ascontiguousarray((mesh.vertices - middle) / longest)
    noise = _rounding(mesh.vertices, longest) / longest
    tolerance = max(4 * noise, _LEAST)
    triangles = mesh.triangles.astype(np.int64)
    normals, areas = facet_normals(points, triangles)
    sides = np.linalg.norm(points[triangles] - points[np.roll(triangles, 1, axis=1)], axis=2).max(1)
    areas = np.where(areas < _SLIVER * tolerance * sides / 2, 0.0, areas)
    neighbours = _neighbours(triangles)
    largest_first = np.argsort(-areas, kind="stable")
    facet, planes = flat_facets(points, triangles, neighbours, normals, areas, largest_first, tolerance)
    borders = _Borders(points, triangles, neighbours, facet, planes[:, :3])
    facets = borders.facets(np.bincount(facet, areas, len(planes)).astype(np.float64))
    seeds = np.argsort(-facets.areas, kind="stable")
    seeds = seeds[(facets.areas[seeds] > 0) & (np.diff(facets.beside_starts)[seeds] > 0)]
    region, kinds, surfaces = round_regions(facets, seeds, tolerance)
    region, of_triangle, kinds, surfaces = absorbed(
        facets, borders.here, borders.there, region, kinds, surfaces, triangles, facet, tolerance
    )

    slack = longest * max(4 * noise, _READ)
    flat = np.flatnonzero((region < 0) & (facets.areas > 0) & borders.sharp(region))
    places = facets.middles * longest + middle
    reach = longest * np.sqrt(facets.areas) / 2
    found = [Face("plane", _triple(places[f]), _triple(planes[f, :3]), half=float(reach[f]), slack=slack) for f in flat]
    order = np.argsort(of_triangle, kind="stable")
    starts = np.searchsorted(of_triangle[order], np.arange(len(kinds) + 1))
    for k, (kind, surface) in enumerate(zip(kinds.tolist(), surfaces, strict=True)):
        taken = order[starts[k] : starts[k + 1]]
        corners = points[np.unique(triangles[taken])]
        known = math.sqrt(float(np.diag(np.linalg.pinv(equations(kind, surface, corners)[0]))[[0, 1, 5]].max()))
        largest = taken[int(np.argmax(areas[taken]))]
        gradient = distance(kind, surface, points[triangles[largest]].mean(0))[1:]
        face = Face(
            _KINDS[kind],
            _triple(surface[:3] * longest + middle),
            _triple(surface[3:6]),
            float(surface[6]) * longest,
            float(surface[7]) * (1.0 if kind == CONE else longest),
            hollow=bool(normals[largest] @ gradient < 0),
            slack=slack * max(_AVERAGED, known),
        )
        found.append(_spanned(face, mesh.vertices[triangles[taken]]) if kind in (CYLINDER, CONE) else face)
    named = np.where(of_triangle >= 0, len(flat) + of_triangle, -1)
    is_flat = np.isin(facet, flat)
    named[is_flat] = np.searchsorted(flat, facet[is_flat])
    return Boundary(tuple(found), _corners(mesh.vertices, triangles, named), of_triangle=named)


def _rounding(vertices: FloatArray, longest: float) -> float:
    """By how many mm a file's coordinates may be rounded: to single precision, or to the decimals that all keep to."""
    coarsest = math.floor(math.log10(_COARSEST * longest))
    single = _SINGLE * float(np.abs(vertices).max())
    for step in (10.0**power for power in range(coarsest, coarsest - 4, -1)):
        if step / 2 <= single:
            break
        steps = vertices / step
        off = np.abs(steps - np.round(steps)) * step > 2 * single
        # Where most are rounder still, the part is, and not the file.
        if not off.any() and (np.abs(np.remainder(np.round(steps), 10)) > 0).mean() > _LAST_DIGIT:
            return step / 2
    return single


def _corners(vertices: FloatArray, triangles: IntArray, face: IntArray) -> FloatArray:
    """The vertices (n, 3) in which three faces or more meet. face (m,): of each triangle, or -1."""
    kept = face >= 0
    pairs = np.unique(np.column_stack((triangles[kept].reshape(-1), np.repeat(face[kept], 3))), axis=0)
    return np.asarray(vertices[np.bincount(pairs[:, 0], minlength=len(vertices)) >= 3])


def _spanned(face: Face, corners: FloatArray) -> Face:
    """A cylinder or cone with the span and turn of its triangles (m, 3, 3)."""
    axis = np.array(face.direction)
    u = np.cross(axis, np.eye(3)[int(np.abs(axis).argmin())])
    u /= np.linalg.norm(u)
    away = corners - face.point
    heights = away @ axis
    angles = np.arctan2(away @ np.cross(axis, u), away @ u)
    lower, upper = float(heights.min()), float(heights.max())
    middle = (lower + upper) / 2
    # Unrolled, what lies between two chords is as large as the wall itself.
    turned = np.remainder(angles - angles[:, :1] + np.pi, 2 * np.pi) - np.pi
    rise = heights - heights[:, :1]
    unrolled = float(np.abs(turned[:, 1] * rise[:, 2] - turned[:, 2] * rise[:, 1]).sum() / 2)
    ordered = np.sort(angles.reshape(-1))
    gaps = np.append(np.diff(ordered), ordered[0] + 2 * np.pi - ordered[-1])
    turn = 2 * math.pi - (float(gaps.max()) if gaps.max() > 2 * _SMOOTH else 0.0)
    whole = turn * (upper - lower)
    x, y, z = (float(value) for value in np.array(face.point) + middle * axis)
    return replace(
        face,
        point=(x, y, z),
        radius=face.radius + (middle * math.tan(face.second) if face.kind == "cone" else 0.0),
        half=(upper - lower) / 2,
        turn=turn,
        square=abs(unrolled - whole) <= _COMPLETE * whole + 8 * turn * face.slack,
    )


def _neighbours(triangles: IntArray) -> IntArray:
    """(m, 3): the triangle across the sides 01, 12, 20; -1 where there is not exactly one."""
    sides = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    keys = sides[:, 0] * (int(triangles.max()) + 1) + sides[:, 1]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    pairs = starts[np.diff(np.append(starts, len(ordered))) == 2]
    across = np.full(len(keys), -1, np.int64)
    across[order[pairs]] = order[pairs + 1] // 3
    across[order[pairs + 1]] = order[pairs] // 3
    return across.reshape(-1, 3)


class _Borders:
    """The edges at which facets meet: of facet `here` (e,) with `there`, by direction and length."""

    def __init__(
        self, points: FloatArray, triangles: IntArray, neighbours: IntArray, facet: IntArray, normals: FloatArray
    ) -> None:
        self.points, self.triangles, self.facet = points, triangles, facet
        self.normals = np.ascontiguousarray(normals)
        across = neighbours.reshape(-1)
        here = np.repeat(facet, 3)
        there = np.where(across >= 0, facet[across], -1)
        edges = (points[np.roll(triangles, -1, axis=1)] - points[triangles]).reshape(-1, 3)
        kept = here != there
        self.here, self.there, self.edges = here[kept], there[kept], edges[kept]
        self.lengths = np.linalg.norm(self.edges, axis=1)
        turn = (self.normals[self.here] * self.normals[self.there]).sum(1)
        self.smooth = (self.there >= 0) & (turn > math.cos(_SMOOTH)) & (self.lengths > 0)

    def facets(self, areas: FloatArray) -> Facets:
        """Facets with their corners, and with the neighbours that lie smoothly beside them."""
        count = len(self.normals)
        pairs = np.unique(np.column_stack((np.repeat(self.facet, 3), self.triangles.reshape(-1))), axis=0)
        corner_starts = np.searchsorted(pairs[:, 0], np.arange(count + 1))
        corners = np.ascontiguousarray(pairs[:, 1])
        middles = np.add.reduceat(self.points[corners], corner_starts[:-1]) / np.diff(corner_starts)[:, None]
        k = np.flatnonzero(self.smooth)
        k = k[np.lexsort((-self.lengths[k], self.there[k], self.here[k]))]
        here, there = self.here[k], self.there[k]
        first = np.append(True, (here[1:] != here[:-1]) | (there[1:] != there[:-1]))[: len(k)]
        k = k[first]
        k = k[np.lexsort((-self.lengths[k], self.here[k]))]
        here, there = self.here[k], self.there[k]
        starts = np.searchsorted(here, np.arange(count + 1))
        directions = self.edges[k] / self.lengths[k][:, None]
        return Facets(self.points, self.normals, middles, areas, corners, corner_starts, there, starts, directions)

    def sharp(self, region: IntArray) -> BoolArray:
        """Which facets have most of their outline at edges, or at round regions, and so are faces of their own."""
        loose = self.smooth & (region[self.here] < 0) & (region[self.there] < 0)
        count = len(self.normals)
        outline = np.bincount(self.here, self.lengths, count)
        return np.asarray(np.bincount(self.here, self.lengths * loose, count) <= _ROUND * outline)


def _triple(values: FloatArray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
