"""From whatever triangles a file gives to parts: repair where it is safe, one part a body."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from zero_to_cad.errors import NotASolidError
from zero_to_cad.part.bodies import split_bodies
from zero_to_cad.part.holes import fill_small_holes
from zero_to_cad.part.mesh import Floats, Indices, Integers, Mesh
from zero_to_cad.part.part import Part
from zero_to_cad.part.soundness import check_coordinates, is_flat

# Distance between vertices that were meant to be one, relative to the longest side: a little more than
# what STL's single precision rounds away.
SAME_POINT = 1e-6


def parts_of_triangles(
    vertices: Floats, triangles: Integers, file: Path, notes: tuple[str, ...] = ()
) -> tuple[Part, ...]:
    """Every body of some triangles as a part.

    vertices (n, 3) in mm and triangles (m, 3), both as the file has them. Vertices at one place become
    one; whatever else is repaired is noted: repeated triangles dropped, near vertices joined, triangles
    turned to agree with their neighbours, small holes filled. Raises NotASolidError for what stays open,
    is flat, out of reach or runs through itself.
    """
    if not len(triangles):
        raise NotASolidError(f"{file} holds no triangles: export the part as a closed mesh.")
    check_coordinates(vertices[np.unique(triangles)], str(file))
    places, label = np.unique(vertices + 0.0, axis=0, return_inverse=True)
    mesh, repairs = _repaired(places, label.reshape(-1)[triangles].astype(np.int32))
    if not len(mesh.triangles):
        raise NotASolidError(f"{file} is flat: its triangles enclose no volume.")
    if not mesh.watertight:
        count = len(mesh.open_edges)
        raise NotASolidError(f"{file} is not closed: {count} edges border a hole too large to fill.")
    bodies = [body for body in split_bodies(mesh) if not is_flat(body)]
    if not bodies:
        raise NotASolidError(f"{file} is flat: its triangles enclose no volume.")
    names = [file.stem] if len(bodies) == 1 else [f"{file.stem}_{n + 1}" for n in range(len(bodies))]
    return tuple(Part.from_mesh(body, name, (*notes, *repairs)) for body, name in zip(bodies, names, strict=True))


def _repaired(vertices: Floats, triangles: Indices) -> tuple[Mesh, list[str]]:
    """The mesh after every repair that it needs, closed or not, and what was done."""
    notes = []
    triangles, dropped = _without_repeated(triangles)
    if dropped:
        notes.append(f"dropped {dropped} repeated or collapsed triangles")
    mesh = _compact(vertices, triangles)
    if not len(triangles):
        return mesh, notes
    if not mesh.watertight:
        triangles, joined = _joined(mesh)
        if joined:
            notes.append(f"joined {joined} vertices to their neighbours")
            mesh = _compact(mesh.vertices, _without_repeated(triangles)[0])
    if not mesh.watertight:
        triangles, turned = _agreeing(mesh)
        if turned:
            notes.append(f"turned {turned} triangles to agree with their neighbours")
            mesh = Mesh(mesh.vertices, triangles)
    if not mesh.watertight:
        mesh, filled = fill_small_holes(mesh)
        if filled:
            notes.append(f"filled {filled} small holes")
    return mesh, notes


def _compact(vertices: Floats, triangles: Indices) -> Mesh:
    used, corners = np.unique(triangles, return_inverse=True)
    return Mesh(vertices[used], corners.reshape(-1, 3).astype(np.int32))


def _without_repeated(triangles: Indices) -> tuple[Indices, int]:
    """Without triangles that name a vertex twice, and with one for each set of three vertices.

    Two triangles back to back enclose nothing and both go.
    """
    kept = triangles[(triangles != np.roll(triangles, 1, axis=1)).all(axis=1)]
    # A triangle turned to start at its smallest vertex is even when its last vertex is the largest.
    start = kept.argmin(axis=1)
    turned = kept[np.arange(len(kept))[:, None], (start[:, None] + [0, 1, 2]) % 3]
    side = np.where(turned[:, 1] < turned[:, 2], 1, -1)
    _, first, which = np.unique(np.sort(kept, axis=1), axis=0, return_index=True, return_inverse=True)
    which = which.reshape(-1)
    net = np.bincount(which, weights=side, minlength=len(first))
    wanted = np.sign(net)[which] == side
    chosen = np.zeros(len(kept), bool)
    chosen[np.unique(np.where(wanted, which, -1), return_index=True)[1]] = True
    kept = kept[chosen & wanted]
    return kept, len(triangles) - len(kept)


def _joined(mesh: Mesh) -> tuple[Indices, int]:
    """Triangles after joining the vertices of open edges that lie at one place up to rounding."""
    border = np.unique(mesh.open_edges)
    pairs = cKDTree(mesh.vertices[border]).query_pairs(SAME_POINT * mesh.size.max(), output_type="ndarray")
    pairs = border[pairs]
    count = len(mesh.vertices)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    groups, label = connected_components(graph, directed=False)
    first_of = np.unique(label, return_index=True)[1]
    return first_of[label][mesh.triangles].astype(np.int32), count - groups


def _agreeing(mesh: Mesh) -> tuple[Indices, int]:
    """Triangles turned, as few as possible, so that neighbours run through their edge in opposite ways.

    Each triangle stands twice in a graph, as it is and turned; neighbours are linked where they agree.
    Then each connected surface falls into two components, one the reverse of the other.
    """
    count = len(mesh.triangles)
    edges = mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    owner = np.repeat(np.arange(count), 3)
    order = np.lexsort((edges.max(axis=1), edges.min(axis=1)))
    edges, owner = edges[order], owner[order]
    key = np.sort(edges, axis=1)
    change = np.r_[True, (key[1:] != key[:-1]).any(axis=1), True]
    runs = np.flatnonzero(change)
    pair = runs[:-1][np.diff(runs) == 2]
    one, other = owner[pair], owner[pair + 1]
    clash = (edges[pair] == edges[pair + 1]).all(axis=1)
    rows = np.concatenate([one, one + count])
    columns = np.concatenate([other + clash * count, other + ~clash * count])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(2 * count, 2 * count))
    groups, label = connected_components(graph, directed=False)
    straight, turned = label[:count], label[count:]
    # Of the two components of a surface the one that leaves more triangles as they are is taken.
    votes = np.bincount(straight, minlength=groups)
    flip = (votes[turned] > votes[straight]) | ((votes[turned] == votes[straight]) & (turned < straight))
    triangles = np.where(flip[:, None], mesh.triangles[:, ::-1], mesh.triangles)
    return triangles.astype(np.int32), int(flip.sum())
