"""Round walls of a B-rep: where drills have been."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.drilled import Wall
from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]

_SQUARE = 1e-7
_COMPLETE = 1e-5  # of a face's area: what is cut off by a slanted end or another hole is more


def round_walls(shape: Any, frame: FloatArray, origin: FloatArray) -> list[Wall]:
    """The round walls of a shape (cadquery.Shape), seen from inside, that a drill along an axis of the frame leaves.

    They go all the way round and end square to the axis.

    frame (3, 3): rows are the axes in world coordinates; origin (3,): subtracted from frame coordinates.
    """
    faces = [face for face in shape.Faces() if face.geomType() in ("CYLINDER", "CONE")]
    pieces = [found for face in faces if (found := _wall(face, frame, origin)) is not None]
    pieces.sort(key=lambda piece: (piece[0].axis, piece[0].centre, piece[0].low, piece[0].high, piece[0].lower))
    walls = []
    while pieces:
        wall, turn = pieces.pop(0)
        while pieces and _goes_on(wall, pieces[0][0]):
            more, part_turn = pieces.pop(0)
            wall = replace(wall, lower=min(wall.lower, more.lower), upper=max(wall.upper, more.upper))
            turn += part_turn
        if turn > 2 * math.pi - 1e-3:
            walls.append(wall)
    return sorted(walls, key=lambda wall: (wall.axis, wall.centre, wall.lower, wall.upper))


def _goes_on(wall: Wall, more: Wall) -> bool:
    """Whether two faces lie side by side in one wall."""
    alike = (wall.axis, wall.centre, wall.low, wall.high) == (more.axis, more.centre, more.low, more.high)
    if wall.low != wall.high:
        return alike and (wall.lower, wall.upper) == (more.lower, more.upper)
    return alike and more.lower < wall.upper - 1e-6


def _wall(face: Any, frame: FloatArray, origin: FloatArray) -> tuple[Wall, float] | None:
    """The wall that a face is part of, and by how much (rad) the face goes round."""
    import cadquery
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    surface = BRepAdaptor_Surface(face.wrapped)
    round_ = surface.Cylinder() if face.geomType() == "CYLINDER" else surface.Cone()
    line = round_.Axis()
    place = frame @ (line.Location().X(), line.Location().Y(), line.Location().Z()) - origin
    direction = frame @ (line.Direction().X(), line.Direction().Y(), line.Direction().Z())
    axis = int(np.argmax(np.abs(direction)))
    if abs(direction[axis]) < 1 - _SQUARE:
        return None
    i, j = ACROSS[axis]
    ends = []
    middle = (surface.FirstUParameter() + surface.LastUParameter()) / 2
    for v in (surface.FirstVParameter(), surface.LastVParameter()):
        point = surface.Value(middle, v)
        at = frame @ (point.X(), point.Y(), point.Z()) - origin
        ends.append((round(float(at[axis]), 7), round(math.hypot(at[i] - place[i], at[j] - place[j]), 7)))
    half = surface.Value(middle, (surface.FirstVParameter() + surface.LastVParameter()) / 2)
    normal = frame @ face.normalAt(cadquery.Vector(half)).toTuple()
    at = frame @ (half.X(), half.Y(), half.Z()) - origin
    if normal[i] * (at[i] - place[i]) + normal[j] * (at[j] - place[j]) >= 0:
        return None
    (lower, low), (upper, high) = sorted(ends)
    turn = surface.LastUParameter() - surface.FirstUParameter()
    whole = turn * (low + high) / 2 * math.hypot(upper - lower, high - low)
    if abs(face.Area() - whole) > _COMPLETE * whole:
        return None
    centre = (round(float(place[i]), 7) + 0.0, round(float(place[j]), 7) + 0.0)
    return Wall(axis, centre, lower, upper, low, high), turn
