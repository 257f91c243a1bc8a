"""Which sample points lie inside a mesh.

Every sample is taken to sit an infinitesimal step towards +y, a larger one towards +x and a larger one still
towards +z of its coordinates. That one rule breaks every tie: a box holds its lower faces and not its upper
ones, whatever edge or vertex a sample falls on.

A row of samples cuts each edge in one point, found by the same arithmetic from both triangles of the edge,
and each triangle in a segment between two such points. A column's crossings of a closed mesh therefore sum to
exactly zero: no shared edge or vertex is missed or counted twice, and no epsilon is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from numba import njit

if TYPE_CHECKING:
    from zero_to_cad.part import Mesh


def occupancy(
    mesh: Mesh, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], zs: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Whether each point (xs[i], ys[j], zs[k]) is inside `mesh`, as an array (len(xs), len(ys), len(zs)).

    The coordinates are in mm, each sorted upwards, in any spacing. A point is inside where the signed winding
    number, counted along z from below, is positive: overlapping bodies are united. Where the mesh has a hole,
    the columns through it do not balance, and each takes the values of its row's nearest balanced column.
    """
    filled: npt.NDArray[np.bool_] = inside(
        # Copies, since the kernel would be compiled a second time for a mesh's read-only arrays.
        np.array(mesh.vertices, dtype=np.float64, order="C"),
        np.array(mesh.triangles, dtype=np.int32, order="C"),
        np.ascontiguousarray(xs, dtype=np.float64),
        np.ascontiguousarray(ys, dtype=np.float64),
        np.ascontiguousarray(zs, dtype=np.float64),
    )
    return filled


@njit(cache=True)
def inside(vertices, triangles, xs, ys, zs):  # type: ignore[no-untyped-def]
    """`occupancy` on plain contiguous arrays: float64 (n, 3), int32 (m, 3) and three of float64."""
    nx, ny, nz = len(xs), len(ys), len(zs)
    # How much the winding number changes on the way up to each sample; the last entry is above all samples.
    steps = np.zeros((nx, ny, nz + 1), dtype=np.int16)
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        low = min(vertices[a, 1], vertices[b, 1], vertices[c, 1])
        high = max(vertices[a, 1], vertices[b, 1], vertices[c, 1])
        j = _first_at_or_above(ys, low)
        while j < ny and ys[j] < high:
            _add_segment(vertices, a, b, c, j, xs, ys, zs, steps)
            j += 1
    return _wound(steps)


@njit(cache=True, inline="always")
def _add_segment(vertices, a, b, c, j, xs, ys, zs, steps):  # type: ignore[no-untyped-def]
    """Add where columns of row j cross triangle abc: one edge goes up through the row, one comes down."""
    y = ys[j]
    up_x = up_z = down_x = down_z = 0.0
    for p, q in ((a, b), (b, c), (c, a)):
        py, qy = vertices[p, 1], vertices[q, 1]
        if py <= y < qy:
            s = (y - py) / (qy - py)
            up_x = vertices[p, 0] + s * (vertices[q, 0] - vertices[p, 0])
            up_z = vertices[p, 2] + s * (vertices[q, 2] - vertices[p, 2])
        elif qy <= y < py:
            s = (y - qy) / (py - qy)
            down_x = vertices[q, 0] + s * (vertices[p, 0] - vertices[q, 0])
            down_z = vertices[q, 2] + s * (vertices[p, 2] - vertices[q, 2])
    if up_x < down_x:
        left_x, left_z, right_x, right_z, step = up_x, up_z, down_x, down_z, 1
    else:
        left_x, left_z, right_x, right_z, step = down_x, down_z, up_x, up_z, -1
    i = _first_at_or_above(xs, left_x)
    if i < len(xs) and xs[i] < right_x:
        slope = (right_z - left_z) / (right_x - left_x)
        while i < len(xs) and xs[i] < right_x:
            z = left_z + (xs[i] - left_x) * slope
            steps[i, j, _first_at_or_above(zs, z)] += step
            i += 1


@njit(cache=True)
def _first_at_or_above(sorted_values, value):  # type: ignore[no-untyped-def]
    low, high = 0, len(sorted_values)
    while low < high:
        middle = (low + high) // 2
        if sorted_values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _wound(steps):  # type: ignore[no-untyped-def]
    """Running sums of `steps` along z, as inside or outside; unbalanced columns copy a balanced neighbour."""
    nx, ny, nz = steps.shape[0], steps.shape[1], steps.shape[2] - 1
    filled = np.empty((nx, ny, nz), dtype=np.bool_)
    balanced = np.empty((nx, ny), dtype=np.bool_)
    for i in range(nx):
        for j in range(ny):
            winding = 0
            for k in range(nz):
                winding += steps[i, j, k]
                filled[i, j, k] = winding > 0
            balanced[i, j] = winding + steps[i, j, nz] == 0
    for i in range(nx):
        for j in range(ny):
            if not balanced[i, j]:
                _copy_nearest(filled, balanced, i, j)
    return filled


@njit(cache=True)
def _copy_nearest(filled, balanced, i, j):  # type: ignore[no-untyped-def]
    for distance in range(1, len(filled)):
        for other in (i - distance, i + distance):
            if 0 <= other < len(filled) and balanced[other, j]:
                filled[i, j] = filled[other, j]
                return
