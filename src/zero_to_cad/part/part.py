"""A part as a value: one solid, known by its B-rep or only by a closed mesh."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import cadquery

from zero_to_cad.errors import NotASolidError
from zero_to_cad.part.measures import Measures, bounding_box, measure_mesh, measure_shape
from zero_to_cad.part.mesh import Mesh
from zero_to_cad.part.tessellate import tessellate


class Part:
    """One solid. Made by `read`, `Part.from_shape` or `Part.from_mesh`; never changed afterwards.

    name: what to call it, a file's stem. shape: the B-rep, a cadquery.Solid of positive volume, or None when the
    part is known only as a mesh. notes: what reading did to it, one short sentence each.
    """

    def __init__(self, name: str, shape: Any, mesh: Mesh | None, notes: tuple[str, ...]) -> None:
        self.name = name
        self.shape = shape
        self.notes = notes
        self._own_mesh = mesh
        self._meshes: dict[tuple[float, float], Mesh] = {}

    @classmethod
    def from_shape(cls, shape: Any, name: str = "part", notes: tuple[str, ...] = ()) -> Part:
        solids = shape.Solids()
        if len(solids) != 1:
            raise NotASolidError(f"{name} holds {len(solids)} solids where one is needed.")
        return cls(name, cadquery.Solid(solids[0].wrapped), None, notes)

    @classmethod
    def from_mesh(cls, mesh: Mesh, name: str = "part", notes: tuple[str, ...] = ()) -> Part:
        return cls(name, None, mesh, notes)

    def mesh(self, tolerance: float = 1e-3, angle: float = 0.2) -> Mesh:
        """The part's closed mesh.

        tolerance: largest distance between a chord and its curve, relative to the longest side of the bounding box.
        angle: largest turn in radians between neighbouring chords. A part known only as a mesh returns that mesh.
        """
        if self._own_mesh is not None:
            return self._own_mesh
        key = (tolerance, angle)
        if key not in self._meshes:
            self._meshes[key] = tessellate(self.shape.wrapped, tolerance * self._longest_side, angle)
        return self._meshes[key]

    @cached_property
    def measures(self) -> Measures:
        """Volume, area, bounding box and more; exact where there is a B-rep."""
        if self.shape is None:
            return measure_mesh(self.mesh())
        return measure_shape(self.shape.wrapped, self.mesh())

    @cached_property
    def _longest_side(self) -> float:
        lower, upper = bounding_box(self.shape.wrapped)
        return float((upper - lower).max())

    def __repr__(self) -> str:
        return f"Part({self.name!r})"
