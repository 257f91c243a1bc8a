"""What keeps a solid or a mesh from being a part, as the end of a sentence that starts with its name."""

from __future__ import annotations

from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_SHELL, TopAbs_VERTEX
from OCP.TopoDS import TopoDS

from zero_to_cad.part.mesh import Floats, Mesh
from zero_to_cad.part.overlap import overlaps_itself
from zero_to_cad.part.topology import members

# Coordinates beyond 10 km, in mm: no part, and double precision in mm wears thin.
FURTHEST = 1e7
# Volume over the cube of the longest side below which a body is flat up to rounding.
FLAT = 1e-12


def defect_of_solid(solid: Any) -> str | None:
    """Why a TopoDS_Solid is no part; None for a closed valid solid, whichever way it faces."""
    points = [BRep_Tool.Pnt_s(TopoDS.Vertex_s(vertex)) for vertex in members(solid, TopAbs_VERTEX)]
    coordinates = np.array([(p.X(), p.Y(), p.Z()) for p in points]).reshape(-1, 3)
    if out_of_reach := defect_of_coordinates(coordinates):
        return out_of_reach
    shells = list(members(solid, TopAbs_SHELL))
    if not shells or not all(BRep_Tool.IsClosed_s(shell) for shell in shells):
        return "is not closed: its surfaces do not enclose a volume"
    if not BRepCheck_Analyzer(solid).IsValid():
        return "is not a valid solid: its faces or edges contradict each other"
    # A ball has one vertex or two, so the volume is held against the area.
    area = GProp_GProps()
    BRepGProp.SurfaceProperties_s(solid, area)
    if abs(signed_volume(solid)) <= FLAT * area.Mass() ** 1.5:
        return "is flat: it encloses no volume"
    return None


def defect_of_mesh(mesh: Mesh) -> str | None:
    """Why a mesh is no part; None for one closed body that faces outwards."""
    if out_of_reach := defect_of_coordinates(mesh.vertices):
        return out_of_reach
    if not len(mesh.triangles):
        return "holds no triangles"
    if not mesh.watertight:
        return f"is not closed: {len(mesh.open_edges)} edges border a hole"
    if abs(mesh.volume) <= FLAT * mesh.size.max() ** 3:
        return "is flat: it encloses no volume"
    if overlaps_itself(mesh):
        return "runs through itself, so that inside and outside cannot be told apart"
    return None


def defect_of_coordinates(points: Floats) -> str | None:
    """Why points cannot be used."""
    if not np.isfinite(points).all():
        return "holds coordinates that are not numbers"
    if len(points) and np.abs(points).max() > FURTHEST:
        return f"holds coordinates beyond {FURTHEST:g} mm: check its unit"
    return None


def signed_volume(solid: Any) -> float:
    """Volume of a TopoDS_Shape in mm^3; negative when its faces look inwards. Good to 1%."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(solid, properties)
    return float(properties.Mass())
