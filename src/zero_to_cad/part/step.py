"""STEP files (ISO 10303-21). Whatever unit a file is in, a part is in mm."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.StepBasic import StepBasic_Product
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Reader, STEPControl_Writer
from OCP.TCollection import TCollection_HAsciiString
from OCP.TColStd import TColStd_SequenceOfAsciiString

from zero_to_cad.errors import InputError, UnreadableError
from zero_to_cad.part.healing import parts_of_shape
from zero_to_cad.part.part import Part
from zero_to_cad.part.soundness import check_coordinates

POINT = re.compile(rb"CARTESIAN_POINT\s*\(\s*'[^']*'\s*,\s*\(([^)]*)\)")
# STEP wants a time; the same part must give the same bytes.
TIME_STAMP = "1970-01-01T00:00:00"


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every solid in a STEP file."""
    if b"ISO-10303-21" not in data[:1024]:
        raise UnreadableError(f"{file} is not a STEP file: it does not start with ISO-10303-21.")
    if b"END-ISO-10303-21" not in data[-1024:]:
        raise UnreadableError(f"{file} is cut off: END-ISO-10303-21 is missing; copy or export it again.")
    _check_points(data, file)
    reader = STEPControl_Reader()
    refusal = UnreadableError(f"{file} says it is STEP but cannot be read as such: export it again.")
    try:
        done = reader.ReadStream(file.name, io.BytesIO(data)) == IFSelect_RetDone
        # Transferring after a failed read crashes the process.
        done = done and reader.TransferRoots() > 0
    except Exception as error:  # the kernel's errors share no base of their own
        raise refusal from error
    if not done:
        raise refusal
    units = _length_units(reader)
    notes = () if units <= {"millimetre"} else (f"converted from {' and '.join(sorted(units))} to mm",)
    return parts_of_shape(reader.OneShape(), file, notes)


def _check_points(data: bytes, file: Path) -> None:
    """Refuse impossible coordinates before the kernel sees them: it would compute on them for ever."""
    texts = [text for point in POINT.findall(data) for text in point.split(b",")]
    try:
        coordinates = np.array(texts, dtype=np.bytes_).astype(np.float64)
    except ValueError as error:
        raise UnreadableError(f"{file} holds a coordinate that is not a number: export it again.") from error
    check_coordinates(coordinates, str(file))


def dump(part: Part) -> bytes:
    """The part's B-rep as STEP AP214 in mm. Raises InputError for a part known only as a mesh."""
    if part.shape is None:
        raise InputError(f"{part.name} is known only as a mesh, which STEP cannot hold: write STL, GLB or 3MF.")
    stream = io.BytesIO()
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    writer = STEPControl_Writer()
    writer.Transfer(part.shape.wrapped, STEPControl_AsIs)
    model = writer.Model()
    name = TCollection_HAsciiString(_ascii(part.name))
    for number in range(1, model.NbEntities() + 1):
        entity = model.Value(number)
        # The kernel names products by a count through the life of the process.
        if isinstance(entity, StepBasic_Product):
            entity.SetId(name)
            entity.SetName(name)
    header = APIHeaderSection_MakeHeader(model)
    header.SetName(name)
    header.SetTimeStamp(TCollection_HAsciiString(TIME_STAMP))
    header.SetAuthorValue(1, TCollection_HAsciiString(""))
    header.SetOrganizationValue(1, TCollection_HAsciiString(""))
    header.SetOriginatingSystem(TCollection_HAsciiString("zero-to-cad"))
    header.Apply(model)
    writer.WriteStream(stream)
    return stream.getvalue()


def _length_units(reader: STEPControl_Reader) -> set[str]:
    lengths, angles, solid_angles = (TColStd_SequenceOfAsciiString() for _ in range(3))
    reader.FileUnits(lengths, angles, solid_angles)
    return {lengths.Value(number).ToCString().lower() for number in range(1, lengths.Length() + 1)}


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode()


LOADERS = {".step": load, ".stp": load}
WRITERS = {".step": dump, ".stp": dump}
