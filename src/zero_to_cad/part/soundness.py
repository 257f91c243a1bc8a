"""What a solid or a mesh must be to be a part."""

from __future__ import annotations

from typing import Any

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_SHELL, TopAbs_VERTEX
from OCP.TopoDS import TopoDS

from zero_to_cad.errors import NotASolidError
from zero_to_cad.part.mesh import Floats, Mesh
from zero_to_cad.part.overlap import overlaps_itself
from zero_to_cad.part.topology import members

# Coordinates beyond 10 km, in mm: no part, and double precision in mm wears thin.
FURTHEST = 1e7
# Volume over the cube of the size below which a body is flat up to rounding.
FLAT = 1e-12


def check_solid(solid: Any, name: str) -> float:
    """The signed volume of a valid closed TopoDS_Solid: negative when it faces inwards, good to 1%.

    Raises NotASolidError for any other.
    """
    points = [BRep_Tool.Pnt_s(TopoDS.Vertex_s(vertex)) for vertex in members(solid, TopAbs_VERTEX)]
    check_coordinates(np.array([(p.X(), p.Y(), p.Z()) for p in points]).reshape(-1, 3), name)
    shells = list(members(solid, TopAbs_SHELL))
    if not shells or not all(BRep_Tool.IsClosed_s(shell) for shell in shells):
        raise NotASolidError(f"{name} is not closed: its surfaces enclose no volume.")
    if not BRepCheck_Analyzer(solid).IsValid():
        raise NotASolidError(f"{name} is not a valid solid: its faces and edges contradict each other.")
    properties, box = GProp_GProps(), Bnd_Box()
    BRepGProp.VolumeProperties_s(solid, properties)
    BRepBndLib.Add_s(solid, box, False)
    volume = float(properties.Mass())
    if not abs(volume) > FLAT * box.SquareExtent() ** 1.5:
        raise NotASolidError(f"{name} is flat: it encloses no volume.")
    return volume


def check_mesh(mesh: Mesh, name: str) -> None:
    """Raises NotASolidError for a mesh that is not one closed body."""
    check_coordinates(mesh.vertices, name)
    if not len(mesh.triangles):
        raise NotASolidError(f"{name} holds no triangles: export the part as a closed mesh.")
    if not mesh.watertight:
        raise NotASolidError(f"{name} is not closed: {len(mesh.open_edges)} edges border a hole.")
    if is_flat(mesh):
        raise NotASolidError(f"{name} is flat: its triangles enclose no volume.")
    if overlaps_itself(mesh):
        raise NotASolidError(f"{name} runs through itself: inside and outside cannot be told apart.")


def check_coordinates(points: Floats, name: str) -> None:
    """Raises NotASolidError for coordinates (n, 3) that are no numbers or no part's."""
    if not np.isfinite(points).all():
        raise NotASolidError(f"{name} holds coordinates that are not finite numbers.")
    if len(points) and np.abs(points).max() > FURTHEST:
        raise NotASolidError(f"{name} holds coordinates beyond {FURTHEST:,.0f} mm: check its unit.")


def is_flat(mesh: Mesh) -> bool:
    """Whether a closed mesh encloses nothing but rounding."""
    return abs(mesh.volume) <= FLAT * float(mesh.size.max()) ** 3
