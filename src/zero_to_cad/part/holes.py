"""Closing small holes of a mesh."""

from __future__ import annotations

import manifold3d
import numpy as np

from zero_to_cad.part.mesh import Floats, Indices, Mesh

# A larger hole may be meant: an open box, a surface model.
LARGEST_HOLE = 0.01


def fill_small_holes(mesh: Mesh) -> tuple[Mesh, int]:
    """Fill each hole whose filling is at most 1% of the mesh's area; return the mesh and their number.

    A filling lies flat over its loop, uses only the loop's vertices, and belongs to the B-rep face beside it.
    """
    fillings = []
    for loop in _loops(mesh.open_edges):
        # A hole is run through against the triangles around it.
        triangles = _triangulate(mesh.vertices, np.array(loop[::-1], dtype=np.int32))
        filling = Mesh(mesh.vertices, triangles)
        if filling.area <= LARGEST_HOLE * mesh.area:
            fillings.append(triangles)
    if not fillings:
        return mesh, 0
    faces = None
    if mesh.faces is not None:
        beside = [_face_at(mesh, triangles[0]) for triangles in fillings]
        faces = np.concatenate([mesh.faces, np.repeat(beside, [len(t) for t in fillings])]).astype(np.int32)
    return Mesh(mesh.vertices, np.concatenate([mesh.triangles, *fillings]), faces), len(fillings)


def _face_at(mesh: Mesh, filling: Indices) -> int:
    """The face of the triangle that shares most vertices with this one."""
    assert mesh.faces is not None
    return int(mesh.faces[int(np.argmax(np.isin(mesh.triangles, filling).sum(axis=1)))])


def _loops(edges: Indices) -> list[list[int]]:
    """Directed edges as loops that meet no vertex twice; as many must enter each vertex as leave it."""
    following: dict[int, list[int]] = {}
    for start, end in edges.tolist():
        following.setdefault(start, []).append(end)
    loops = []
    for first in list(following):
        path = [first]
        while following[path[-1]]:
            vertex = following[path[-1]].pop()
            if vertex in path:
                start = path.index(vertex)
                loops.append(path[start:])
                path = path[:start]
            path.append(vertex)
    return loops


def _triangulate(vertices: Floats, loop: Indices) -> Indices:
    """Triangles over one loop, counter-clockwise as the loop is; a fan where it cannot be laid flat."""
    points = vertices[loop] - vertices[loop].mean(axis=0)
    # Newell: the sum of cross products along a loop is normal to its best plane.
    normal = np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0)
    length = np.linalg.norm(normal)
    if len(loop) > 3 and length > 0:
        normal /= length
        across = np.cross(normal, np.eye(3)[np.argmin(np.abs(normal))])
        across /= np.linalg.norm(across)
        plane = np.stack([across, np.cross(normal, across)], axis=1)
        flat = np.asarray(manifold3d.triangulate([points @ plane]), dtype=np.int32)
        if flat.shape == (len(loop) - 2, 3):
            return np.asarray(loop[flat], dtype=np.int32)
    count = len(loop)
    fan = np.stack([np.zeros(count - 2, int), np.arange(1, count - 1), np.arange(2, count)], axis=1)
    return np.asarray(loop[fan], dtype=np.int32)
