"""A part as a value: one solid, known by its B-rep or only by a closed mesh."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import Any

import cadquery
import numpy as np

from zero_to_cad.errors import NotASolidError, SeveralSolidsError
from zero_to_cad.part.bounds import bounding_box
from zero_to_cad.part.measures import Measures, measure_mesh, measure_shape
from zero_to_cad.part.mesh import Floats, Mesh
from zero_to_cad.part.soundness import check_mesh, check_solid
from zero_to_cad.part.tessellate import tessellate

# Of a mesh, unless another is asked for: see `Part.mesh`.
TOLERANCE, ANGLE = 1e-3, 0.2


class Part:
    """One solid. Made by `read`, `Part.from_shape` or `Part.from_mesh`, and not changed afterwards.

    name: what to call it, a file's stem. shape: the B-rep, a cadquery.Solid of positive volume, or None
    when the part is known only as a mesh. notes: what reading did to it, a short phrase each.
    """

    def __init__(self, name: str, shape: Any, mesh: Mesh | None, notes: tuple[str, ...]) -> None:
        self.name = name
        self.shape = shape
        self.notes = notes
        self._own_mesh = mesh
        self._meshes: dict[tuple[float, float], Mesh] = {}

    @classmethod
    def from_shape(cls, shape: Any, name: str = "part", notes: tuple[str, ...] = ()) -> Part:
        """The part of a cadquery.Shape that is, or holds, exactly one valid closed solid.

        A solid that faces inwards is turned and that is noted; nothing else is repaired. Raises
        NotASolidError, or SeveralSolidsError.
        """
        solids = shape.Solids()
        if not solids:
            raise NotASolidError(f"{name} is a {shape.ShapeType()} without a solid in it.")
        if len(solids) > 1:
            raise several_solids(name, [bounding_box(solid.wrapped) for solid in solids])
        solid = solids[0].wrapped
        if check_solid(solid, name) < 0:
            solid = solid.Reversed()
            notes = (*notes, "turned the solid, which faced inwards")
        return cls(name, cadquery.Solid(solid), None, tuple(notes))

    @classmethod
    def from_mesh(cls, mesh: Mesh, name: str = "part", notes: tuple[str, ...] = ()) -> Part:
        """The part of one closed mesh. One that faces inwards is turned and that is noted.

        Raises NotASolidError for a mesh that is open, flat, out of reach or runs through itself.
        """
        if mesh.watertight and mesh.volume < 0:
            mesh = Mesh(mesh.vertices, mesh.triangles[:, ::-1], mesh.faces)
            notes = (*notes, "turned the mesh, which faced inwards")
        check_mesh(mesh, name)
        return cls(name, None, mesh, tuple(notes))

    @classmethod
    def from_measured(cls, shape: Any, mesh: Mesh, measures: Measures, notes: tuple[str, ...] = ()) -> Part:
        """The part of a cadquery.Solid that another process has checked, meshed and measured: nothing is done twice.

        mesh: as `mesh()` gives it.
        """
        part = cls("part", shape, None, notes)
        part._meshes[TOLERANCE, ANGLE] = mesh
        part.measures = measures
        part.bounds = np.array([measures.lower, measures.upper])
        part.bounds.flags.writeable = False
        return part

    def mesh(self, tolerance: float = TOLERANCE, angle: float = ANGLE) -> Mesh:
        """The part's mesh, closed wherever the kernel allows. Kept for the next call.

        tolerance: largest distance between a chord and its curve, relative to the longest side of the
        bounding box. angle: largest turn in radians between neighbouring chords. A part known only as a
        mesh returns that mesh, whatever the tolerance.
        """
        if self._own_mesh is not None:
            return self._own_mesh
        key = (tolerance, angle)
        if key not in self._meshes:
            deviation = tolerance * max(_size(self.bounds))
            self._meshes[key] = tessellate(self.shape.wrapped, deviation, angle)
        return self._meshes[key]

    @cached_property
    def measures(self) -> Measures:
        """Volume, area, bounding box and more; from the exact geometry where there is a B-rep."""
        if self.shape is None:
            return measure_mesh(self.mesh())
        return measure_shape(self.shape.wrapped, self.bounds, self.mesh())

    @cached_property
    def bounds(self) -> Floats:
        """(2, 3): lower and upper corner of the bounding box; exact where there is a B-rep. Read-only."""
        bounds = bounding_box(self.shape.wrapped) if self._own_mesh is None else self._own_mesh.bounds
        bounds.flags.writeable = False
        return bounds

    def __repr__(self) -> str:
        kind = "mesh" if self.shape is None else "B-rep"
        size = " x ".join(f"{side:.6g}" for side in _size(self.bounds))
        return f"<Part {self.name}: {kind}, {size} mm>"

    def _repr_html_(self) -> str:
        measures = self.measures
        rows = {
            "size": " × ".join(f"{side:.6g}" for side in measures.size) + " mm",
            "volume": f"{measures.volume:.6g} mm³",
            "area": f"{measures.area:.6g} mm²",
            "faces": ", ".join(f"{count} {kind}" for kind, count in measures.faces_by_type.items())
            or f"known only as a mesh of {len(self.mesh().triangles)} triangles",
            "notes": "; ".join(self.notes) or "none",
        }
        body = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows.items())
        return f"<table><caption>{escape(self.name)}</caption>{body}</table>"


def several_solids(name: str, boxes: list[Floats]) -> SeveralSolidsError:
    """The error that lists solids by number and size, of their bounding boxes (2, 3), and how to choose."""
    sizes = [_size(box) for box in boxes]
    listing = "\n".join(
        f"  {number}. {x:.6g} x {y:.6g} x {z:.6g} mm" for number, (x, y, z) in enumerate(sizes, start=1)
    )
    return SeveralSolidsError(
        f"{name} holds {len(sizes)} solids: choose one with --solid N, or take each with --all.\n{listing}",
        sizes,
    )


def _size(box: Floats) -> tuple[float, float, float]:
    x, y, z = (float(side) for side in box[1] - box[0])
    return x, y, z
