"""Protocols of other papers, so that one result can be counted as each of them counts.

Each is our own reading of a paper or of its published code; docs/protocols.md has formulas and sources.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import trimesh

from zero_to_cad.part import Mesh
from zero_to_cad.part.bodies import split_bodies
from zero_to_cad.part.measures import measure_mesh
from zero_to_cad.score.exact import mesh_overlap
from zero_to_cad.score.normalised import RESOLUTION, normalised

Floats = npt.NDArray[np.float64]

# No turn, and half a turn about each principal axis: these keep a frame right-handed.
FLIPS = (np.diag([1.0, 1, 1]), np.diag([1.0, -1, -1]), np.diag([-1.0, 1, -1]), np.diag([-1.0, -1, 1]))
# Rounding of sums of volumes.
ROUNDING = 1e-9


def component_booleans(result: Mesh, target: Mesh) -> float | None:
    """As cadrille and CAD-Recode count: mesh booleans of each body of one with each of the other, in unit boxes.

    shared = sum over pairs of bodies; IoU = shared / (sum of both shapes' volumes - shared). Bodies that overlap within
    one shape therefore count more than once. None where the ratio leaves 0 to 1: such pairs are dropped there.
    """
    first, second = (split_bodies(normalised(mesh)) for mesh in (result, target))
    shared = sum(mesh_overlap(a, b).shared for a in first for b in second)
    union = sum(mesh.volume for mesh in (*first, *second)) - shared
    if union <= 0 or not 0 <= shared <= union * (1 + ROUNDING):
        return None
    return 1.0 if shared >= union * (1 - ROUNDING) else shared / union


def inertia_aligned(result: Mesh, target: Mesh) -> float:
    """As CAD-Coder counts: both about their centroids, along their principal axes, scaled by their inertia.

    The scale is sqrt(trace of the inertia tensor / volume). The best volume IoU of no turn and of half a turn about
    each principal axis. Principal axes are taken right-handed, so that no shape is compared with its mirror image.
    """
    ours, theirs = _principal(result), _principal(target)
    return max(mesh_overlap(Mesh(ours.vertices @ flip, ours.triangles), theirs).iou for flip in FLIPS)


def surface_voxels(result: Mesh, target: Mesh) -> float:
    """As BenchCAD counts: `trimesh` voxels that the surface touches, filled, 64 along the longest side, not turned."""
    ours, theirs = _filled(normalised(result)), _filled(normalised(target))
    shared = len(np.intersect1d(ours, theirs, assume_unique=True))
    return shared / (len(ours) + len(theirs) - shared)


def _principal(mesh: Mesh) -> Mesh:
    measures = measure_mesh(mesh)
    points = (mesh.vertices - np.array(measures.centroid)) @ np.array(measures.principal_axes).T
    a, b, c = np.moveaxis(points[mesh.triangles], 1, 0)
    determinants = np.einsum("ij,ij->i", a, np.cross(b, c))
    # The trace of the inertia tensor is twice the integral of the squared distance; Tonon 2005 as in part.measures.
    squares = sum(float(np.einsum("i,ij,ij->", determinants, p, p)) for p in (a, b, c, a + b + c)) / 120.0
    return Mesh(points / np.sqrt(2 * squares / mesh.volume), mesh.triangles)


def _filled(mesh: Mesh) -> npt.NDArray[np.int64]:
    """Each occupied voxel as one number, without repeats."""
    grid = trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False).voxelized(1 / RESOLUTION).fill()
    cells = np.rint(np.asarray(grid.points) * RESOLUTION).astype(np.int64) + RESOLUTION
    side = 2 * RESOLUTION + 1
    return np.unique((cells[:, 0] * side + cells[:, 1]) * side + cells[:, 2])
