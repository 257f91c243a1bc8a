"""From the bytes that a program handed over to one valid solid, and a mesh as bytes.

Trusted code, run in a confined process.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
from typing import Any

import cadquery
import numpy as np
from OCP.BinTools import BinTools
from OCP.TopoDS import TopoDS_Shape

from zero_to_cad.errors import InputError, NotASolidError, ProgramError
from zero_to_cad.part import Mesh, Part

COUNTS = struct.Struct("<QQ")
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


def mesh_bytes(mesh: Mesh) -> bytes:
    """A B-rep's mesh: two counts, the vertices, the triangles, the face of each triangle."""
    assert mesh.faces is not None
    counts = COUNTS.pack(len(mesh.vertices), len(mesh.triangles))
    return b"".join([counts, mesh.vertices.tobytes(), mesh.triangles.tobytes(), mesh.faces.tobytes()])


def read_mesh(data: bytes) -> Mesh:
    """The mesh that `mesh_bytes` wrote. Raises ValueError for bytes that are none."""
    if len(data) < COUNTS.size:
        raise ValueError("no mesh")
    vertices, triangles = COUNTS.unpack_from(data)
    if len(data) != COUNTS.size + 24 * vertices + 16 * triangles:
        raise ValueError("a mesh of another length than it says")
    start = COUNTS.size + 24 * vertices
    places = np.frombuffer(data, np.float64, 3 * vertices, COUNTS.size).reshape(-1, 3)
    corners = np.frombuffer(data, np.int32, 3 * triangles, start).reshape(-1, 3)
    faces = np.frombuffer(data, np.int32, triangles, start + 12 * triangles)
    if not np.isfinite(places).all() or (corners < 0).any() or (corners >= vertices).any():
        raise ValueError("a mesh whose triangles have no corners")
    return Mesh(places, corners, faces)


def one_solid(shape: Any) -> tuple[Part, tuple[str, ...]]:
    """The one valid solid of positive volume that a shape is or can safely become, with notes on how.

    A compound of one solid is unwrapped; several that touch or overlap are united; an inside-out solid is
    turned. Raises ProgramError("geometry").
    """
    notes: tuple[str, ...] = ()
    solids = shape.Solids()
    if not solids:
        message = f"the result is {_name(shape)}, not a solid: extrude, revolve or loft it."
        raise ProgramError("geometry", message)
    if len(solids) > 1:
        notes = (f"united {len(solids)} touching or overlapping solids into one",)
        solids = _unite(solids)
    try:
        part = Part.from_shape(solids[0], "the result")
    except NotASolidError as error:
        part = _repaired(solids[0], error)
        notes = (*notes, "repaired the B-rep without changing its volume")
    return part, (*notes, *part.notes)


def _unite(solids: list[Any]) -> list[Any]:
    """Several solids as one, in a list. Raises ProgramError("geometry") when they lie apart."""
    if not all(math.isfinite(solid.Volume()) for solid in solids):
        raise ProgramError("geometry", "the result has a dimension that is not a number.")
    united = list(solids[0].fuse(*solids[1:]).clean().Solids())
    if len(united) == 1:
        return united
    listed = ", ".join(_size(solid) for solid in united[:SHOWN]) + (", ..." if len(united) > SHOWN else "")
    message = f"the result is {len(united)} separate solids ({listed}): make them touch, or keep one."
    raise ProgramError("geometry", message)


def _repaired(solid: Any, problem: NotASolidError) -> Part:
    """The part of a solid after the kernel's repair, where that leaves its volume as it was."""
    volume = solid.Volume()
    # The kernel's repair never ends on some solids with coordinates that are no numbers.
    if math.isfinite(volume) and volume != 0:
        fixed = solid.fix()
        if math.isclose(fixed.Volume(), volume, rel_tol=1e-6):
            with contextlib.suppress(InputError):
                return Part.from_shape(fixed, "the result")
    raise ProgramError("geometry", str(problem)) from problem


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
