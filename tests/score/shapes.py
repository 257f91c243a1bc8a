"""Meshes of known size for the tests of the scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import trimesh

from zero_to_cad.part import Mesh

Triple = tuple[float, float, float]


def box(size: Triple, centre: Triple = (0.0, 0.0, 0.0)) -> Mesh:
    """A box with sides along the axes."""
    return moved(as_mesh(trimesh.creation.box(size)), centre)


def sphere(radius: float) -> Mesh:
    """A fine sphere about the origin."""
    return as_mesh(trimesh.creation.icosphere(5, radius))


def cylinder(radius: float, height: float) -> Mesh:
    """A fine cylinder about Z."""
    return as_mesh(trimesh.creation.cylinder(radius, height, sections=256))


def wedge() -> Mesh:
    """A body without any symmetry: the hull of five points."""
    points = [(0, 0, 0), (10, 0, 0), (0, 7, 0), (0, 0, 4), (6, 5, 3)]
    return as_mesh(trimesh.convex.convex_hull(np.array(points, dtype=float)))


def moved(mesh: Mesh, by: npt.ArrayLike) -> Mesh:
    """`mesh` shifted."""
    return Mesh(mesh.vertices + np.asarray(by), mesh.triangles)


def scaled(mesh: Mesh, by: npt.ArrayLike) -> Mesh:
    """`mesh` scaled about the origin, by one factor or one an axis."""
    return Mesh(mesh.vertices * np.asarray(by), mesh.triangles)


def turned(mesh: Mesh, rotation: npt.NDArray[np.float64]) -> Mesh:
    """`mesh` turned about the origin."""
    return Mesh(mesh.vertices @ rotation.T, mesh.triangles)


def together(*meshes: Mesh) -> Mesh:
    """Several bodies as one mesh."""
    starts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes])
    triangles = [mesh.triangles + start for mesh, start in zip(meshes, starts, strict=False)]
    return Mesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(triangles))


def inside_out(mesh: Mesh) -> Mesh:
    """`mesh` with its triangles reversed: as a cavity, beside an outer body."""
    return Mesh(mesh.vertices, mesh.triangles[:, ::-1])


def as_mesh(made: trimesh.Trimesh) -> Mesh:
    return Mesh(np.asarray(made.vertices), np.asarray(made.faces, dtype=np.int32))
