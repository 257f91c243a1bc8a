"""Shapes, meshes and files that the tests of `part` are made of."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer

from zero_to_cad.part import Mesh, Part

EXAMPLES = Path(__file__).parents[2] / "examples"


def block(x: float = 10.0, y: float = 20.0, z: float = 30.0) -> Any:
    """A box with a hole through it."""
    return cq.Workplane().box(x, y, z).faces(">Z").workplane().hole(min(x, y) / 2).val()


def step_bytes(shape: Any, unit: str = "MM") -> bytes:
    """STEP as the kernel writes it, in a unit of its choice."""
    Interface_Static.SetCVal_s("write.step.unit", unit)
    writer = STEPControl_Writer()
    writer.Transfer(shape.wrapped, STEPControl_AsIs)
    stream = io.BytesIO()
    writer.WriteStream(stream)
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    return stream.getvalue()


def text_stl(corners: npt.NDArray[np.float64]) -> str:
    """Triangles (m, 3, 3) as text STL, every digit kept."""
    facets = [
        "facet normal 0 0 0\nouter loop\n"
        + "".join(f"vertex {x!r} {y!r} {z!r}\n" for x, y, z in triangle)
        + "endloop\nendfacet\n"
        for triangle in corners.tolist()
    ]
    return "solid made for a test\n" + "".join(facets) + "endsolid\n"


def ball(radius: float = 10.0) -> Mesh:
    """A ball of some hundred triangles, so that one of them is a small hole."""
    return Part.from_shape(cq.Workplane().sphere(radius).val()).mesh()
