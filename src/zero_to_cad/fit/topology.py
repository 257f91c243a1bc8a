"""The faces of a B-rep, what lies along their edges, and what they are round about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Point3 = tuple[float, float, float]

_SMOOTH = 2e-3  # rad between the normals of two faces along their edge
_PART = math.pi / 12
_ROUNDED = 1e-6  # rad
SQUARE = 1e-6  # of the cosine between two directions that are parallel


@dataclass(frozen=True)
class Border:
    """An edge of a face: the face beyond, whether both are tangent there, its middle in the face's (u, v)."""

    beyond: int
    smooth: bool
    kind: str
    u: float
    v: float
    edge: Any


class Faces:
    """The faces of a shape and what lies along their edges."""

    def __init__(self, shape: Any) -> None:
        from OCP.BRepAdaptor import BRepAdaptor_Surface
        from OCP.TopAbs import TopAbs_EDGE
        from OCP.TopExp import TopExp_Explorer
        from OCP.TopTools import TopTools_IndexedMapOfShape

        self.all = shape.Faces()
        self.kinds = [face.geomType() for face in self.all]
        self.surfaces = [BRepAdaptor_Surface(face.wrapped) for face in self.all]
        self._borders: dict[int, list[Border]] = {k: [] for k in range(len(self.all))}
        index = TopTools_IndexedMapOfShape()
        beside: list[list[int]] = []
        for k, face in enumerate(self.all):
            explorer = TopExp_Explorer(face.wrapped, TopAbs_EDGE)
            while explorer.More():
                n = index.Add(explorer.Current())
                if n > len(beside):
                    beside.append([])
                beside[n - 1].append(k)
                explorer.Next()
        for n, pair in enumerate(beside, start=1):
            if len(pair) == 2 and pair[0] != pair[1]:
                self._add(index.FindKey(n), pair[0], pair[1])

    def _add(self, edge: Any, first: int, second: int) -> None:
        from OCP.BRep import BRep_Tool
        from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Curve2d
        from OCP.TopoDS import TopoDS

        line = TopoDS.Edge_s(edge)
        if BRep_Tool.Degenerated_s(line):
            return
        flats = [(k, BRepAdaptor_Curve2d(line, self.all[k].wrapped)) for k in (first, second)]

        def places(share: float) -> list[tuple[float, float]]:
            """In (u, v) of both faces."""
            ends = ((flat, flat.FirstParameter(), flat.LastParameter()) for _, flat in flats)
            points = (flat.Value(start + share * (end - start)) for flat, start, end in ends)
            return [(point.X(), point.Y()) for point in points]

        def turn(share: float) -> float:
            a, b = (self.normal(k, *place) for (k, _), place in zip(flats, places(share), strict=True))
            return math.acos(float(np.clip(a @ b, -1, 1)))

        # At a fifth and four fifths the two parameters may differ: only the middle's turn is sure, the others confirm.
        smooth = all(turn(share) < _SMOOTH for share in (0.5, 0.2, 0.8))
        kind = BRepAdaptor_Curve(line).GetType().name
        for k, other, place in zip((first, second), (second, first), places(0.5), strict=True):
            self._borders[k].append(Border(other, smooth, kind, *place, edge=line))

    def borders(self, face: int) -> list[Border]:
        return self._borders[face]

    def bounds(self, face: int) -> tuple[float, float, float, float]:
        """First and last u, first and last v: mm and rad."""
        surface = self.surfaces[face]
        us = surface.FirstUParameter(), surface.LastUParameter()
        vs = surface.FirstVParameter(), surface.LastVParameter()
        if self.kinds[face] in ("CYLINDER", "CONE", "TORUS"):
            us = _even(us[0]), _even(us[1])
        if self.kinds[face] == "TORUS":
            vs = _even(vs[0]), _even(vs[1])
        return *us, *vs

    def normal(self, face: int, u: float, v: float) -> FloatArray:
        """The unit normal out of the solid."""
        from OCP.gp import gp_Pnt, gp_Vec
        from OCP.TopAbs import TopAbs_REVERSED

        point, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
        self.surfaces[face].D1(u, v, point, along_u, along_v)
        across = along_u.Crossed(along_v)
        size = across.Magnitude()
        if size < 1e-30:
            return np.zeros(3)
        sign = -1.0 if self.all[face].wrapped.Orientation() == TopAbs_REVERSED else 1.0
        unit: FloatArray = triple(across) * (sign / size)
        return unit

    def point(self, face: int, u: float, v: float) -> FloatArray:
        return triple(self.surfaces[face].Value(u, v))

    def middles(self, face: int, along: int) -> tuple[Point3, ...]:
        """Points halfway across a round face, along its u (0) or v (1)."""
        u0, u1, v0, v1 = self.bounds(face)
        found = []
        for share in (0.5, 0.1, 0.3, 0.7, 0.9):
            u = u0 + (share if along == 0 else 0.5) * (u1 - u0)
            v = v0 + (share if along == 1 else 0.5) * (v1 - v0)
            x, y, z = self.point(face, u, v).tolist()
            found.append((x, y, z))
        return tuple(found)

    def turned(self, face: int) -> float:
        """By how much (rad) a torus or a cone goes round its axis from its first u, counter-clockwise about it."""
        surface = self.surfaces[face]
        form = surface.Torus() if self.kinds[face] == "TORUS" else surface.Cone()
        turn = surface.LastUParameter() - surface.FirstUParameter()
        return float(turn if form.Position().Direct() else -turn)

    def same_surface(self, first: int, second: int) -> bool:
        """Whether two round faces are pieces of one cylinder or torus."""
        kind = self.kinds[first]
        if kind != self.kinds[second] or kind not in ("CYLINDER", "TORUS", "CONE"):
            return False
        a, b = (round_form(kind, self.surfaces[k]) for k in (first, second))
        if np.abs(a[2] - b[2]).max() > 1e-6 * a[2].max() or 1 - abs(float(a[1] @ b[1])) > SQUARE:
            return False
        gap = b[0] - a[0]
        if kind == "CYLINDER":
            gap = gap - (gap @ a[1]) * a[1]
        return bool(np.linalg.norm(gap) < 1e-6 * a[2].max())


def _even(angle: float) -> float:
    """An angle without the rounding that keeps it from a part of the full turn."""
    near = round(angle / _PART) * _PART
    return near if abs(angle - near) < _ROUNDED else angle


def round_form(kind: str, surface: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Place and direction of the axis, and the radii."""
    form = {"CYLINDER": surface.Cylinder, "TORUS": surface.Torus, "CONE": surface.Cone}[kind]()
    if kind == "CYLINDER":
        radii = [form.Radius()]
    elif kind == "TORUS":
        radii = [form.MajorRadius(), form.MinorRadius()]
    else:
        radii = [form.RefRadius(), abs(form.SemiAngle())]
    return triple(form.Axis().Location()), triple(form.Axis().Direction()), np.array(radii)


def triple(value: Any) -> FloatArray:
    return np.array([value.X(), value.Y(), value.Z()])


def as_point(values: FloatArray) -> Point3:
    x, y, z = values.tolist()
    return (x, y, z)
