"""Protocol `zero-to-cad`: IoU of 64^3 voxel centres, both shapes normalised, best of the rotations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zero_to_cad.part import Mesh
from zero_to_cad.score.exact import mesh_overlap
from zero_to_cad.score.rotations import rotation_set
from zero_to_cad.score.voxels import occupancy

RESOLUTION = 64

# How far every sample sits from its voxel's centre, in voxels. Designed parts often have faces exactly
# through centres, where rounding would decide; these steps are far above rounding, far below a voxel, and
# differ between the axes so that slanted faces do not meet the samples either.
NUDGE = np.array([0.002, 0.005, 0.011])

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Alignment:
    """The best rotation of a set.

    iou: 0 to 1.
    rotation: 3 rows; turns the result towards the target.
    voxels: how many voxel centres lie in the turned result and in the target.
    by: "voxels", or as in `Overlap` where a shape holds no voxel centre.
    """

    iou: float
    rotation: tuple[tuple[float, float, float], ...]
    voxels: tuple[int, int]
    by: str


def best_alignment(result: Mesh, target: Mesh, rotations: str) -> Alignment:
    """Turn `result` by each rotation of the set, compare it with `target`, keep the first of the best.

    After turning, each shape is moved and scaled by its own bounding box: its centre to the origin, its
    longest side to 1. Where a shape is too thin to hold any voxel centre, the IoU is that of the volumes, in
    the same frame.

    Raises ConfigError for an unknown set.
    """
    fixed = normalised(target)
    fixed_cells = voxels(fixed)
    fixed_count = int(np.count_nonzero(fixed_cells))
    best: Alignment | None = None
    for matrix in rotation_set(rotations):
        turned = normalised(result, matrix)
        cells = voxels(turned)
        count = int(np.count_nonzero(cells))
        if count and fixed_count:
            shared = int(np.count_nonzero(cells & fixed_cells))
            iou, by = shared / (count + fixed_count - shared), "voxels"
        else:
            overlap = mesh_overlap(turned, fixed)
            iou, by = overlap.iou, overlap.by
        if best is None or iou > best.iou:
            rows = tuple((float(a), float(b), float(c)) for a, b, c in matrix)
            best = Alignment(iou, rows, (count, fixed_count), by)
        if best.iou == 1.0:
            break
    assert best is not None
    return best


def normalised(mesh: Mesh, rotation: Floats | None = None) -> Mesh:
    """`mesh` turned, then moved and scaled so that its bounding box has centre 0 and longest side 1."""
    points = np.ascontiguousarray(mesh.vertices.T)
    if rotation is not None:
        points = rotation @ points
    lower, upper = points.min(axis=1), points.max(axis=1)
    points -= ((lower + upper) / 2)[:, None]
    points /= (upper - lower).max()
    return Mesh(np.ascontiguousarray(points.T), mesh.triangles)


def voxels(mesh: Mesh) -> npt.NDArray[np.bool_]:
    """Which of the 64^3 voxels of the unit cube about the origin have their (nudged) centre in `mesh`."""
    xs, ys, zs = (np.arange(RESOLUTION) + 0.5 + NUDGE[:, None]) / RESOLUTION - 0.5
    return occupancy(mesh, xs, ys, zs)
