"""A triangle mesh as a value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Integers = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles over shared vertices. The arrays are read-only.

    vertices: (n, 3) in mm, each used by at least one triangle.
    triangles: (m, 3) vertex indices, counter-clockwise seen from outside; none names a vertex twice. A
        sliver of no area is kept, because dropping it would open the mesh.
    faces: (m,) index of the B-rep face each triangle came from; None where no B-rep is known.
    """

    vertices: Floats
    triangles: Indices
    faces: Indices | None = None

    def __post_init__(self) -> None:
        # Views, so that freezing ours leaves the caller's arrays writable.
        object.__setattr__(self, "vertices", np.ascontiguousarray(self.vertices, dtype=np.float64).view())
        object.__setattr__(self, "triangles", np.ascontiguousarray(self.triangles, dtype=np.int32).view())
        if self.faces is not None:
            object.__setattr__(self, "faces", np.ascontiguousarray(self.faces, dtype=np.int32).view())
            self.faces.flags.writeable = False
        self.vertices.flags.writeable = False
        self.triangles.flags.writeable = False

    @cached_property
    def corners(self) -> Floats:
        """(m, 3, 3): the three points of every triangle."""
        return np.asarray(self.vertices[self.triangles])

    @cached_property
    def bounds(self) -> Floats:
        """(2, 3): lower and upper corner of the bounding box."""
        return np.stack([self.vertices.min(axis=0), self.vertices.max(axis=0)])

    @property
    def size(self) -> Floats:
        """(3,): sides of the bounding box."""
        return np.asarray(self.bounds[1] - self.bounds[0])

    @cached_property
    def volume(self) -> float:
        """Sum of signed tetrahedra over the triangles; positive when they face outwards."""
        # About a point near the mesh, else a part far from the origin loses digits.
        a, b, c = np.moveaxis(self.corners - self.bounds.mean(axis=0), 1, 0)
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)

    @cached_property
    def area(self) -> float:
        """Sum of the triangles' areas."""
        a, b, c = np.moveaxis(self.corners, 1, 0)
        return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2.0)

    @cached_property
    def open_edges(self) -> Indices:
        """(k, 2): directed edges run through more often this way than back; the surface ends there."""
        edges = self.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).astype(np.int64)
        count = len(self.vertices)
        forward = edges[:, 0] * count + edges[:, 1]
        backward = edges[:, 1] * count + edges[:, 0]
        keys, which = np.unique(np.concatenate([forward, backward]), return_inverse=True)
        balance = np.bincount(which[: len(edges)], minlength=len(keys)) - np.bincount(
            which[len(edges) :], minlength=len(keys)
        )
        missing = np.repeat(keys, np.maximum(balance, 0))
        return np.stack([missing // count, missing % count], axis=1).astype(np.int32)

    @property
    def watertight(self) -> bool:
        """Whether every edge is run through as often one way as back, so that the mesh has an inside."""
        return len(self.triangles) > 0 and len(self.open_edges) == 0
