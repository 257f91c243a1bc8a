"""What a mesh looks like whichever way it is seen: sharp edges, flat faces, normals for smooth shading.

Everything starts from vertices rounded to a grid, and every sum is done in a fixed order, so that the same
mesh gives the same numbers on every machine, wherever it lies and however large it is.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

GRID = 1 << 24  # Steps along the longest side: cross products of differences are exact in int64.
SLIVER = 4e-6  # Of the longest side. A triangle lower than this has no direction of its own.
PLAIN = 0.643  # Cosine of 50 degrees: edges sharper than that are sharp wherever they are.
SAME_DIRECTION = 0.999986  # Cosine of 0.3 degrees: triangles of one plane agree better than that.
MUCH_LARGER = 3.0  # Facets of one curved surface are about equal; a plane beside a fillet is much larger.

NOTHING = -1  # Beyond an edge: no triangle.
SEVERAL = -2  # Beyond an edge: more than one triangle, or one turned the other way.


class Surface(NamedTuple):
    """A mesh made ready for drawing.

    points: (n, 3) vertices on the grid, 0 at the centre of the bounding box. triangles: (m, 3). normals: (m,
    3) unit, one for all triangles of a flat face. flat: (m,) drawn in one grey. corner_normals: (m, 3, 3)
    unit, at each corner, for smooth shading. patch: (m,) number of the smooth patch that a triangle belongs
    to; patches meet in sharp edges. edges: (k, 2) vertices of the edges that may be drawn. sides: (k, 2)
    triangles along them, the second NOTHING or SEVERAL where there is not exactly one. sharp: (k,). convex:
    (k,) material on the inside of the turn.
    """

    points: Integers
    triangles: Indices
    normals: Floats
    flat: Flags
    corner_normals: Floats
    patch: Indices
    edges: Indices
    sides: Indices
    sharp: Flags
    convex: Flags


def survey(
    vertices: Floats, triangles: Indices, faces: Indices | None, centre: Floats, side: float, crease: float
) -> Surface:
    """The Surface of a mesh.

    vertices (n, 3), triangles (m, 3), faces (m,) as in Mesh; centre (3,) and side, the longest, of the
    bounding box in the same unit; crease: the cosine of the angle from which an edge is sharp.
    """
    points = np.floor((vertices - centre) / side * GRID + 0.5).astype(np.int64)
    across = _neighbours(triangles, len(points))
    own, areas, heights = _normals(points, triangles)
    _borrow_normals(points, triangles, across, own, heights >= SLIVER * GRID)
    order = np.argsort(-areas, kind="stable")
    region = _regions(across, own, order)
    patch = _patches(across, own, crease)
    if faces is None:
        plane = _larger_than_neighbours(across, own, areas, region, crease)
    else:
        plane = _planar_faces(own, order, region, faces)
    flat = plane[region]
    normals = np.where(flat[:, None], own[order[_first(region[order], len(plane))]][region], own)
    corners = _corner_normals(points, triangles, normals, flat, crease)
    edges, sides, turn, convex = _edges(points, triangles, across, normals, crease)
    sharp = _leads_somewhere(edges, turn, len(points), crease)
    return Surface(points, triangles, normals, flat, corners, patch, edges, sides, sharp, convex)


def _first(labels: Indices, count: int) -> npt.NDArray[np.int64]:
    """Position of the first occurrence of each label 0 .. count - 1."""
    first = np.zeros(count, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    return first


@njit(cache=True, nogil=True)
def _sorted_by(keys: Indices, order: Indices, count: int) -> Indices:
    """`order`, stably sorted by keys[order], keys in 0 .. count - 1."""
    start = np.zeros(count + 1, dtype=np.int64)
    for key in keys:
        start[key + 1] += 1
    for i in range(count):
        start[i + 1] += start[i]
    result = np.empty_like(order)
    for i in order:
        result[start[keys[i]]] = i
        start[keys[i]] += 1
    return result


@njit(cache=True, nogil=True)
def _neighbours(triangles: Indices, count: int) -> Indices:
    """(m, 3): the triangle beyond the edge from corner k to corner k + 1, or NOTHING, or SEVERAL."""
    halves = 3 * len(triangles)
    low, high = np.empty(halves, dtype=np.int32), np.empty(halves, dtype=np.int32)
    for t in range(len(triangles)):
        for k in range(3):
            a, b = triangles[t, k], triangles[t, (k + 1) % 3]
            low[3 * t + k], high[3 * t + k] = min(a, b), max(a, b)
    order = _sorted_by(low, _sorted_by(high, np.arange(halves, dtype=np.int32), count), count)
    across = np.full((len(triangles), 3), NOTHING, dtype=np.int32)
    i = 0
    while i < halves:
        j = i + 1
        while j < halves and low[order[j]] == low[order[i]] and high[order[j]] == high[order[i]]:
            j += 1
        if j == i + 2:
            p, q = order[i], order[i + 1]
            opposite = triangles[p // 3, p % 3] != triangles[q // 3, q % 3]
            across[p // 3, p % 3] = q // 3 if opposite else SEVERAL
            across[q // 3, q % 3] = p // 3 if opposite else SEVERAL
        elif j > i + 2:
            for k in range(i, j):
                across[order[k] // 3, order[k] % 3] = SEVERAL
        i = j
    return across


@njit(cache=True, nogil=True)
def _normals(points: Integers, triangles: Indices) -> tuple[Floats, Floats, Floats]:
    """Of each triangle the unit normal (0 where it has none), the area and the smallest height, in grid
    steps."""
    count = len(triangles)
    normals, areas, heights = np.zeros((count, 3)), np.zeros(count), np.zeros(count)
    for t in range(count):
        a, b, c = points[triangles[t, 0]], points[triangles[t, 1]], points[triangles[t, 2]]
        ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
        x, y, z = float(uy * vz - uz * vy), float(uz * vx - ux * vz), float(ux * vy - uy * vx)
        length = np.sqrt(x * x + y * y + z * z)
        if length > 0:
            normals[t, 0], normals[t, 1], normals[t, 2] = x / length, y / length, z / length
            wx, wy, wz = vx - ux, vy - uy, vz - uz
            longest = max(ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz, wx * wx + wy * wy + wz * wz)
            areas[t] = length / 2
            heights[t] = length / np.sqrt(float(longest))
    return normals, areas, heights


@njit(cache=True, nogil=True)
def _borrow_normals(points: Integers, triangles: Indices, across: Indices, normals: Floats, known: Flags) -> None:
    """Give the triangles whose normal is not known that of the neighbour beyond their longest edge."""
    for _ in range(3):  # A sliver may lie beside a sliver.
        for t in range(len(triangles)):
            if known[t]:
                continue
            longest, beyond = np.int64(-1), np.int64(NOTHING)
            for k in range(3):
                p, q = triangles[t, k], triangles[t, (k + 1) % 3]
                square = np.int64(0)
                for c in range(3):
                    square += (points[q, c] - points[p, c]) * (points[q, c] - points[p, c])
                if square > longest:
                    longest, beyond = square, np.int64(across[t, k])
            if beyond >= 0 and known[beyond]:
                known[t] = True
                for c in range(3):
                    normals[t, c] = normals[beyond, c]


@njit(cache=True, nogil=True)
def _cosine(normals: Floats, i: int, j: int) -> np.float64:
    """Of the angle between two normals."""
    x, y, z = normals[i, 0] * normals[j, 0], normals[i, 1] * normals[j, 1], normals[i, 2] * normals[j, 2]
    return np.float64(x + y + z)


@njit(cache=True, nogil=True)
def _regions(across: Indices, normals: Floats, order: Integers) -> Indices:
    """(m,) Numbers of connected regions whose triangles have the direction of the region's largest one."""
    region = np.full(len(across), -1, dtype=np.int32)
    stack = np.empty(len(across), dtype=np.int64)
    count = 0
    for seed in order:
        if region[seed] >= 0:
            continue
        region[seed], stack[0], height = count, seed, 1
        while height:
            height -= 1
            for beyond in across[stack[height]]:
                if beyond >= 0 and region[beyond] < 0 and _cosine(normals, beyond, seed) > SAME_DIRECTION:
                    region[beyond], stack[height] = count, beyond
                    height += 1
        count += 1
    return region


@njit(cache=True, nogil=True)
def _patches(across: Indices, normals: Floats, crease: float) -> Indices:
    """(m,) Numbers of patches: triangles connected over edges that are not sharp."""
    patch = np.full(len(across), -1, dtype=np.int32)
    stack = np.empty(len(across), dtype=np.int64)
    count = 0
    for seed in range(len(across)):
        if patch[seed] >= 0:
            continue
        patch[seed], stack[0], height = count, seed, 1
        while height:
            height -= 1
            here = stack[height]
            for beyond in across[here]:
                if beyond >= 0 and patch[beyond] < 0 and _cosine(normals, beyond, here) > crease:
                    patch[beyond], stack[height] = count, beyond
                    height += 1
        count += 1
    return patch


@njit(cache=True, nogil=True)
def _planar_faces(normals: Floats, order: Integers, region: Indices, faces: Indices) -> Flags:
    """For each region whether the B-rep face of its largest triangle is planar."""
    largest = np.full(faces.max() + 1, -1, dtype=np.int64)
    planar = np.ones(len(largest), dtype=np.bool_)
    result = np.zeros(region.max() + 1, dtype=np.bool_)
    for t in order:
        if largest[faces[t]] < 0:
            largest[faces[t]] = t
        elif _cosine(normals, t, largest[faces[t]]) <= SAME_DIRECTION:
            planar[faces[t]] = False
    for t in order[::-1]:
        result[region[t]] = planar[faces[t]]
    return result


@njit(cache=True, nogil=True)
def _larger_than_neighbours(across: Indices, normals: Floats, areas: Floats, region: Indices, crease: float) -> Flags:
    """For each region whether it is a plane rather than a facet of a curved surface: no sharp edge parts it
    from its neighbours in the latter case, and they are about as large."""
    total = np.zeros(region.max() + 1)
    plane = np.ones(len(total), dtype=np.bool_)
    for t in range(len(across)):
        total[region[t]] += areas[t]
    for t in range(len(across)):
        for beyond in across[t]:
            if beyond < 0 or region[beyond] == region[t] or _cosine(normals, beyond, t) <= crease:
                continue
            if total[region[t]] < MUCH_LARGER * total[region[beyond]]:
                plane[region[t]] = False
    return plane


@njit(cache=True, nogil=True)
def _corner_normals(points: Integers, triangles: Indices, normals: Floats, flat: Flags, crease: float) -> Floats:
    """(m, 3, 3) The surface's normal at each corner: that of a flat face that ends there without an edge,
    else the mean over the triangles around it, weighted as in N. Max, Weights for computing vertex normals
    from facet normals (1999), exact on a sphere."""
    corners = np.arange(3 * len(triangles)).astype(np.int32)
    vertex = triangles.reshape(-1)
    order = _sorted_by(vertex, corners, len(points))
    start = np.zeros(len(points) + 1, dtype=np.int64)
    weight = np.zeros(len(corners))
    for i in corners:
        start[vertex[i] + 1] += 1
        t, k = i // 3, i % 3
        a, b, c = vertex[i], triangles[t, (k + 1) % 3], triangles[t, (k + 2) % 3]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        x, y, z = float(uy * vz - uz * vy), float(uz * vx - ux * vz), float(ux * vy - uy * vx)
        squares = float(ux * ux + uy * uy + uz * uz) * float(vx * vx + vy * vy + vz * vz)
        if squares > 0:
            weight[i] = np.sqrt(x * x + y * y + z * z) / squares
    for v in range(len(points)):
        start[v + 1] += start[v]
    result = np.empty((len(triangles), 3, 3))
    for i in corners:
        t, k = i // 3, i % 3
        for c in range(3):
            result[t, k, c] = normals[t, c]
        if flat[t]:
            continue
        x, y, z, closest, plane = 0.0, 0.0, 0.0, crease, -1
        for j in range(start[vertex[i]], start[vertex[i] + 1]):
            other = order[j] // 3
            cosine = _cosine(normals, other, t)
            if flat[other] and cosine > closest:
                closest, plane = cosine, other
            elif cosine > crease:
                x += weight[order[j]] * normals[other, 0]
                y += weight[order[j]] * normals[other, 1]
                z += weight[order[j]] * normals[other, 2]
        length = np.sqrt(x * x + y * y + z * z)
        if plane >= 0:
            for c in range(3):
                result[t, k, c] = normals[plane, c]
        elif length > 0:
            result[t, k, 0], result[t, k, 1], result[t, k, 2] = x / length, y / length, z / length
    return result


@njit(cache=True, nogil=True)
def _edges(
    points: Integers, triangles: Indices, across: Indices, normals: Floats, crease: float
) -> tuple[Indices, Indices, Floats, Flags]:
    """The edges that may be drawn: sharp ones, borders, and convex ones that may be an outline of a curved
    surface.

    Returns edges, sides and convex as in Surface, and the cosine of each edge's turn, -1 for borders.
    """
    room = 3 * len(triangles)
    edges, sides = np.empty((room, 2), dtype=np.int32), np.empty((room, 2), dtype=np.int32)
    turn, convex = np.full(room, -1.0), np.ones(room, dtype=np.bool_)
    count = 0
    for t in range(len(triangles)):
        for k in range(3):
            a, b, beyond = triangles[t, k], triangles[t, (k + 1) % 3], across[t, k]
            if 0 <= beyond < t:
                continue
            if beyond >= 0:
                apex = triangles[beyond, 0] + triangles[beyond, 1] + triangles[beyond, 2] - a - b
                above = 0.0
                for c in range(3):
                    above += normals[t, c] * (points[apex, c] - points[a, c])
                turn[count], convex[count] = _cosine(normals, t, beyond), above < 0
                if turn[count] > SAME_DIRECTION or (turn[count] > crease and not convex[count]):
                    turn[count], convex[count] = -1.0, True
                    continue
            edges[count, 0], edges[count, 1], sides[count, 0], sides[count, 1] = a, b, t, beyond
            count += 1
    return edges[:count], sides[:count], turn[:count], convex[:count]


@njit(cache=True, nogil=True)
def _leads_somewhere(edges: Indices, turn: Floats, count: int, crease: float) -> Flags:
    """(k,) Which edges are sharp: those that turn enough, less the ones of moderate turn that end in nothing,
    one after the other. Such are the sides of long thin triangles across a fillet."""
    sharp = turn <= crease
    degree = np.zeros(count, dtype=np.int64)
    for e in range(len(edges)):
        if sharp[e]:
            degree[edges[e, 0]] += 1
            degree[edges[e, 1]] += 1
    changed = True
    while changed:
        changed = False
        for e in range(len(edges)):
            if sharp[e] and turn[e] > PLAIN and (degree[edges[e, 0]] == 1 or degree[edges[e, 1]] == 1):
                sharp[e], changed = False, True
                degree[edges[e, 0]] -= 1
                degree[edges[e, 1]] -= 1
    return sharp
