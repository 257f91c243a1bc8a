"""The surfaces under faces: how far points are from them, where several meet, and as the kernel knows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.faces import Face

FloatArray = npt.NDArray[np.float64]

_ROUNDS = 12  # of Newton's method
_TANGENT = 0.02  # of the largest singular value: below, two surfaces touch and do not cross
_NONE = 1e-300


def distances(face: Face, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far points (n, 3) are outside of a surface (n,), mm, and the directions (n, 3) in which that grows."""
    away, axis = points - face.point, np.array(face.direction)
    if face.kind == "plane":
        return away @ axis, np.tile(axis, (len(points), 1))
    if face.kind == "sphere":
        size = np.linalg.norm(away, axis=1)
        return size - face.radius, away / np.maximum(size, _NONE)[:, None]
    height = away @ axis
    out = away - height[:, None] * axis
    reach = np.linalg.norm(out, axis=1)
    out = out / np.maximum(reach, _NONE)[:, None]
    if face.kind == "cylinder":
        return reach - face.radius, out
    if face.kind == "cone":
        along, across = math.sin(face.second), math.cos(face.second)
        return (reach - face.radius) * across - height * along, across * out - along * axis
    ring = reach - face.radius
    size = np.hypot(ring, height)
    slope = (ring[:, None] * out + height[:, None] * axis) / np.maximum(size, _NONE)[:, None]
    return size - face.second, slope


def met(faces: Sequence[Face], points: FloatArray, near: float, most: float) -> FloatArray:
    """Points (n, 3) moved to where the surfaces of faces meet, to `near` mm; those that would move by more than `most`
    mm stay."""
    moved = points.copy()
    for _ in range(_ROUNDS):
        found = [distances(face, moved) for face in faces]
        away, slopes = np.stack([one[0] for one in found], 1), np.stack([one[1] for one in found], 1)
        if np.abs(away).max() < near:
            break
        moved = moved - (np.linalg.pinv(slopes, rcond=_TANGENT) @ away[:, :, None])[:, :, 0]
    far = np.linalg.norm(moved - points, axis=1) > most
    return np.where(far[:, None], points, moved)


def of_kernel(face: Face) -> Any:
    """The whole surface under a face (OCP Geom_Surface)."""
    from OCP import Geom
    from OCP.gp import gp_Ax3, gp_Dir, gp_Pnt

    place = gp_Ax3(gp_Pnt(*face.point), gp_Dir(*face.direction))
    if face.kind == "plane":
        return Geom.Geom_Plane(place)
    if face.kind == "cylinder":
        return Geom.Geom_CylindricalSurface(place, face.radius)
    if face.kind == "cone":
        return Geom.Geom_ConicalSurface(place, face.second, face.radius)
    if face.kind == "sphere":
        return Geom.Geom_SphericalSurface(place, face.radius)
    return Geom.Geom_ToroidalSurface(place, face.radius, face.second)
