"""Meshes as browsers draw them: one small binary file with triangles, feature edges and what colours them.

A file is b"Z2C2", the length of a JSON header as a little-endian u32, the header padded with spaces to a multiple of
four, then the arrays, little-endian, in the header's order: positions f32 (n, 3), triangles u32 (m, 3), edges f32
(k, 2, 3) and, if the header says so, deviations f32 (n,) and labels i32 (n,). A vertex that several smooth patches
share is there once for each, so that normals taken from the triangles are smooth within a patch and nowhere else.
Lengths are in mm.
"""

from __future__ import annotations

import json
import math

import numpy as np
import numpy.typing as npt

from zero_to_cad.part import Mesh, Part

Floats = npt.NDArray[np.float64]

MAGIC = b"Z2C2"
# Two faces that meet at less than this are drawn as one smooth surface.
SHARP = math.radians(25)
# For deviations, triangles are split until their sides are this share of the longest.
FINEST = 1 / 60


def drawn(part: Part, labels: npt.NDArray[np.int32] | None = None) -> bytes:
    """The part's mesh; `labels` (m,) tells for each of its triangles what it belongs to."""
    return encode(part.mesh(), labels=labels)


def deviating(part: Part, target: Part, count: int = 3_000) -> bytes:
    """The part's mesh, split into triangles as small as `count` equal ones would be, with each vertex's distance from
    the target's surface.

    Positive where the part's surface lies outside the target (too much), negative inside it (missing).
    """
    from zero_to_cad.score import signed_distances

    mesh = part.mesh()
    edges = sharp_edges(mesh)
    fine = _split(mesh, count)
    return encode(fine, edges, signed_distances(fine.vertices, target.mesh()))


def encode(
    mesh: Mesh,
    edges: Floats | None = None,
    deviations: Floats | None = None,
    labels: npt.NDArray[np.int32] | None = None,
) -> bytes:
    """A mesh as a file; `deviations` (n,) of its vertices, `labels` (m,) of its triangles."""
    edges = sharp_edges(mesh) if edges is None else edges
    corners, owners, triangles = _patches(mesh, labels)
    arrays = [mesh.vertices[corners].astype("<f4"), triangles.astype("<u4"), edges.astype("<f4")]
    if deviations is not None:
        arrays.append(deviations[corners].astype("<f4"))
    if labels is not None:
        arrays.append(labels[owners].astype("<i4"))
    header = {
        "vertices": len(corners),
        "triangles": len(triangles),
        "edges": len(edges),
        "deviations": deviations is not None,
        "labels": labels is not None,
        "lower": mesh.bounds[0].tolist(),
        "upper": mesh.bounds[1].tolist(),
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([MAGIC, len(text).to_bytes(4, "little"), text, *(array.tobytes() for array in arrays)])


def sharp_edges(mesh: Mesh) -> Floats:
    """(k, 2, 3): ends of the edges at which the surface turns by more than `SHARP`."""
    ends = mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    owner = np.repeat(np.arange(len(mesh.triangles)), 3)
    key = np.sort(ends, axis=1)
    order = np.lexsort((key[:, 1], key[:, 0]))
    key, owner = key[order], owner[order]
    pair = np.flatnonzero((key[1:] == key[:-1]).all(axis=1))
    normals = _normals(mesh)
    turn = np.einsum("ij,ij->i", normals[owner[pair]], normals[owner[pair + 1]])
    return np.asarray(mesh.vertices[key[pair[turn < math.cos(SHARP)]]])


def _normals(mesh: Mesh) -> Floats:
    """(m, 3) unit normals of the triangles; zero for slivers."""
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    across = np.cross(b - a, c - a)
    length = np.linalg.norm(across, axis=1, keepdims=True)
    return np.asarray(np.divide(across, length, out=np.zeros_like(across), where=length > 0))


def _patches(
    mesh: Mesh, labels: npt.NDArray[np.int32] | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For every drawn vertex its number in the mesh and one triangle that it belongs to, and the triangles over these.

    Corners of triangles are one vertex when they share the B-rep face and the label; without faces, every triangle has
    its own.
    """
    count = len(mesh.triangles)
    faces = np.arange(count) if mesh.faces is None else mesh.faces
    keys = np.stack([faces, np.zeros(count, dtype=np.int64) if labels is None else labels], axis=1)
    keys = np.column_stack([mesh.triangles.reshape(-1), np.repeat(keys, 3, axis=0)])
    unique, first, triangles = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return unique[:, 0].astype(np.int64), first // 3, triangles.reshape(-1, 3)


def _split(mesh: Mesh, count: int) -> Mesh:
    """The same surface in triangles small enough for colours that change across a face."""
    from trimesh.remesh import subdivide_to_size

    longest = float(mesh.size.max())
    # Equilateral triangles of this side would be so many.
    side = max(longest * FINEST, math.sqrt(mesh.area * 4 / math.sqrt(3) / count))
    vertices, triangles, source = subdivide_to_size(
        mesh.vertices, mesh.triangles, max_edge=side, max_iter=24, return_index=True
    )
    faces = None if mesh.faces is None else mesh.faces[source]
    places, label = np.unique(vertices, axis=0, return_inverse=True)
    return Mesh(places, label.reshape(-1)[triangles].astype(np.int32), faces)
