"""What bounds a part: read from its B-rep, or told from its mesh."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from zero_to_cad.fit.faces import Boundary, Face, Kind
from zero_to_cad.fit.segmentation import segmented
from zero_to_cad.part import Part

_COMPLETE = 1e-5  # of a face's area: what is cut off by a slanted end or another hole is more


def boundary(part: Part) -> Boundary:
    """The faces of a part that are flat or round, in its own coordinates; all others are left out."""
    if part.shape is None:
        return segmented(part.mesh())
    found = (_of_brep(face) for face in part.shape.Faces())
    corners = np.array([vertex.toTuple() for vertex in part.shape.Vertices()]).reshape(-1, 3)
    circles = np.array([_circle(edge) for edge in part.shape.Edges() if edge.geomType() == "CIRCLE"]).reshape(-1, 7)
    return Boundary(tuple(face for face in found if face is not None), corners, circles)


def _circle(edge: Any) -> tuple[float, ...]:
    from OCP.BRepAdaptor import BRepAdaptor_Curve

    circle = BRepAdaptor_Curve(edge.wrapped).Circle()
    return (*_xyz(circle.Location()), *_xyz(circle.Axis().Direction()), circle.Radius())


def _of_brep(face: Any) -> Face | None:
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    kind = face.geomType().lower()
    surface = BRepAdaptor_Surface(face.wrapped)
    if kind == "plane":
        plane = surface.Plane()
        return Face("plane", _xyz(plane.Location()), face.normalAt().toTuple())
    if kind == "sphere":
        sphere = surface.Sphere()
        return Face("sphere", _xyz(sphere.Location()), _xyz(sphere.Position().Direction()), sphere.Radius())
    if kind == "torus":
        torus = surface.Torus()
        radii = torus.MajorRadius(), torus.MinorRadius()
        return Face("torus", _xyz(torus.Location()), _xyz(torus.Axis().Direction()), *radii)
    return _round(kind, face, surface) if kind in ("cylinder", "cone") else None


def _round(kind: Kind, face: Any, surface: Any) -> Face:
    import cadquery

    of_kind = surface.Cylinder() if kind == "cylinder" else surface.Cone()
    place, axis = np.array(_xyz(of_kind.Axis().Location())), np.array(_xyz(of_kind.Axis().Direction()))
    across = (surface.FirstUParameter() + surface.LastUParameter()) / 2
    first, last = surface.FirstVParameter(), surface.LastVParameter()
    ends = []
    for v in (first, last):
        away = np.array(_xyz(surface.Value(across, v))) - place
        height = float(away @ axis)
        ends.append((height, float(np.linalg.norm(away - height * axis))))
    (lower, low), (upper, high) = sorted(ends)
    half = surface.Value(across, (first + last) / 2)
    away = np.array(_xyz(half)) - place
    outward = away - (away @ axis) * axis
    normal = np.array(face.normalAt(cadquery.Vector(half)).toTuple())
    turn = surface.LastUParameter() - surface.FirstUParameter()
    whole = turn * (low + high) / 2 * math.hypot(upper - lower, high - low)
    x, y, z = (float(value) for value in place + (lower + upper) / 2 * axis)
    return Face(
        kind,
        (x, y, z),
        _xyz(of_kind.Axis().Direction()),
        of_kind.Radius() if kind == "cylinder" else (low + high) / 2,
        math.atan2(high - low, upper - lower) if kind == "cone" else 0.0,
        (upper - lower) / 2,
        turn,
        abs(face.Area() - whole) <= _COMPLETE * whole,
        bool(normal @ outward < 0),
    )


def _xyz(triple: Any) -> tuple[float, float, float]:
    return triple.X(), triple.Y(), triple.Z()
