"""The circles and levels that a part's faces draw in a frame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]
Circle = tuple[float, float, float]

_SQUARE = (4e-4, 4e-5)  # rad by which an axis, and a normal, may lean at any rate
_ASKEW = 0.02  # and where a face is so short that this is not known


def axis_of(face: Face, frame: FloatArray) -> int | None:
    """The axis of a frame (3, 3) that a face's axis or normal runs along, as far as that is known."""
    along = np.abs(frame @ face.direction)
    axis = int(along.argmax())
    lean = float(np.linalg.norm(np.delete(along, axis)))
    known = min(_ASKEW, face.slack / face.half) if face.half else 0.0
    return axis if lean <= max(known, _SQUARE[face.kind == "plane"]) else None


def known_circles(faces: Iterable[Face], frame: FloatArray, origin: FloatArray, axis: int) -> tuple[Circle, ...]:
    """Centre (in `ACROSS[axis]` of the frame) and radius, mm, of every cylinder along an axis.

    frame (3, 3): rows are the frame's axes in world coordinates; origin (3,): subtracted afterwards.
    """
    i, j = ACROSS[axis]
    found = set()
    for face in faces:
        if face.kind == "cylinder" and axis_of(face, frame) == axis:
            centre = frame @ face.point - origin
            found.add((face.read(centre[i]), face.read(centre[j]), face.read(face.radius)))
    return tuple(sorted(found))


def beside(circles: Sequence[Circle], distances: Sequence[float]) -> tuple[Circle, ...]:
    """The circles at these distances (mm) outside and inside of others: where walls that were moved on come to lie."""
    ways = [sign * distance for distance in distances for sign in (1.0, -1.0)]
    return tuple((x, y, r + way) for x, y, r in circles for way in ways if r + way > 0)


def known_rims(
    faces: Iterable[Face], frame: FloatArray, origin: FloatArray, axis: int
) -> tuple[tuple[float, float, float, float], ...]:
    """Centre (in `ACROSS[axis]` of the frame), radius and coordinate along an axis, mm, of circles about it.

    Those in which cylinders and cones end, and where a torus has its inner, outer, lower and upper circle.
    """
    i, j = ACROSS[axis]
    found = set()
    for face in faces:
        if axis_of(face, frame) != axis:
            continue
        place = frame @ face.point - origin
        across = face.read(place[i]), face.read(place[j])
        steps: list[tuple[float, float]] = []
        if face.kind in ("cylinder", "cone") and face.square:
            up = 1.0 if frame[axis] @ face.direction > 0 else -1.0
            rise = up * face.half * math.tan(face.second) if face.kind == "cone" else 0.0
            steps = [(-rise, -face.half), (rise, face.half)]
        elif face.kind == "torus":
            steps = [(0.0, -face.second), (0.0, face.second), (-face.second, 0.0), (face.second, 0.0)]
        for out, along in steps:
            found.add((*across, face.read(face.radius + out), face.read(place[axis] + along)))
    return tuple(sorted(found))


def known_tubes(
    faces: Iterable[Face], frame: FloatArray, origin: FloatArray, axis: int
) -> tuple[tuple[float, float, float, float, float], ...]:
    """Circles that tori about an axis, and spheres, draw in a half-plane from a line along that axis, mm.

    Where the line is (in `ACROSS[axis]` of the frame), then of the circle: distance from the line, coordinate along it,
    radius.
    """
    i, j = ACROSS[axis]
    found = set()
    for face in faces:
        if face.kind == "sphere" or (face.kind == "torus" and axis_of(face, frame) == axis):
            place = frame @ face.point - origin
            out, radius = (0.0, face.radius) if face.kind == "sphere" else (face.radius, face.second)
            read = (face.read(value) for value in (place[i], place[j], out, place[axis], radius))
            x, y, out, along, radius = read
            found.add((x, y, out, along, radius))
    return tuple(sorted(found))


def known_edges(
    circles: FloatArray, frame: FloatArray, origin: FloatArray, axis: int
) -> tuple[tuple[float, float, float, float], ...]:
    """Centre (in `ACROSS[axis]` of the frame), radius and coordinate along an axis, mm, of round edges about it.

    circles (n, 7): centre, direction and radius in world coordinates.
    """
    places, along = circles[:, :3] @ frame.T - origin, np.abs(circles[:, 3:6] @ frame.T)
    about = along[:, axis] > math.cos(_SQUARE[0])
    rows = np.column_stack((places[:, [*ACROSS[axis]]], circles[:, 6], places[:, axis]))[about]
    return tuple(sorted({(u, v, r, level) for u, v, r, level in (np.round(rows, 7) + 0.0).tolist()}))


def known_planes(faces: Sequence[Face], frame: FloatArray, origin: FloatArray) -> tuple[tuple[float, ...], ...]:
    """Coordinates, mm, of every flat face square to an axis of the frame, a tuple an axis."""
    found: list[list[tuple[float, float]]] = [[], [], []]
    for face in faces:
        if face.kind == "plane" and (axis := axis_of(face, frame)) is not None:
            found[axis].append((face.read((frame @ face.point - origin)[axis]), face.slack))
    return tuple(_apart(sorted(levels)) for levels in found)


def known_axes(planes: Sequence[Sequence[float]], circles: Sequence[Sequence[Circle]]) -> tuple[tuple[float, ...], ...]:
    """Coordinates, mm, along each axis at which there is a flat face or a cylinder's axis.

    planes: those of the flat faces, a sequence an axis; circles: of the cylinders along each axis.
    """
    found = [set(levels) for levels in planes]
    for axis, of_axis in enumerate(circles):
        for k, across in enumerate(ACROSS[axis]):
            found[across].update(circle[k] for circle in of_axis)
    return tuple(tuple(sorted(levels)) for levels in found)


def known_rounds(circles: Sequence[Sequence[Circle]]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Centre and radius, mm, along each axis, of every cylinder square to it; circles: those along each axis."""
    found: tuple[set[tuple[float, float]], ...] = (set(), set(), set())
    for axis, of_axis in enumerate(circles):
        for k, across in enumerate(ACROSS[axis]):
            found[across].update((circle[k], circle[2]) for circle in of_axis)
    return tuple(tuple(sorted(rounds)) for rounds in found)


def known_datums(firm: Sequence[Sequence[float]], corners: FloatArray, near: float) -> tuple[tuple[float, ...], ...]:
    """Coordinates, mm, along each axis at which the part has something to measure from: `firm` ones, and corners.

    corners (n, 3): its vertices; those `near` a firm coordinate are there by chance.
    """
    found = []
    for axis, levels in enumerate(firm):
        known = np.array([-np.inf, *levels, np.inf])
        values = np.unique(np.round(corners[:, axis], 6))
        after = np.searchsorted(known, values)
        away = np.minimum(values - known[after - 1], known[np.minimum(after, len(known) - 1)] - values)
        found.append(tuple(sorted({*levels, *values[away > near].tolist()})))
    return tuple(found)


def _apart(levels: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Levels (and the slack of each) without those that are the one before as far as is known."""
    kept: list[float] = []
    for level, slack in levels:
        if not kept or level - kept[-1] > slack:
            kept.append(level)
    return tuple(kept)
