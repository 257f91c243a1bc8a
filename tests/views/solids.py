"""Meshes for the tests of the views."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from zero_to_cad.part import Mesh
from zero_to_cad.views import Views

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parents[2] / "examples"

Points = npt.NDArray[np.float64]


def box(lower: tuple[float, float, float], upper: tuple[float, float, float]) -> Mesh:
    corners = np.array([[(lower, upper)[(i >> k) & 1][k] for k in range(3)] for i in range(8)], dtype=np.float64)
    quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    return Mesh(corners, np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], dtype=np.int32))


def block() -> Mesh:
    """A mesh kept as data: planes, fillets, a sphere, a tapered boss, a hole and a slot; no faces known."""
    data = np.load(GOLDEN / "block.npz")
    return Mesh(data["vertices"].astype(np.float64), data["triangles"].astype(np.int32))


def turned(mesh: Mesh) -> Mesh:
    """By 90 degrees about Z, without rounding."""
    x, y, z = mesh.vertices.T
    return Mesh(np.stack([-y, x, z], axis=1), mesh.triangles, mesh.faces)


def gap(a: Views, b: Views) -> float:
    """Mean difference in grey levels over all pixels."""
    return float(np.abs(np.stack(a.images).astype(int) - np.stack(b.images).astype(int)).mean())


def same(a: Views, b: Views) -> bool:
    return bool((np.stack(a.images) == np.stack(b.images)).all())
