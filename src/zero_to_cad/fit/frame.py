"""A part's own frame: the three square directions in which most of its surface is straight."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Directions closer than this (rad) are one; STL files hold single precision.
_SAME = 2e-3
# The world frame is kept unless another explains this much more of the area.
_WORLD_BONUS = 0.03
_CANDIDATES = 10
_MOST_DRAFT = 0.4  # rad
_BALANCED = 0.05  # of the area of walls around an axis: what those of one side have more at most


def facet_normals(vertices: FloatArray, triangles: npt.NDArray[np.integer[Any]]) -> tuple[FloatArray, FloatArray]:
    """Unit normals (m, 3) and areas (m,) in mm^2 of a mesh's triangles."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    double = np.sqrt((normals**2).sum(1))
    return normals / np.maximum(double, 1e-300)[:, None], double / 2


def own_frame(vertices: FloatArray, triangles: npt.NDArray[np.integer[Any]]) -> FloatArray:
    """Rotation (3, 3) whose rows are the part's own axes in world coordinates; the identity when that serves.

    A facet counts with its area when a single-axis extrusion along one of the axes could have made it: its normal is
    along an axis, or square to one.
    """
    normals, areas = facet_normals(vertices, triangles)
    world = np.eye(3)
    total = float(areas.sum())
    # Walls that lean evenly all around have a draft, which is seldom askew to the world.
    here = _explained(world, normals, areas) + _drafted(normals, areas)
    if here >= (1.0 - _WORLD_BONUS) * total:
        return world
    directions = _directions(normals, areas)
    best, best_area = world, here + _WORLD_BONUS * total
    for first, second in combinations(range(len(directions)), 2):
        u, v = directions[first], directions[second]
        if abs(u @ v) > np.sin(_SAME):
            continue
        v = v - (u @ v) * u
        v /= np.linalg.norm(v)
        frame = np.array([u, v, np.cross(u, v)])
        area = _explained(frame, normals, areas)
        if area > best_area + 1e-6 * total:
            best, best_area = frame, area
    return _ordered(best)


def _explained(frame: FloatArray, normals: FloatArray, areas: FloatArray) -> float:
    along = np.abs(normals @ frame.T)
    flat = (along > np.cos(_SAME)).any(1)
    square = (along < np.sin(_SAME)).any(1)
    # A plane along an axis says more than a wall that is merely square to one.
    return float(areas[flat].sum() + 0.8 * areas[square & ~flat].sum())


def _drafted(normals: FloatArray, areas: FloatArray) -> float:
    """The area of walls that lean by one angle from an axis of the world, on all sides of it, square to none."""
    most = 0.0
    askew = (np.abs(normals) > np.sin(_SAME)).all(1)
    for axis in range(3):
        lean = normals[:, axis]
        walls = (np.abs(lean) > np.sin(_SAME)) & (np.abs(lean) < np.sin(_MOST_DRAFT))
        if not (walls & askew).any():
            continue
        _, group = np.unique(np.round(lean[walls] / _SAME), return_inverse=True)
        weights = areas[walls]
        pull = [np.bincount(group, weights * normals[walls, k]) for k in range(3) if k != axis]
        balanced = np.hypot(*pull) < _BALANCED * np.bincount(group, weights)
        most = max(most, float(np.bincount(group, weights * askew[walls])[balanced].max(initial=0.0)))
    return most


def _directions(normals: FloatArray, areas: FloatArray) -> list[FloatArray]:
    """The flat directions of largest area, and those square to two of them."""
    folded = normals * np.where(normals[:, [2]] + 1e-3 * normals[:, [1]] + 1e-6 * normals[:, [0]] < 0, -1.0, 1.0)
    keys = np.round(folded / _SAME).astype(np.int64)
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    weight = np.bincount(inverse, weights=areas)
    mean = np.stack([np.bincount(inverse, weights=areas * folded[:, k]) for k in range(3)], axis=1)
    found: list[FloatArray] = []
    for k in np.argsort(-weight, kind="stable"):
        norm = float(np.linalg.norm(mean[k]))
        if norm == 0.0:
            continue
        direction = mean[k] / norm
        if all(abs(direction @ d) < np.cos(2 * _SAME) for d in found):
            found.append(direction)
        if len(found) == _CANDIDATES:
            break
    for u, v in combinations(found[:6], 2):
        direction = np.cross(u, v)
        norm = float(np.linalg.norm(direction))
        if norm > 0.05 and all(abs(direction @ d) < np.cos(2 * _SAME) * norm for d in found):
            found.append(direction / norm)
    for axis in np.eye(3):
        if all(abs(axis @ d) < np.cos(2 * _SAME) for d in found):
            found.append(axis)
    return found


def _ordered(frame: FloatArray) -> FloatArray:
    """The same axes, named and signed to lie as near to the world's as they can, right-handed."""
    rows = list(frame)
    ordered: list[FloatArray] = []
    for axis in (2, 1, 0):
        k = int(np.argmax([abs(row[axis]) for row in rows]))
        row = rows.pop(k)
        ordered.insert(0, row if row[axis] >= 0 else -row)
    if np.linalg.det(np.array(ordered)) < 0:
        ordered[0] = -ordered[0]
    return np.array(ordered)
