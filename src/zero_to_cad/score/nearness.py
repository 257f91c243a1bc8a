"""Compiled: which points and triangles are near each other, and how far apart."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True)
def pairs(points, order, starts, corners, reach):  # type: ignore[no-untyped-def]
    """Every pair of a point (n, 3) and a triangle of corners (m, 3, 3) at most `reach` apart: numbers and distances.

    order (n,): the points' numbers, those of one cell beside each other; starts: where each cell's begin, and n.
    """
    found_points = np.empty(len(points) + 16, np.int64)
    found_triangles = np.empty(len(points) + 16, np.int64)
    found = np.empty(len(points) + 16, np.float64)
    count = 0
    lower, upper = np.empty((len(corners), 3)), np.empty((len(corners), 3))
    for t in range(len(corners)):
        for k in range(3):
            lower[t, k] = min(corners[t, 0, k], corners[t, 1, k], corners[t, 2, k]) - reach
            upper[t, k] = max(corners[t, 0, k], corners[t, 1, k], corners[t, 2, k]) + reach
    low, high = np.empty(3), np.empty(3)
    for cell in range(len(starts) - 1):
        first, last = starts[cell], starts[cell + 1]
        low[:], high[:] = math.inf, -math.inf
        for number in order[first:last]:
            for k in range(3):
                low[k], high[k] = min(low[k], points[number, k]), max(high[k], points[number, k])
        for t in range(len(corners)):
            if not _meet(lower[t], upper[t], low, high):
                continue
            for number in order[first:last]:
                point = points[number]
                if not _meet(lower[t], upper[t], point, point):
                    continue
                apart = distance(point, corners[t, 0], corners[t, 1], corners[t, 2])
                if apart > reach:
                    continue
                if count == len(found):
                    found_points = np.concatenate((found_points, np.empty_like(found_points)))
                    found_triangles = np.concatenate((found_triangles, np.empty_like(found_triangles)))
                    found = np.concatenate((found, np.empty_like(found)))
                found_points[count], found_triangles[count], found[count] = number, t, apart
                count += 1
    return found_points[:count], found_triangles[:count], found[:count]


@njit(cache=True)
def _meet(lower, upper, low, high):  # type: ignore[no-untyped-def]
    """Whether two boxes have a point in common."""
    return (
        (lower[0] <= high[0] and upper[0] >= low[0])
        and (lower[1] <= high[1] and upper[1] >= low[1])
        and (lower[2] <= high[2] and upper[2] >= low[2])
    )


@njit(cache=True)
def distance(p, a, b, c):  # type: ignore[no-untyped-def]
    """Of a point to a triangle: to the plane above the inside, else to the nearest side."""
    nx = (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1])
    ny = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2])
    nz = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    size = math.sqrt(nx * nx + ny * ny + nz * nz)
    over = size > 0.0
    nearest = math.inf
    for side in range(3):
        start, end = (a, b) if side == 0 else (b, c) if side == 1 else (c, a)
        ex, ey, ez = end[0] - start[0], end[1] - start[1], end[2] - start[2]
        ox, oy, oz = p[0] - start[0], p[1] - start[1], p[2] - start[2]
        if (ey * oz - ez * oy) * nx + (ez * ox - ex * oz) * ny + (ex * oy - ey * ox) * nz < 0.0:
            over = False
        length = ex * ex + ey * ey + ez * ez
        along = min(1.0, max(0.0, (ex * ox + ey * oy + ez * oz) / length)) if length > 0.0 else 0.0
        fx, fy, fz = ox - along * ex, oy - along * ey, oz - along * ez
        nearest = min(nearest, fx * fx + fy * fy + fz * fz)
    if over:
        return abs((p[0] - a[0]) * nx + (p[1] - a[1]) * ny + (p[2] - a[2]) * nz) / size
    return math.sqrt(nearest)
