"""Read and write parts by file name."""

from __future__ import annotations

import io
from pathlib import Path

import cadquery
from OCP.IFSelect import IFSelect_RetDone
from OCP.STEPControl import STEPControl_Reader

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.part import Part


def read(path: str | Path, *, solid: int | None = None) -> Part:
    path = Path(path)
    reader = STEPControl_Reader()
    if reader.ReadStream(path.name, io.BytesIO(path.read_bytes())) != IFSelect_RetDone:
        raise UnreadableError(f"{path} is not a STEP file.")
    reader.TransferRoots()
    return Part.from_shape(cadquery.Shape.cast(reader.OneShape()), path.stem)
