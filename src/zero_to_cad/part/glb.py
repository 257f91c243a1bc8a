"""GLB, the binary glTF 2.0. It is in metres with +Y up; a part is in mm with +Z up, so both are turned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.cleaning import parts_of_triangles
from zero_to_cad.part.mesh import Floats, Indices, Mesh
from zero_to_cad.part.part import Part
from zero_to_cad.part.scene import read_triangles

GREY = [0.62, 0.64, 0.67, 1.0]
FLOAT, UNSIGNED_INT, ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 5126, 5125, 34962, 34963


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every body in a GLB file, turned from +Y up to +Z up and from m to mm."""
    if data[:4] != b"glTF":
        raise UnreadableError(f"{file} is not a GLB file: it does not start with glTF.")
    if int.from_bytes(data[8:12], "little") > len(data):
        raise UnreadableError(f"{file} is cut off: copy or export it again.")
    vertices, triangles = read_triangles(data, file)
    x, y, z = vertices.T * 1000.0
    return parts_of_triangles(np.stack([x, -z, y], axis=1), triangles, file)


def dump(part: Part) -> bytes:
    """The part's default mesh as GLB: +Y up, in m, smooth within a B-rep face and sharp between faces."""
    mesh = part.mesh()
    points, normals, indices = _split_by_face(mesh)
    arrays: list[tuple[Any, int, dict[str, Any]]] = []
    x, y, z = points.T / 1000.0
    positions = np.stack([x, z, -y], axis=1).astype("<f4")
    bounds = {"min": positions.min(axis=0).tolist(), "max": positions.max(axis=0).tolist()}
    arrays.append((positions, ARRAY_BUFFER, {"componentType": FLOAT, "type": "VEC3", **bounds}))
    x, y, z = normals.T
    turned = np.stack([x, z, -y], axis=1).astype("<f4")
    arrays.append((turned, ARRAY_BUFFER, {"componentType": FLOAT, "type": "VEC3"}))
    flat = indices.reshape(-1).astype("<u4")
    arrays.append((flat, ELEMENT_ARRAY_BUFFER, {"componentType": UNSIGNED_INT, "type": "SCALAR"}))
    views, accessors, binary = [], [], b""
    for number, (array, target, accessor) in enumerate(arrays):
        content = array.tobytes()
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(content), "target": target})
        accessors.append({"bufferView": number, "count": len(array), **accessor})
        binary += content
    document = {
        "asset": {"version": "2.0", "generator": "zero-to-cad"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": part.name}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}, "indices": 2, "material": 0}]}],
        "materials": [
            {"pbrMetallicRoughness": {"baseColorFactor": GREY, "metallicFactor": 0.0, "roughnessFactor": 0.7}}
        ],
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(binary)}],
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = _chunk(b"JSON", text) + _chunk(b"BIN\0", binary)
    return b"glTF" + (2).to_bytes(4, "little") + (12 + len(chunks)).to_bytes(4, "little") + chunks


def _split_by_face(mesh: Mesh) -> tuple[Floats, Floats, Indices]:
    """A vertex for each B-rep face that meets there, with its unit normal; without B-rep one a corner."""
    faces = np.arange(len(mesh.triangles)) if mesh.faces is None else mesh.faces
    keys = np.stack([mesh.triangles.reshape(-1), np.repeat(faces, 3)], axis=1)
    unique, indices = np.unique(keys, axis=0, return_inverse=True)
    indices = indices.reshape(-1, 3)
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    normals = np.zeros((len(unique), 3))
    # Not normalised: large triangles count for more.
    np.add.at(normals, indices.reshape(-1), np.repeat(np.cross(b - a, c - a), 3, axis=0))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.where(length > 0, normals / np.where(length > 0, length, 1.0), [0.0, 0.0, 1.0])
    return mesh.vertices[unique[:, 0]], normals, indices.astype(np.int32)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "little") + kind + content


LOADERS = {".glb": load}
WRITERS = {".glb": dump}
