"""The exact circles and levels that a B-rep's cylinders and planes draw."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.part import Part

FloatArray = npt.NDArray[np.float64]


def known_circles(
    part: Part, frame: FloatArray, origin: FloatArray, axis: int
) -> tuple[tuple[float, float, float], ...]:
    """Centre (in `ACROSS[axis]` of the frame) and radius, mm, of every cylinder along an axis.

    frame (3, 3): rows are the frame's axes in world coordinates; origin (3,): subtracted afterwards.
    A mesh knows of none.
    """
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    if part.shape is None:
        return ()
    i, j = ACROSS[axis]
    found = set()
    for face in part.shape.Faces():
        if face.geomType() != "CYLINDER":
            continue
        cylinder = BRepAdaptor_Surface(face.wrapped).Cylinder()
        line, place = cylinder.Axis().Direction(), cylinder.Axis().Location()
        direction = frame @ (line.X(), line.Y(), line.Z())
        if abs(direction[axis]) > 1 - 1e-7:
            centre = frame @ (place.X(), place.Y(), place.Z()) - origin
            found.add((round(float(centre[i]), 9), round(float(centre[j]), 9), round(cylinder.Radius(), 9)))
    return tuple(sorted(found))


def known_corners(part: Part, frame: FloatArray, origin: FloatArray) -> FloatArray:
    """The vertices (n, 3), mm, of a B-rep in the frame. A mesh knows of none."""
    if part.shape is None:
        return np.empty((0, 3))
    corners = np.array([vertex.toTuple() for vertex in part.shape.Vertices()]).reshape(-1, 3)
    found: FloatArray = corners @ frame.T - origin
    return found


def known_planes(part: Part, frame: FloatArray, origin: FloatArray) -> tuple[tuple[float, ...], ...]:
    """Coordinates, mm, of every flat face square to an axis of the frame, a tuple an axis. A mesh knows of none."""
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    found: tuple[set[float], ...] = (set(), set(), set())
    for face in part.shape.Faces() if part.shape is not None else ():
        if face.geomType() != "PLANE":
            continue
        plane = BRepAdaptor_Surface(face.wrapped).Plane()
        line, place = plane.Axis().Direction(), plane.Location()
        direction = frame @ (line.X(), line.Y(), line.Z())
        axis = int(np.argmax(np.abs(direction)))
        if abs(direction[axis]) > 1 - 1e-9:
            at = frame @ (place.X(), place.Y(), place.Z()) - origin
            found[axis].add(round(float(at[axis]), 7))
    return tuple(tuple(sorted(levels)) for levels in found)
