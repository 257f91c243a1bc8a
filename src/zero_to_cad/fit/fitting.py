"""Round surfaces fitted to points: distance, gradient and least squares (Gauss-Newton), in numba.

A surface of `kind` is eight numbers: a point on its axis (its centre for spheres and tori), the unit axis, then radius
and second. Cylinder and sphere: radius. Cone: radius at the point, and half angle (rad), positive where it widens along
the axis. Torus: radius of the ring and of the tube.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

F = npt.NDArray[np.float64]
I = npt.NDArray[np.int64]  # noqa: E741 - index arrays are called I here

CYLINDER, CONE, SPHERE, TORUS = 1, 2, 3, 4
_ROUNDS = 12
# Which unknowns a surface has: shift across (2), tilt (2), shift along, radius, second.
_FREE = np.array(
    [
        [False, False, False, False, False, False, False],
        [True, True, True, True, False, True, False],
        [True, True, True, True, False, True, True],
        [True, True, False, False, True, True, False],
        [True, True, True, True, True, True, True],
    ]
)


@njit(cache=True)
def profile(kind: int, surface: F, rho: float, height: float) -> tuple[float, float, float]:
    """Signed distance (outside positive) at a radius and height, and its derivatives by these."""
    radius, second = surface[6], surface[7]
    if kind == CYLINDER:
        return rho - radius, 1.0, 0.0
    if kind == CONE:
        cos, sin = np.cos(second), np.sin(second)
        return (rho - radius) * cos - height * sin, cos, -sin
    ring = radius if kind == TORUS else 0.0
    tube = second if kind == TORUS else radius
    across = rho - ring
    far = max(np.sqrt(across * across + height * height), 1e-300)
    return far - tube, across / far, height / far


@njit(cache=True)
def distance(kind: int, surface: F, point: F) -> tuple[float, float, float, float]:
    """Signed distance of a point and its gradient."""
    x, y, z = point[0] - surface[0], point[1] - surface[1], point[2] - surface[2]
    height = x * surface[3] + y * surface[4] + z * surface[5]
    x -= height * surface[3]
    y -= height * surface[4]
    z -= height * surface[5]
    rho = np.sqrt(x * x + y * y + z * z)
    far, by_rho, by_height = profile(kind, surface, rho, height)
    scale = by_rho / max(rho, 1e-300)
    return (
        far,
        scale * x + by_height * surface[3],
        scale * y + by_height * surface[4],
        scale * z + by_height * surface[5],
    )


@njit(cache=True)
def across_axis(axis: F) -> tuple[F, F]:
    """Two unit vectors square to a unit axis and to each other."""
    least = int(np.argmin(np.abs(axis)))
    u = -axis[least] * axis
    u[least] += 1.0
    u /= np.sqrt((u * u).sum())
    w = np.empty(3)
    w[0] = axis[1] * u[2] - axis[2] * u[1]
    w[1] = axis[2] * u[0] - axis[0] * u[2]
    w[2] = axis[0] * u[1] - axis[1] * u[0]
    return u, w


@njit(cache=True)
def equations(kind: int, surface: F, points: F) -> tuple[F, F]:
    """Normal matrix (7, 7) and right side (7,) of a Gauss-Newton step."""
    axis = surface[3:6].copy()
    u, w = across_axis(axis)
    matrix = np.zeros((7, 7))
    right = np.zeros(7)
    row = np.zeros(7)
    for k in range(points.shape[0]):
        q = points[k] - surface[:3]
        height = q[0] * axis[0] + q[1] * axis[1] + q[2] * axis[2]
        qu = q[0] * u[0] + q[1] * u[1] + q[2] * u[2]
        qw = q[0] * w[0] + q[1] * w[1] + q[2] * w[2]
        rho = np.sqrt(qu * qu + qw * qw)
        eu, ew = qu / max(rho, 1e-300), qw / max(rho, 1e-300)
        far, by_rho, by_height = profile(kind, surface, rho, height)
        row[0], row[1] = -by_rho * eu, -by_rho * ew
        row[2], row[3] = by_height * qu - by_rho * height * eu, by_height * qw - by_rho * height * ew
        row[4] = -by_height
        row[5], row[6] = -1.0, -1.0
        if kind == CONE:
            cos, sin = np.cos(surface[7]), np.sin(surface[7])
            row[5], row[6] = -cos, -(rho - surface[6]) * sin - height * cos
        elif kind == TORUS:
            row[5] = -by_rho
        for i in range(7):
            if _FREE[kind, i]:
                right[i] -= row[i] * far
                for j in range(7):
                    if _FREE[kind, j]:
                        matrix[i, j] += row[i] * row[j]
    for i in range(7):
        if not _FREE[kind, i]:
            matrix[i, i] = 1.0
    return matrix, right


@njit(cache=True)
def refine(kind: int, surface: F, points: F) -> float:
    """Move a surface (in place) to the least squares of its distances to points (n, 3); returns the largest distance.

    Infinite where that leads nowhere. The points are expected about 1 mm apart in all, or scaled so.
    """
    for _ in range(_ROUNDS):
        if kind in (CYLINDER, CONE):
            # About the middle of the points shift and tilt do not mix.
            middle = 0.0
            for k in range(points.shape[0]):
                for i in range(3):
                    middle += (points[k, i] - surface[i]) * surface[3 + i]
            middle /= points.shape[0]
            surface[:3] += middle * surface[3:6]
            if kind == CONE:
                surface[6] += middle * np.tan(surface[7])
        matrix, right = equations(kind, surface, points)
        ridge = 0.0
        for i in range(7):
            ridge += matrix[i, i]
        for i in range(7):
            matrix[i, i] += 1e-13 * ridge + 1e-300
        step = np.linalg.solve(matrix, right)
        u, w = across_axis(surface[3:6].copy())
        surface[:3] += step[0] * u + step[1] * w + step[4] * surface[3:6]
        surface[3:6] += step[2] * u + step[3] * w
        surface[3:6] /= np.sqrt((surface[3:6] ** 2).sum())
        surface[6] += step[5]
        surface[7] += step[6]
        size = np.abs(step).max()
        if not np.isfinite(size) or np.abs(surface).max() > 1e3 or abs(surface[7]) > 1e2:
            return np.inf
        if size < 1e-12:
            break
    if kind == CONE and abs(surface[7]) > 1.56:
        return np.inf
    worst = 0.0
    for k in range(points.shape[0]):
        worst = max(worst, abs(distance(kind, surface, points[k])[0]))
    return worst
