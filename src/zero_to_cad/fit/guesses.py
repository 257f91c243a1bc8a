"""First guesses of the round surface under some neighbouring facets of a mesh, in numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.fit.fitting import CONE, CYLINDER, SPHERE, TORUS, across_axis, refine

F = npt.NDArray[np.float64]
I = npt.NDArray[np.int64]  # noqa: E741 - index arrays are called I here

LARGEST = 4.0  # radius, of the longest side


class Facets(NamedTuple):
    """Facets by number: unit normal, middle of the corners, area; corners (of `points`) and neighbours from starts."""

    points: F
    normals: F
    middles: F
    areas: F
    corners: I
    corner_starts: I
    beside: I
    beside_starts: I
    edges: F  # unit direction of the longest edge shared with each neighbour


class Scratch(NamedTuple):
    """Room to work in: a queue of facets, stamps of facets and of points, the last stamp given (1,)."""

    queue: I
    facet_stamps: I
    point_stamps: I
    last: I


@njit(cache=True)
def corners_of(facets: Facets, count: int, scratch: Scratch) -> F:
    """The points of the first facets in the queue, each once."""
    scratch.last[0] += 1
    stamp = scratch.last[0]
    total = 0
    for f in scratch.queue[:count]:
        total += facets.corner_starts[f + 1] - facets.corner_starts[f]
    found = np.empty((total, 3))
    kept = 0
    for f in scratch.queue[:count]:
        for c in facets.corners[facets.corner_starts[f] : facets.corner_starts[f + 1]]:
            if scratch.point_stamps[c] != stamp:
                scratch.point_stamps[c] = stamp
                found[kept] = facets.points[c]
                kept += 1
    return found[:kept]


@njit(cache=True)
def guesses(kind: int, facets: Facets, region: I, seed: int, tolerance: float, scratch: Scratch) -> F:
    """First guesses (k, 8) of a surface under a facet and those around it."""
    found = np.zeros((8, 8))
    count = 0
    first, last = facets.beside_starts[seed], facets.beside_starts[seed + 1]
    if kind in (CYLINDER, CONE):
        for b in range(first, last):
            if region[facets.beside[b]] >= 0:
                continue
            if kind == CYLINDER and count < 4:
                scratch.queue[0], scratch.queue[1] = seed, facets.beside[b]
                count += _about(kind, facets.edges[b].copy(), facets, 2, scratch, found[count])
            for c in range(b + 1, last if kind == CONE else b):
                if region[facets.beside[c]] < 0 and count < 4:
                    here, one, two = (
                        facets.normals[seed],
                        facets.normals[facets.beside[b]],
                        facets.normals[facets.beside[c]],
                    )
                    scratch.queue[0], scratch.queue[1], scratch.queue[2] = seed, facets.beside[b], facets.beside[c]
                    count += _about(kind, np.cross(one - here, two - here), facets, 3, scratch, found[count])
    for most in (5, 12, 30):
        if most == 30 and kind != TORUS:
            break
        near = _around(facets, region, seed, most, scratch)
        if near < 4:
            break
        if kind == SPHERE:
            count += _ball(corners_of(facets, near, scratch), found[count])
        elif kind == TORUS:
            point, axis, known = _line(facets, near, scratch)
            # The facets around may belong to what the torus joins: each single neighbour tells of its own.
            for b in range(first, last if known else first):
                if count < 7 and region[facets.beside[b]] < 0:
                    scratch.queue[0], scratch.queue[1] = seed, facets.beside[b]
                    found[count, :3], found[count, 3:6] = point, axis
                    count += _meridian(kind, facets, 2, scratch, found[count])
        else:
            normals = np.empty((near, 3))
            for k in range(near):
                normals[k] = facets.normals[scratch.queue[k]]
            if kind == CONE:
                middle = np.zeros(3)
                for k in range(near):
                    middle += normals[k] / near
                for k in range(near):
                    normals[k] -= middle
            _, vectors = np.linalg.eigh(normals.T @ normals)
            if _about(kind, vectors[:, 0].copy(), facets, near, scratch, found[count]) == 1:
                # The facets may be uneven and the guess poor, but they are enough to tell a surface by themselves.
                count += 1 if refine(kind, found[count], corners_of(facets, near, scratch)) <= tolerance else 0
    return found[:count]


@njit(cache=True)
def _around(facets: Facets, region: I, seed: int, most: int, scratch: Scratch) -> int:
    """The facets nearest to a seed that no region has, into the queue; their number."""
    scratch.last[0] += 1
    stamp = scratch.last[0]
    scratch.queue[0] = seed
    scratch.facet_stamps[seed] = stamp
    head, tail = 0, 1
    while head < tail and tail < most:
        f = scratch.queue[head]
        head += 1
        for other in facets.beside[facets.beside_starts[f] : facets.beside_starts[f + 1]]:
            if scratch.facet_stamps[other] != stamp and region[other] < 0 and tail < most:
                scratch.facet_stamps[other] = stamp
                scratch.queue[tail] = other
                tail += 1
    return tail


@njit(cache=True)
def _line(facets: Facets, count: int, scratch: Scratch) -> tuple[F, F, bool]:
    """The line that the normals of the queue's facets meet: a point, its direction, and whether there is one.

    By the linear complex of the normals (Pottmann and Randrup 1998).
    """
    origin = facets.middles[scratch.queue[0]]
    spread = np.zeros((6, 6))
    row = np.empty(6)
    scale = 1e-300
    for f in scratch.queue[:count]:
        scale = max(scale, np.abs(facets.middles[f] - origin).max())
    for f in scratch.queue[:count]:
        row[:3] = np.cross((facets.middles[f] - origin) / scale, facets.normals[f])
        row[3:] = facets.normals[f]
        for i in range(6):
            for j in range(6):
                spread[i, j] += row[i] * row[j]
    _, vectors = np.linalg.eigh(spread)
    axis, moment = vectors[:3, 0].copy(), vectors[3:, 0].copy()
    size = np.sqrt((axis * axis).sum())
    if size < 1e-6:
        return origin.copy(), axis, False
    return origin + np.cross(axis, moment) / size**2 * scale, axis / size, True


@njit(cache=True)
def _about(kind: int, axis: F, facets: Facets, count: int, scratch: Scratch, surface: F) -> int:
    """A surface about a direction that the first facets in the queue would have; 1, or 0 where there is none."""
    size = np.sqrt((axis * axis).sum())
    if not size > 1e-9:
        return 0
    axis = axis / size
    u, w = across_axis(axis)
    # Where the normals, seen along the axis, meet.
    origin = facets.middles[scratch.queue[0]]
    a = b = d = e = g = 0.0
    for f in scratch.queue[:count]:
        nu, nw = (facets.normals[f] * u).sum(), (facets.normals[f] * w).sum()
        q = facets.middles[f] - origin
        offset = nw * (q * u).sum() - nu * (q * w).sum()
        a += nw * nw
        b -= nu * nw
        d += nu * nu
        e += nw * offset
        g -= nu * offset
    det = a * d - b * b
    if det <= 1e-12 * (a + d) ** 2:
        return 0
    surface[:3] = origin + (d * e - b * g) / det * u + (a * g - b * e) / det * w
    surface[3:6] = axis
    return int(_meridian(kind, facets, count, scratch, surface))


@njit(cache=True)
def _meridian(kind: int, facets: Facets, count: int, scratch: Scratch, surface: F) -> int:
    """Complete a surface whose axis is known by the first facets in the queue; 1, or 0 where that cannot be."""
    axis = surface[3:6].copy()
    points = corners_of(facets, count, scratch)
    number = points.shape[0]
    rho, height = np.empty(number), np.empty(number)
    for k in range(number):
        q = points[k] - surface[:3]
        height[k] = (q * axis).sum()
        rho[k] = np.sqrt(max((q * q).sum() - height[k] ** 2, 0.0))
    surface[6] = rho.mean()
    surface[7] = 0.0
    if kind == CONE:
        # Meridian: a line; its slope is told by the normals, since one row of facets has few heights.
        lean = 0.0
        for f in scratch.queue[:count]:
            q = facets.middles[f] - surface[:3]
            out = q - (q * axis).sum() * axis
            n = facets.normals[f]
            lean += (
                np.arctan2(
                    -(n * axis).sum() * np.sign((n * out).sum()),
                    abs((n * out).sum()) / max(np.sqrt((out * out).sum()), 1e-300),
                )
                / count
            )
        surface[7] = lean
        surface[6] = (rho - height * np.tan(lean)).mean()
    elif kind == TORUS:
        return int(_tube(rho, height, surface))
    return 1


@njit(cache=True)
def _tube(rho: F, height: F, surface: F) -> int:
    """The circle (Kasa 1976) through points of a meridian, as ring and tube of a torus."""
    number = rho.shape[0]
    matrix = np.zeros((3, 3))
    right = np.zeros(3)
    row = np.ones(3)
    for k in range(number):
        row[0], row[1] = rho[k], height[k]
        square = rho[k] ** 2 + height[k] ** 2
        for i in range(3):
            right[i] += row[i] * square
            for j in range(3):
                matrix[i, j] += row[i] * row[j]
    if abs(np.linalg.det(matrix)) < 1e-24:
        return 0
    x = np.linalg.solve(matrix, right)
    surface[6] = x[0] / 2
    surface[:3] += x[1] / 2 * surface[3:6]
    surface[7] = np.sqrt(max(x[2] + (x[0] ** 2 + x[1] ** 2) / 4, 0.0))
    return 1 if surface[7] < LARGEST and abs(surface[6]) < LARGEST else 0


@njit(cache=True)
def _ball(points: F, surface: F) -> int:
    """The sphere of least squares (of squared radii) through points."""
    origin = points[0].copy()
    matrix = np.zeros((4, 4))
    right = np.zeros(4)
    row = np.ones(4)
    for k in range(points.shape[0]):
        row[:3] = points[k] - origin
        square = (row[:3] ** 2).sum()
        for i in range(4):
            right[i] += row[i] * square
            for j in range(4):
                matrix[i, j] += row[i] * row[j]
    if abs(np.linalg.det(matrix)) < 1e-30:
        return 0
    x = np.linalg.solve(matrix, right)
    surface[:3] = origin + x[:3] / 2
    surface[3:6] = 0.0
    surface[5] = 1.0
    surface[6] = np.sqrt(max(x[3] + (x[:3] ** 2).sum() / 4, 0.0))
    surface[7] = 0.0
    return 1 if surface[6] < LARGEST else 0
