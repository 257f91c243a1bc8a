"""How far apart two surfaces are, scale and position kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from zero_to_cad.part import Mesh, Part
from zero_to_cad.score.nearness import pairs

# The F-score counts a point as met when the other surface is within this share of the target's longest side.
F_SCORE_SHARE = 0.01

# For a point, the triangles of this many nearest landmarks are tried, among points scattered by area (this
# many for each point measured) and among triangles' middles: the former find large ones, the latter small.
BY_AREA, AREA_LANDMARKS = 5, 4
BY_MIDDLE = 3
# What is close, as a share of the longest side, and the cells a side in which it is looked for.
CLOSE, CELLS = 0.01, 12

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SurfaceDistance:
    """Distances between the surfaces of a result and a target, from points sampled on both.

    chamfer: mean of the two mean distances, in mm.
    chamfer_relative: the same over the longest side of the target's bounding box.
    f_score: harmonic mean of the two shares of points within 1% of that side of the other surface.
    p95: the larger of the two 95th percentiles, in mm: a Hausdorff distance that forgives 5% of the points.
    samples: points on each surface.
    """

    chamfer: float
    chamfer_relative: float
    f_score: float
    p95: float
    samples: int

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


def surface_distance(result: Part, target: Part, samples: int = 5_000, seed: int = 0) -> SurfaceDistance:
    """Distance between the surfaces of two parts where they lie, from `samples` points on each.

    The points are uniform by area and fixed by `seed`. Each is measured to nearby triangles of the other
    shape rather than to its samples, so that equal surfaces come out within 1e-4 of their size, not within
    the spacing of the samples.
    """
    first, second = result.mesh(), target.mesh()
    rng = np.random.default_rng(seed)
    there = _distances(_sample(first, samples, rng)[0], second, rng)
    back = _distances(_sample(second, samples, rng)[0], first, rng)
    longest = float(second.size.max())
    chamfer = float(there.mean() + back.mean()) / 2
    precision, recall = (float((d <= F_SCORE_SHARE * longest).mean()) for d in (there, back))
    return SurfaceDistance(
        chamfer=chamfer,
        chamfer_relative=chamfer / longest,
        f_score=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        p95=float(max(np.percentile(there, 95), np.percentile(back, 95))),
        samples=samples,
    )


def signed_distances(points: Floats, target: Mesh, seed: int = 0) -> Floats:
    """Distance in mm of points (n, 3) from a closed surface, negative inside it.

    Up to `CLOSE` of the surface's longest side they are exact, beyond it as in `surface_distance`. The side is that of
    the nearest triangle's plane, so close to a sharp edge the sign can be wrong.
    """
    nearest, distances = np.zeros(len(points), dtype=np.int64), np.full(len(points), np.inf)
    point, triangle, apart = touching(points, target, CLOSE * float(target.size.max()))
    order = np.lexsort([apart, point])
    near, first = np.unique(point[order], return_index=True)
    nearest[near], distances[near] = triangle[order[first]], apart[order[first]]
    far = np.flatnonzero(np.isinf(distances))
    if len(far):
        tried = _landmarks(points[far], target, np.random.default_rng(seed))
        apart = _point_to_triangle(points[far][:, None, :], target.corners[tried])
        rows, best = np.arange(len(far)), apart.argmin(axis=1)
        nearest[far], distances[far] = tried[rows, best], apart[rows, best]
    a, b, c = np.moveaxis(target.corners[nearest], 1, 0)
    above = np.einsum("ij,ij->i", points - a, np.cross(b - a, c - a))
    return np.asarray(np.where(above < 0, -1.0, 1.0) * distances)


def touching(points: Floats, mesh: Mesh, reach: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Every pair of a point (n, 3) and a triangle at most `reach` mm apart: their numbers, and the distances."""
    # Points that share a cell are compared with the triangles whose boxes meet the box of these points.
    span = np.ptp(points, axis=0) if len(points) else np.ones(3)
    cells = (CELLS * (points - points.min(axis=0, initial=np.inf)) / np.where(span > 0, span, 1.0)).astype(np.int64)
    _, cell, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(cell.reshape(-1), kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)))
    point, triangle, apart = pairs(
        np.array(points, dtype=np.float64, order="C"),
        order,
        starts,
        np.array(mesh.corners, dtype=np.float64, order="C"),
        float(reach),
    )
    return point, triangle, apart


def _sample(mesh: Mesh, count: int, rng: np.random.Generator) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Points uniform by area, (count, 3), and the triangle each lies on."""
    a, b, c = np.moveaxis(mesh.vertices[mesh.triangles], 1, 0)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    chosen = rng.choice(len(areas), size=count, p=areas / areas.sum())
    u, v = rng.random((2, count, 1))
    # Fold the parallelogram's far half back onto the triangle.
    outside = u + v > 1
    u, v = np.where(outside, 1 - u, u), np.where(outside, 1 - v, v)
    return a[chosen] + u * (b - a)[chosen] + v * (c - a)[chosen], chosen


def _distances(points: Floats, mesh: Mesh, rng: np.random.Generator) -> Floats:
    """Distance of every point to `mesh`: the least over the triangles of its nearest landmarks."""
    tried = _landmarks(points, mesh, rng)
    return np.asarray(_point_to_triangle(points[:, None, :], mesh.corners[tried]).min(axis=1))


def _landmarks(points: Floats, mesh: Mesh, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """(n, k): triangles of `mesh` that may be the nearest to each point."""
    scattered, owners = _sample(mesh, max(AREA_LANDMARKS * len(points), BY_AREA), rng)
    by_area = cKDTree(scattered).query(points, k=BY_AREA)[1]
    by_middle = cKDTree(mesh.corners.mean(axis=1)).query(points, k=BY_MIDDLE)[1]
    return np.concatenate([owners[by_area], by_middle], axis=1)


def _point_to_triangle(points: Floats, triangles: Floats) -> Floats:
    """Distance of points (..., 3) to triangles (..., 3, 3): to the plane above the inside, else to a side."""
    a, b, c = triangles[..., 0, :], triangles[..., 1, :], triangles[..., 2, :]
    normal = np.cross(b - a, c - a)
    size = np.linalg.norm(normal, axis=-1)
    sides = [(a, b), (b, c), (c, a)]
    over = np.ones(size.shape, dtype=bool)
    to_sides = np.full(size.shape, np.inf)
    for start, end in sides:
        along, offset = end - start, points - start
        over &= np.einsum("...i,...i->...", np.cross(along, offset), normal) >= 0
        length = np.einsum("...i,...i->...", along, along)
        position = np.einsum("...i,...i->...", along, offset) / np.where(length > 0, length, 1.0)
        foot = offset - np.clip(position, 0.0, 1.0)[..., None] * along
        to_sides = np.minimum(to_sides, np.linalg.norm(foot, axis=-1))
    to_plane = np.abs(np.einsum("...i,...i->...", points - a, normal)) / np.where(size > 0, size, 1.0)
    return np.where(over & (size > 0), to_plane, to_sides)
