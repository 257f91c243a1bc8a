"""From the bytes that a program handed over to one valid solid, measured.

Trusted code, run in a confined process.
"""

from __future__ import annotations

import io
import math
from typing import Any

import cadquery
from OCP.BinTools import BinTools
from OCP.TopoDS import TopoDS_Shape

from zero_to_cad.errors import NotASolidError, ProgramError
from zero_to_cad.part import Part

SHOWN = 6  # how many sizes a message lists


def read_shape(data: bytes) -> Any:
    """The shape of a binary B-rep. Raises ProgramError("policy") when the bytes are none."""
    shape = TopoDS_Shape()
    try:
        BinTools.Read_s(shape, io.BytesIO(data))
    except Exception as error:
        raise ProgramError("policy", "the program's answer is not a B-rep.") from error
    if shape.IsNull():
        raise ProgramError("policy", "the program's answer is not a B-rep.")
    return cadquery.Shape.cast(shape)


def one_solid(shape: Any) -> tuple[Part, tuple[str, ...]]:
    """The one valid solid of positive volume that a shape is or can safely become, with notes on how.

    A compound of one solid is unwrapped; several that touch or overlap are united; an inside-out solid is
    turned. Raises ProgramError("geometry").
    """
    notes: list[str] = []
    solids = shape.Solids()
    if not solids:
        raise ProgramError(
            "geometry", f"the result is {_name(shape)}, not a solid: extrude, revolve or loft it."
        )
    for solid in solids:
        _check_volume(solid)
    if len(solids) > 1:
        solids = _unite(solids)
        notes.append(f"united {len(shape.Solids())} touching or overlapping solids into one")
    (solid,) = solids
    solid, changes = _sound(solid)
    try:
        return Part.from_shape(solid), (*notes, *changes)
    except NotASolidError as error:
        raise ProgramError("geometry", str(error)) from error


def _check_volume(solid: Any) -> None:
    volume = solid.Volume()
    if not math.isfinite(volume) or volume == 0:
        raise ProgramError("geometry", "the result has no volume: a dimension is zero or not a number.")


def _unite(solids: list[Any]) -> list[Any]:
    united = solids[0].fuse(*solids[1:]).clean().Solids()
    if len(united) == 1:
        return list(united)
    listed = ", ".join(_size(solid) for solid in united[:SHOWN]) + (", ..." if len(united) > SHOWN else "")
    raise ProgramError(
        "geometry",
        f"the result is {len(united)} separate solids ({listed}): make them touch, or keep one.",
    )


def _sound(solid: Any) -> tuple[Any, list[str]]:
    """The solid valid and right side out, and what that took."""
    notes = []
    if not solid.isValid():
        volume = solid.Volume()
        fixed = solid.fix().Solids()
        if (
            len(fixed) != 1
            or not fixed[0].isValid()
            or not math.isclose(fixed[0].Volume(), volume, rel_tol=1e-6)
        ):
            raise ProgramError(
                "geometry",
                "the result is not a valid solid: its faces cross or do not close. Check the last booleans.",
            )
        solid = fixed[0]
        notes.append("repaired the B-rep without changing its volume")
    if solid.Volume() < 0:
        solid = cadquery.Solid(solid.wrapped.Reversed())
        if not solid.isValid() or not solid.Volume() > 0:
            raise ProgramError(
                "geometry", "the result has negative volume and cannot be turned right side out."
            )
        notes.append("turned an inside-out solid right side out")
    return solid, notes


def _size(solid: Any) -> str:
    box = solid.BoundingBox()
    return " x ".join(f"{length:.4g}" for length in (box.xlen, box.ylen, box.zlen)) + " mm"


def _name(shape: Any) -> str:
    for members, one, several in (
        (shape.Shells(), "a shell", "shells"),
        (shape.Faces(), "a face", "faces"),
        (shape.Wires(), "a wire", "wires"),
        (shape.Edges(), "an edge", "edges"),
        (shape.Vertices(), "a vertex", "vertices"),
    ):
        if members:
            return one if len(members) == 1 else f"{len(members)} {several}"
    return "empty"
