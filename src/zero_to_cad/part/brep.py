"""The kernel's own B-rep files, as text or binary. They name no unit: mm is taken."""

from __future__ import annotations

import io
from pathlib import Path

from OCP.BinTools import BinTools
from OCP.BRep import BRep_Builder
from OCP.BRepTools import BRepTools
from OCP.TopoDS import TopoDS_Shape

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.healing import parts_of_shape
from zero_to_cad.part.kernel import silence
from zero_to_cad.part.part import Part


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every solid in a BREP file."""
    start = data[:256]
    if b"CASCADE Topology" not in start:
        raise UnreadableError(f"{file} is not a BREP file: it does not start with CASCADE Topology.")
    shape = TopoDS_Shape()
    try:
        with silence():
            if b"Open CASCADE Topology" in start:
                BinTools.Read_s(shape, io.BytesIO(data))
            else:
                BRepTools.Read_s(shape, io.BytesIO(data), BRep_Builder())
    except Exception as error:  # the kernel's errors share no base of their own
        raise UnreadableError(f"{file} is cut off or damaged: export it again.") from error
    if shape.IsNull():
        raise UnreadableError(f"{file} is cut off or damaged: export it again.")
    return parts_of_shape(shape, file)


LOADERS = {".brep": load, ".brp": load}
