"""From a row, in any of the shapes that readers meet, to a Sample.

Readers of the published sets meet pictures and files as bytes, as {"bytes": ..., "path": ...}, as PIL images, as lists
of numbers and as base64 text; and source as bytes or text. All become the same Sample.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import IMAGES
from zero_to_cad.errors import UnreadableError

# Text that is nothing but base64 of some length is taken for it: no program and no file looks like that.
BASE64 = re.compile(rb"[A-Za-z0-9+/\s]{24,}={0,2}\s*")


def sample_of(row: Mapping[str, Any], folder: Path | None = None) -> Sample:
    """The sample in a row of the published columns; columns that are not there stay empty.

    folder: where relative paths of pictures start. Raises UnreadableError that names row and column.
    """
    name = row.get("uuid")
    if not isinstance(name, str) or not name:
        raise UnreadableError("A row has no uuid, so it is no sample.")
    pictures = [_binary(row.get(column), name, column, folder) for column in IMAGES]
    if b"" in pictures and any(pictures[pictures.index(b"") :]):
        raise UnreadableError(f"Sample {name} lacks {IMAGES[pictures.index(b'')]} but has later pictures.")
    return Sample(
        uuid=name,
        program=_text(row.get("cadquery_file"), name, folder),
        images=tuple(filter(None, pictures)),
        step=_binary(row.get("step_file"), name, "step_file", folder),
        stl=_binary(row.get("stl_file"), name, "stl_file", folder),
        num_faces=_number(row, "num_faces", int),
        ops_json=row.get("cadquery_ops_json"),
        ops_count=_number(row, "cadquery_ops_count", int),
        face_latency_ms=_number(row, "face_latency_ms", float),
        ops_latency_ms=_number(row, "ops_latency_ms", float),
    )


def _text(value: Any, name: str, folder: Path | None) -> str:
    raw = value.encode() if isinstance(value, str) else _binary(value, name, "cadquery_file", folder)
    if BASE64.fullmatch(raw):
        raw = _decoded(raw, name, "cadquery_file")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The program of sample {name} is not UTF-8 text: {error.reason}.") from error


def _binary(value: Any, name: str, column: str, folder: Path | None) -> bytes:
    if value is None:
        return b""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, Mapping):
        if value.get("bytes") is not None:
            return _binary(value["bytes"], name, column, folder)
        if value.get("path"):
            return _file((folder or Path()) / value["path"], name, column)
    if isinstance(value, str):
        return _decoded(value.encode(), name, column)
    if hasattr(value, "save"):
        buffer = BytesIO()
        value.save(buffer, format="PNG")
        return buffer.getvalue()
    try:
        # Lists and arrays of numbers below 256.
        return bytes(value)
    except (TypeError, ValueError) as error:
        kind = type(value).__name__
        raise UnreadableError(f"Column {column} of sample {name} is a {kind}, which holds no file.") from error


def _file(path: Path, name: str, column: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"Column {column} of sample {name} names {path}, which cannot be read.") from error


def _decoded(text: bytes, name: str, column: str) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error as error:
        raise UnreadableError(f"Column {column} of sample {name} is text, but not base64.") from error


def _number(row: Mapping[str, Any], column: str, kind: type) -> Any:
    value = row.get(column)
    try:
        return None if value is None else kind(value)
    except (TypeError, ValueError) as error:
        raise UnreadableError(f"Column {column} of sample {row['uuid']} is no number: {value!r}.") from error
