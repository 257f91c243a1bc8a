"""Taking a closed mesh apart into its bodies."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zero_to_cad.part.mesh import Floats, Mesh


def split_bodies(mesh: Mesh) -> list[Mesh]:
    """The bodies of a closed mesh, in the order of their first triangles; they face as they did.

    A connected surface that lies inside others and faces the other way than the outermost of them is a
    cavity of the innermost body around it. Every other connected surface is a body of its own.
    """
    surfaces = _connected(mesh)
    lower = np.array([surface.bounds[0] for surface in surfaces])
    upper = np.array([surface.bounds[1] for surface in surfaces])
    bodies: dict[int, list[Mesh]] = {}
    cavities = []
    for number, surface in enumerate(surfaces):
        boxed = (lower <= lower[number]).all(axis=1) & (upper >= upper[number]).all(axis=1)
        boxed[number] = False
        around = [outer for outer in np.flatnonzero(boxed).tolist() if _inside(surface, surfaces[outer])]
        around.sort(key=lambda outer: abs(surfaces[outer].volume))
        if around and surface.volume * surfaces[around[-1]].volume < 0:
            host = next(outer for outer in around if surface.volume * surfaces[outer].volume < 0)
            cavities.append((host, surface))
        else:
            bodies[number] = [surface]
    for host, cavity in cavities:
        bodies[host].append(cavity)
    return [_united(members) for members in bodies.values()]


def _connected(mesh: Mesh) -> list[Mesh]:
    """One mesh for each set of triangles that share vertices."""
    count = len(mesh.vertices)
    pairs = mesh.triangles[:, [0, 1, 0, 2]].reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    groups, label = connected_components(graph, directed=False)
    if groups == 1:
        return [mesh]
    of_triangle = label[mesh.triangles[:, 0]]
    found = []
    for group in dict.fromkeys(of_triangle.tolist()):
        used, corners = np.unique(mesh.triangles[of_triangle == group], return_inverse=True)
        found.append(Mesh(mesh.vertices[used], corners.reshape(-1, 3).astype(np.int32)))
    return found


def _inside(inner: Mesh, outer: Mesh) -> bool:
    """Whether a vertex of one closed mesh lies inside another."""
    return abs(winding_number(inner.vertices[0], outer)) > 0.5


def winding_number(point: Floats, mesh: Mesh) -> float:
    """How often a closed mesh goes round a point: 1 inside, 0 outside; solid angles after van Oosterom."""
    a, b, c = np.moveaxis(mesh.corners - point, 1, 0)
    la, lb, lc = (np.linalg.norm(side, axis=1) for side in (a, b, c))
    top = np.einsum("ij,ij->i", a, np.cross(b, c))
    bottom = la * lb * lc
    for first, second, length in ((a, b, lc), (b, c, la), (c, a, lb)):
        bottom = bottom + np.einsum("ij,ij->i", first, second) * length
    return float(np.arctan2(top, bottom).sum() / (2 * np.pi))


def _united(meshes: list[Mesh]) -> Mesh:
    if len(meshes) == 1:
        return meshes[0]
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    triangles = [mesh.triangles + start for mesh, start in zip(meshes, starts, strict=True)]
    return Mesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(triangles))
