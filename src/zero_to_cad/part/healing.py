"""From whatever B-rep a file gives to parts: sewing, repair, one part a solid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cadquery
from OCP.BRep import BRep_Tool
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.ShapeFix import ShapeFix_Shape
from OCP.TopAbs import TopAbs_FACE, TopAbs_SHELL, TopAbs_SOLID
from OCP.TopoDS import TopoDS

from zero_to_cad.errors import InputError, NotASolidError
from zero_to_cad.part.bounds import bounding_box
from zero_to_cad.part.part import Part
from zero_to_cad.part.topology import members

# Gap closed between surfaces that belong together, relative to the longest side.
SEWING_GAP = 1e-5
# Relative change of area that a repair may bring.
REPAIR_CHANGE = 0.01


def parts_of_shape(shape: Any, file: Path, notes: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """Every solid of a TopoDS_Shape as a part, in the file's order.

    Surfaces without a solid are sewn where they close, invalid solids repaired, and both are noted.
    Raises NotASolidError when no closed valid solid can be had.
    """
    solids = list(members(shape, TopAbs_SOLID))
    loose = list(members(shape, TopAbs_FACE, TopAbs_SOLID))
    if not solids and not loose:
        raise NotASolidError(f"{file} holds no solid: export the part itself, not only points or curves.")
    if not solids:
        solids = _sewn(loose)
        if not solids:
            raise NotASolidError(f"{file} holds surfaces only ({len(loose)}), and they do not close: export a solid.")
        notes = (*notes, f"sewed {len(loose)} surfaces into a solid")
    elif loose:
        notes = (*notes, f"left out {len(loose)} surfaces outside any solid")
    names = [file.stem] if len(solids) == 1 else [f"{file.stem}_{n + 1}" for n in range(len(solids))]
    return tuple(_part(solid, name, file, notes) for solid, name in zip(solids, names, strict=True))


def _part(solid: Any, name: str, file: Path, notes: tuple[str, ...]) -> Part:
    """The part of one TopoDS_Solid, repaired where it must be and can be."""
    try:
        return Part.from_shape(cadquery.Solid(TopoDS.Solid_s(solid)), name, notes)
    except NotASolidError as error:
        refusal = NotASolidError(f"{file}: {error} Repair failed too: export it again, or as a mesh.")
        fix = ShapeFix_Shape(solid)
        fix.Perform()
        repaired = cadquery.Shape.cast(fix.Shape())
        try:
            part = Part.from_shape(repaired, name, (*notes, "repaired the solid, which was not valid"))
        except InputError:
            raise refusal from error
        if abs(_area(repaired.wrapped) / _area(solid) - 1) > REPAIR_CHANGE:
            raise refusal from error
        return part


def _area(shape: Any) -> float:
    properties = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, properties)
    return float(properties.Mass())


def _sewn(faces: list[Any]) -> list[Any]:
    """The solids that faces enclose once sewn together; none when any of them stays open."""
    longest = max(float((box[1] - box[0]).max()) for box in map(bounding_box, faces))
    sewing = BRepBuilderAPI_Sewing(SEWING_GAP * longest)
    for face in faces:
        sewing.Add(face)
    sewing.Perform()
    shape = sewing.SewedShape()
    if shape.IsNull() or any(members(shape, TopAbs_FACE, TopAbs_SHELL)):
        return []
    shells = list(members(shape, TopAbs_SHELL))
    if not all(BRep_Tool.IsClosed_s(shell) for shell in shells):
        return []
    return [BRepBuilderAPI_MakeSolid(TopoDS.Shell_s(shell)).Solid() for shell in shells]
