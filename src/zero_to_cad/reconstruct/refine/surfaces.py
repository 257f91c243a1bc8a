"""How far a part's surface lies from a target's, point by point of the target."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from zero_to_cad.part import Mesh, Part
from zero_to_cad.reconstruct.refine.search import Floats
from zero_to_cad.score.voxels import occupancy

ON_TARGET = 1500  # points looked from
ON_RESULT = 8000  # points looked at
LEAST_A_FACE = 12  # of the target's points on each face of its B-rep, so that small holes count
# Points whose normals are square to each other count as this much further apart, of the target's size: in thin walls
# and small holes the nearest surface is often another one.
TURN = 0.25
# Distances beyond these, of the target's size, pull no more than these do; coarse to fine.
REACHES = (0.2, 0.05, 0.01)
SAMPLES = 48  # along each side, for the likeness


class SurfaceTarget:
    """A target's points and cells, against which parts are held."""

    levels = len(REACHES)

    def __init__(self, target: Part) -> None:
        mesh = target.mesh()
        self.size = float(mesh.size.max())
        self.points, self.normals, self.areas = scatter(mesh, ON_TARGET, LEAST_A_FACE)
        self.volume = mesh.volume
        lower, step = mesh.bounds[0] - 0.1 * mesh.size, 1.2 * mesh.size / SAMPLES
        # Off the round numbers on which designed faces lie.
        self.grid = tuple(low + (np.arange(SAMPLES) + 0.5037) * one for low, one in zip(lower, step, strict=True))
        self.cells = occupancy(mesh, *self.grid)

    def observe(self, part: Part) -> SurfaceSeen:
        """The part beside the target."""
        return SurfaceSeen(self, part.mesh())


class SurfaceSeen:
    """A part beside the target: residuals are signed distances along the normals, in units of the target's size."""

    def __init__(self, target: SurfaceTarget, mesh: Mesh) -> None:
        self._target = target
        self._mesh = mesh

    @cached_property
    def likeness(self) -> float:
        """The lesser of two estimates of the IoU.

        One counts the cells of a grid around the target, and what lies outside of it by volume. The other takes what
        lies between the surfaces, area times distance, from the target's volume: finer than cells where both are close.
        """
        between = float(np.abs(self._distances) @ self._target.areas) * self._target.size
        return min(self._cells, max(0.0, 1.0 - between / self._target.volume))

    @cached_property
    def _cells(self) -> float:
        cells = occupancy(self._mesh, *self._target.grid)
        shared = np.count_nonzero(cells & self._target.cells)
        either = np.count_nonzero(cells | self._target.cells)
        steps = [float(axis[1] - axis[0]) for axis in self._target.grid]
        outside = max(0.0, self._mesh.volume / float(np.prod(steps)) - np.count_nonzero(cells))
        # A few cells more or less are rounding.
        outside = outside if outside > 0.05 * np.count_nonzero(cells) else 0.0
        return shared / (either + outside) if either else 0.0

    def residuals(self, level: int) -> Floats:
        """(ON_TARGET,) Distances, saturating at the level's reach."""
        return np.asarray(self._distances / np.sqrt(1.0 + (self._distances / REACHES[level]) ** 2))

    @cached_property
    def _distances(self) -> Floats:
        points, normals, _ = scatter(self._mesh, ON_RESULT, 0)
        target = self._target
        tree = cKDTree(np.hstack([points / target.size, TURN * normals]))
        _, nearest = tree.query(np.hstack([target.points / target.size, TURN * target.normals]))
        # The mean of both normals makes circles of equal radius agree to second order wherever their points lie.
        along = (target.normals + normals[nearest]) / 2
        apart = (target.points - points[nearest]) / target.size
        return np.asarray(np.einsum("ij,ij->i", along, apart))


def scatter(mesh: Mesh, count: int, least: int) -> tuple[Floats, Floats, Floats]:
    """About `count` points of a mesh by area, their normals, and the area that each stands for.

    With `least`, each face of the B-rep gets so many points at least; without, each triangle gets one.
    """
    a, b, c = (mesh.corners[:, k] for k in range(3))
    cross = np.cross(b - a, c - a)
    areas = np.linalg.norm(cross, axis=1) / 2
    kept = areas > 1e-9 * areas.max()
    a, b, c, cross, areas = a[kept], b[kept], c[kept], cross[kept], areas[kept]
    shares = areas / areas.sum() * count
    if mesh.faces is not None and least:
        faces = mesh.faces[kept]
        per_face = np.bincount(faces, shares)
        shares = shares * (np.maximum(per_face, least) / np.maximum(per_face, 1e-12))[faces]
    counts = _rounded(shares) if least else np.maximum(np.ceil(shares).astype(np.int64), 1)
    which = np.repeat(np.arange(len(areas)), counts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    # An even spread over each triangle (the R2 sequence), folded into its half; the first of it lies near the middle.
    u, v = (0.3333 + number * 0.7548776662) % 1.0, (0.3333 + number * 0.5698402910) % 1.0
    flip = u + v > 1
    u, v = np.where(flip, 1 - u, u), np.where(flip, 1 - v, v)
    points = a[which] + u[:, None] * (b - a)[which] + v[:, None] * (c - a)[which]
    normals = cross / (2 * areas)[:, None]
    return points, normals[which], (areas / np.maximum(shares, 1e-300))[which]


def _rounded(shares: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Whole numbers whose running sums stay within one of the shares'."""
    sums = np.floor(np.cumsum(shares) + 0.5)
    return np.diff(sums, prepend=0.0).astype(np.int64)
