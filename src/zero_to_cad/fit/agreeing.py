"""Faces read from a mesh, each within what is known of it, made to agree: square is square and tangent is tangent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.rounds import axis_of

FloatArray = npt.NDArray[np.float64]

_SQUARE = 1e-3  # of the cosine: what is square within the rounding of a mesh
_SLACK = 8.0  # of a face's slack, within which it touches another
_ROUNDED = 4.0  # of the slack of most, by which a number may become rounder
_CROSSING = 0.1  # of the sine between two planes that place a cylinder


def agreeing(faces: Sequence[Face], beside: Iterable[tuple[int, int]]) -> list[Face]:
    """The faces with round numbers, along the axes where they may be, and rounds tangent to what they round.

    beside: pairs of faces that meet.
    """
    near = _ROUNDED * float(np.median([face.slack for face in faces]))
    made = [_read(face, near) for face in faces]
    around: dict[int, list[int]] = {}
    for a, b in beside:
        around.setdefault(a, []).append(b)
    for kind, placed in (("cylinder", _between), ("torus", _rolled)):
        for k, face in enumerate(made):
            if face.kind == kind:
                made[k] = placed(face, [made[other] for other in sorted(around.get(k, ()))])
    return made


def _read(face: Face, near: float) -> Face:
    """A face at the roundest place that it may have within `near` mm; along an axis of the frame where it may be."""

    def read(value: float) -> float:
        rounded = face.read(value)
        return rounded if abs(rounded - value) <= near else value

    radius = read(face.radius) if face.kind in ("cylinder", "sphere", "torus") else face.radius
    face = replace(face, radius=radius, second=read(face.second) if face.kind == "torus" else face.second)
    axis = axis_of(face, np.eye(3))
    if axis is None and face.kind != "sphere":
        return face
    point, direction = np.array(face.point), np.array(face.direction)
    if axis is not None:
        direction = np.zeros(3)
        direction[axis] = math.copysign(1.0, face.direction[axis])
    for k in range(3):
        along = k == axis and face.kind in ("cylinder", "cone")
        if not along and (face.kind != "plane" or k == axis):
            point[k] = read(point[k])
    return _placed(face, point, direction)


def _between(face: Face, others: Sequence[Face]) -> Face:
    """A cylinder that touches two planes as far from both as its radius."""
    place, axis = np.array(face.point), np.array(face.direction)
    touching: list[tuple[FloatArray, float]] = []
    for other in (other for other in others if other.kind == "plane"):
        normal = np.array(other.direction)
        height = float((place - other.point) @ normal)
        if abs(normal @ axis) < _SQUARE and abs(abs(height) - face.radius) <= _SLACK * face.slack:
            touching.append((normal, math.copysign(face.radius, height) - height))
    for n, (first, away) in enumerate(touching):
        for second, also in touching[n + 1 :]:
            along = np.cross(first, second)
            size = float(np.linalg.norm(along))
            if size > _CROSSING:
                along *= math.copysign(1.0, along @ axis) / size
                moved = np.linalg.solve(np.stack((first, second, along)), (away, also, 0.0))
                return _placed(face, place + moved, along)
    return face


def _rolled(face: Face, others: Sequence[Face]) -> Face:
    """A torus that touches a plane square to its axis, or a cylinder about that, by the tube's radius."""
    place, axis, near = np.array(face.point), np.array(face.direction), _SLACK * face.slack
    radius = face.radius
    for other in (other for other in others if other.kind == "cylinder"):
        along = np.array(other.direction)
        gap = place - other.point
        gap -= (gap @ along) * along
        off = face.radius - other.radius
        if abs(along @ axis) > 1 - _SQUARE and np.linalg.norm(gap) <= near and abs(abs(off) - face.second) <= near:
            place, axis = place - gap, along * math.copysign(1.0, along @ axis)
            radius = other.radius + math.copysign(face.second, off)
            break
    for other in (other for other in others if other.kind == "plane"):
        normal = np.array(other.direction)
        height = float((place - other.point) @ normal)
        if abs(normal @ axis) > 1 - _SQUARE and abs(abs(height) - face.second) <= near:
            place = place + (math.copysign(face.second, height) - height) * normal
            axis = normal * math.copysign(1.0, normal @ axis)
            break
    return _placed(replace(face, radius=radius), place, axis)


def _placed(face: Face, place: FloatArray, axis: FloatArray) -> Face:
    (x, y, z), (u, v, w) = place.tolist(), axis.tolist()
    return replace(face, point=(x, y, z), direction=(u, v, w))
