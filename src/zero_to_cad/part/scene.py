"""Mesh files that trimesh reads: OBJ and PLY, and the bytes of 3MF and GLB."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import trimesh

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.cleaning import parts_of_triangles
from zero_to_cad.part.mesh import Floats, Integers
from zero_to_cad.part.part import Part


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every body in an OBJ or PLY file. They name no unit: mm is taken."""
    return parts_of_triangles(*read_triangles(data, file), file)


def read_triangles(data: bytes, file: Path) -> tuple[Floats, Integers]:
    """(n, 3) vertices and (m, 3) triangles of every instance in a scene, placed, in the file's own unit."""
    kind = file.suffix[1:].lower()
    try:
        scene = trimesh.load_scene(io.BytesIO(data), file_type=kind, process=False)
        mesh = scene.to_mesh()
        vertices, triangles = np.asarray(mesh.vertices, np.float64), np.asarray(mesh.faces)
    except Exception as error:  # its readers raise whatever they stumble over
        raise UnreadableError(f"{file} cannot be read as {kind.upper()}: it is damaged or another format.") from error
    if triangles.size and not 0 <= triangles.min() <= triangles.max() < len(vertices):
        raise UnreadableError(f"{file} is damaged: a triangle has a corner that is not among its vertices.")
    return vertices, triangles


LOADERS = {".obj": load, ".ply": load}
