"""Protocol `exact`: volume IoU, scale and position kept.

The figure comes from mesh booleans (manifold3d), which give a closed mesh from closed meshes whatever their
position. B-rep booleans are not used: for real parts turned by 3 degrees they sometimes answer "no overlap"
without an error, and they take longer.
"""

from __future__ import annotations

from dataclasses import dataclass

import manifold3d
import numpy as np

from zero_to_cad.part import Mesh, Part
from zero_to_cad.score.voxels import occupancy

# Chord deviation relative to the longest side, and radians. Equal cylinders cut into other chords score 0.99995 at the
# finest setting, 0.9998 at the fine one and 0.999 at the coarse one; a ring of 1 mm, 57 mm wide, 0.9986, 0.994, 0.97.
FINEST = (5e-5, 0.05)
FINE = (2e-4, 0.1)
COARSE = (1e-3, 0.2)

# Coarse triangles of both parts up to which finer meshes are made: beyond the last they can take half a minute.
FINEST_UP_TO = 3_000
FINE_UP_TO = 10_000

# Area of round faces times longest side over volume: beyond, chords of the fine setting cost more than 0.0005. The ring
# above has 117, a ball 6.
THIN = 12.0

# What the sum of a face's normals, weighed by area, may lack of its area, relative to it, where the face is flat.
FLAT = 1e-6

# Samples along each side of the common bounding box where booleans cannot be had.
SAMPLES = 192

# Two shapes may share this much more than the smaller has, relative to it.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Overlap:
    """Volumes of both shapes and of what they share, in the meshes' unit cubed.

    by: "same mesh", "mesh booleans" or "samples".
    """

    result: float
    target: float
    shared: float
    by: str

    @property
    def iou(self) -> float:
        """shared / (result + target - shared), and 0 where nothing was found in either."""
        union = self.result + self.target - self.shared
        return min(max(self.shared / union, 0.0), 1.0) if union > 0 else 0.0


def meshing(result: Part, target: Part) -> tuple[float, float]:
    """The tolerance and angle to mesh two parts with, one for both so that what they share is cut alike."""
    return _fineness(sum(len(part.mesh(*COARSE).triangles) for part in (result, target)), target)


def likely_meshing(target: Part) -> tuple[float, float]:
    """How a part will be meshed to be compared with one of about as many triangles."""
    return _fineness(2 * len(target.mesh(*COARSE).triangles), target)


def _fineness(triangles: int, target: Part) -> tuple[float, float]:
    if triangles > FINE_UP_TO:
        return COARSE
    return FINEST if triangles <= FINEST_UP_TO or _thinness(target.mesh(*COARSE)) > THIN else FINE


def _thinness(mesh: Mesh) -> float:
    """Area of the faces that are not flat, times the longest side, over the volume; 0 where faces are not known."""
    if mesh.faces is None:
        return 0.0
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    normals = np.cross(b - a, c - a) / 2
    areas = np.bincount(mesh.faces, np.linalg.norm(normals, axis=1))
    sums = np.column_stack([np.bincount(mesh.faces, along) for along in normals.T])
    curved = areas[np.linalg.norm(sums, axis=1) < (1 - FLAT) * areas].sum()
    return float(curved * mesh.size.max() / mesh.volume)


def mesh_overlap(result: Mesh, target: Mesh) -> Overlap:
    """Overlap of two closed meshes by booleans; by samples where manifold3d rejects one of them.

    A mesh that overlaps itself counts twice what it holds twice, so that more may be shared than either shape has: then
    samples tell too. The samples are winding numbers at `SAMPLES`^3 points that fill the common bounding box.
    """
    same_points = np.array_equal(result.vertices, target.vertices)
    if same_points and np.array_equal(result.triangles, target.triangles):
        return Overlap(result.volume, result.volume, result.volume, "same mesh")
    first, second = _manifold(result), _manifold(target)
    if first is None or second is None:
        return _sampled_overlap(result, target)
    found = Overlap(first.volume(), second.volume(), (first ^ second).volume(), "mesh booleans")
    if found.shared > (1 + ROUNDING) * min(found.result, found.target):
        return _sampled_overlap(result, target)
    return found


def _manifold(mesh: Mesh) -> manifold3d.Manifold | None:
    # manifold3d refuses read-only arrays.
    raw = manifold3d.Mesh64(mesh.vertices.copy(), mesh.triangles.astype(np.uint64))
    made = manifold3d.Manifold(raw)
    return made if made.status() == manifold3d.Error.NoError and made.volume() > 0 else None


def _sampled_overlap(result: Mesh, target: Mesh) -> Overlap:
    lower = np.minimum(result.bounds[0], target.bounds[0])
    upper = np.maximum(result.bounds[1], target.bounds[1])
    step = (upper - lower) / SAMPLES
    xs, ys, zs = (lower + (np.arange(SAMPLES)[:, None] + 0.5) * step).T
    first, second = occupancy(result, xs, ys, zs), occupancy(target, xs, ys, zs)
    cell = float(np.prod(step))
    counts = [np.count_nonzero(cells) for cells in (first, second, first & second)]
    return Overlap(counts[0] * cell, counts[1] * cell, counts[2] * cell, "samples")
