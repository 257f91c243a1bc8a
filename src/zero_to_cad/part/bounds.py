"""The bounding box of a B-rep: exact, and never grown by a triangulation or a tolerance."""

from __future__ import annotations

from typing import Any

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepBndLib import BRepBndLib
from OCP.TopAbs import TopAbs_FACE, TopAbs_VERTEX
from OCP.TopoDS import TopoDS

from zero_to_cad.part.mesh import Floats
from zero_to_cad.part.topology import members

# What the kernel's exact search may add to a coordinate, in mm.
KERNEL_MARGIN = 2e-7


def bounding_box(shape: Any) -> Floats:
    """(2, 3) lower and upper corner of a TopoDS_Shape, in mm.

    Starts from the vertices, which lie on the shape. Only faces whose quick outer box reaches further are
    searched exactly, because that search takes a second on some freeform parts.
    """
    inner = np.array([_point(BRep_Tool.Pnt_s(TopoDS.Vertex_s(v))) for v in members(shape, TopAbs_VERTEX)])
    box = np.array([[np.inf] * 3, [-np.inf] * 3])
    if len(inner):
        box = np.stack([inner.min(axis=0), inner.max(axis=0)])
    for face in members(shape, TopAbs_FACE):
        outer = Bnd_Box()
        BRepBndLib.Add_s(face, outer, False)
        if outer.IsVoid() or not _reaches_beyond(box, _corners(outer)):
            continue
        exact = Bnd_Box()
        BRepBndLib.AddOptimal_s(face, exact, False, False)
        corners = _corners(exact)
        box[0] = np.where(corners[0] < box[0] - KERNEL_MARGIN, corners[0], box[0])
        box[1] = np.where(corners[1] > box[1] + KERNEL_MARGIN, corners[1], box[1])
    return box


def _reaches_beyond(box: Floats, other: Floats) -> bool:
    return bool((other[0] < box[0] - KERNEL_MARGIN).any() or (other[1] > box[1] + KERNEL_MARGIN).any())


def _corners(box: Any) -> Floats:
    return np.array([_point(box.CornerMin()), _point(box.CornerMax())])


def _point(point: Any) -> tuple[float, float, float]:
    return point.X(), point.Y(), point.Z()
