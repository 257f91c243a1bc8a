"""STL, binary and text. It names no unit: mm is taken."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.cleaning import parts_of_triangles
from zero_to_cad.part.mesh import Floats
from zero_to_cad.part.part import Part

TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
HEADER = 84
VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every body in an STL file."""
    # Some binary files start with "solid" too, so their length is what tells.
    count = int.from_bytes(data[HEADER - 4 : HEADER], "little")
    needed = HEADER + count * TRIANGLE.itemsize
    text = data.lstrip()[:5].lower() == b"solid"
    if len(data) >= HEADER and (len(data) == needed or (len(data) > needed and not text and count)):
        corners = np.frombuffer(data, TRIANGLE, count, HEADER)["corners"].astype(np.float64)
    elif text:
        corners = _text_corners(data, file)
    else:
        raise UnreadableError(f"{file} is not an STL file, or is cut off: its length does not fit its triangles.")
    triangles = np.arange(3 * len(corners)).reshape(-1, 3)
    return parts_of_triangles(corners.reshape(-1, 3), triangles, file)


def _text_corners(data: bytes, file: Path) -> Floats:
    data = data.lower()
    if b"endsolid" not in data:
        raise UnreadableError(f"{file} is cut off: endsolid is missing; copy or export it again.")
    try:
        corners = np.array(VERTEX.findall(data)).astype(np.float64)
    except ValueError as error:
        raise UnreadableError(f"{file} holds a coordinate that is not a number ({error}).") from error
    if len(corners) % 3 or len(corners) != 3 * data.count(b"endfacet"):
        raise UnreadableError(f"{file} holds a triangle that has not three corners: export it again.")
    return corners.reshape(-1, 3, 3)


def dump(part: Part) -> bytes:
    """The part's default mesh as binary STL in mm, single precision."""
    mesh = part.mesh()
    records = np.zeros(len(mesh.triangles), TRIANGLE)
    records["corners"] = mesh.corners
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    normal = np.cross(b - a, c - a)
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    records["normal"] = np.divide(normal, length, out=np.zeros_like(normal), where=length > 0)
    header = b"binary STL by zero-to-cad, mm".ljust(HEADER - 4, b" ")
    return header + len(records).to_bytes(4, "little") + records.tobytes()


LOADERS = {".stl": load}
WRITERS = {".stl": dump}
