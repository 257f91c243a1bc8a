"""Where a mesh is solid along lines parallel to its axes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.part import Mesh
from zero_to_cad.score.voxels import occupancy

FloatArray = npt.NDArray[np.float64]


class Columns:
    """One closed mesh, counter-clockwise from outside, mm, looked at along each of its axes."""

    def __init__(self, mesh: Mesh) -> None:
        self.lower, self.upper = mesh.vertices.min(0), mesh.vertices.max(0)
        # Turned so that each axis is once the last: points along it are then counted in one go.
        cycles = [(*ACROSS[axis], axis) for axis in range(3)]
        self._turned = [Mesh(mesh.vertices[:, list(cycle)], mesh.triangles, None) for cycle in cycles]
        self._corners: dict[int, FloatArray] = {}

    def levels(self, axis: int) -> FloatArray:
        """Coordinates of the vertices along an axis."""
        return self._turned[axis].vertices[:, 2]

    def share(self, axis: int, centre: tuple[float, float], radius: float, lower: float, upper: float) -> float:
        """How much of a rod around a line along an axis is material, from a few points."""
        across = np.array([-0.7, 0.0, 0.7]) * radius
        heights = lower + (upper - lower) * (np.arange(16) + 0.5) / 16
        return float(occupancy(self._turned[axis], centre[0] + across, centre[1] + across, heights).mean())

    def solid(self, axis: int, places: FloatArray) -> list[FloatArray]:
        """Of the lines along an axis through places (n, 2) in `ACROSS[axis]`, the stretches (k, 2) in the material."""
        if axis not in self._corners:
            made = self._turned[axis]
            self._corners[axis] = made.vertices[made.triangles]
        corners = self._corners[axis]
        low, high = corners[:, :, :2].min(1), corners[:, :, :2].max(1)
        near = corners[((low <= places.max(0)) & (high >= places.min(0))).all(1)]
        return [_stretches(*_crossings(near, x, y)) for x, y in places]


def _crossings(corners: FloatArray, x: float, y: float) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Where a line upwards meets triangles (m, 3, 3): the heights, and 1 where it enters, -1 where it leaves."""
    above = corners[:, :, 1] > y
    crossed = above.any(1) & ~above.all(1)
    corners, above = corners[crossed], above[crossed]
    if not len(corners):
        return np.zeros(0), np.zeros(0, np.int64)
    # Of the three sides those two that cross the row, each taken from below, so that neighbours agree about them.
    ends = []
    for rising in (True, False):
        from_, to = np.arange(3), np.array([1, 2, 0])
        which = ((above[:, to] & ~above[:, from_]) if rising else (above[:, from_] & ~above[:, to])).argmax(1)
        rows = np.arange(len(corners))
        start, end = (from_, to) if rising else (to, from_)
        a, b = corners[rows, start[which]], corners[rows, end[which]]
        share = (y - a[:, 1]) / (b[:, 1] - a[:, 1])
        ends.append((a[:, 0] + share * (b[:, 0] - a[:, 0]), a[:, 2] + share * (b[:, 2] - a[:, 2])))
    (x_up, z_up), (x_down, z_down) = ends
    hit = (x_up <= x) != (x_down <= x)
    x_up, z_up, x_down, z_down = (values[hit] for values in (x_up, z_up, x_down, z_down))
    heights = z_up + (x - x_up) / (x_down - x_up) * (z_down - z_up)
    # Counter-clockwise from above, the rising side is the right one, and the line leaves there.
    return heights, np.where(x_up > x_down, -1, 1)


def _stretches(heights: FloatArray, steps: npt.NDArray[np.int64]) -> FloatArray:
    order = np.lexsort((-steps, heights))
    winding = np.cumsum(steps[order])
    inside = np.concatenate(([False], winding > 0))
    changes = np.flatnonzero(inside[1:] != inside[:-1])
    if len(changes) % 2:
        changes = changes[:-1]
    return np.asarray(heights[order][changes].reshape(-1, 2))
