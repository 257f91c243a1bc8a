"""3MF. Its unit is honoured on reading; mm is written."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part.cleaning import parts_of_triangles
from zero_to_cad.part.part import Part
from zero_to_cad.part.scene import read_triangles

# Units of the 3MF core specification, in mm.
UNITS = {"micron": 1e-3, "millimeter": 1.0, "centimeter": 10.0, "inch": 25.4, "foot": 304.8, "meter": 1000.0}
MODEL = "3D/3dmodel.model"
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="model" Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
"""


def load(data: bytes, file: Path) -> tuple[Part, ...]:
    """Every body that a 3MF file builds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            model = next(name for name in archive.namelist() if name.lower().endswith("3dmodel.model"))
            start = archive.read(model)[:4096]
    # An entry may also be torn (zlib.error) or locked (RuntimeError, of which NotImplementedError is one).
    except (zipfile.BadZipFile, zlib.error, StopIteration, EOFError, RuntimeError) as error:
        raise UnreadableError(f"{file} is not a 3MF file, or is cut off: export it again.") from error
    named = re.search(rb"<model[^>]*\bunit\s*=\s*[\"'](\w+)", start)
    unit = named[1].decode() if named else "millimeter"
    if unit not in UNITS:
        raise UnreadableError(f"{file} is in a unit that 3MF does not have: {unit}.")
    vertices, triangles = read_triangles(data, file)
    notes = () if unit == "millimeter" else (f"converted from {unit} to mm",)
    return parts_of_triangles(vertices * UNITS[unit], triangles, file, notes)


def dump(part: Part) -> bytes:
    """The part's default mesh as 3MF in mm, nine digits a coordinate."""
    mesh = part.mesh()
    vertices = "".join(f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>\n' for x, y, z in mesh.vertices.tolist())
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>\n' for a, b, c in mesh.triangles.tolist())
    model = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">\n'
        f'<resources><object id="1" type="model"><mesh>\n<vertices>\n{vertices}</vertices>\n'
        f"<triangles>\n{triangles}</triangles>\n</mesh></object></resources>\n"
        '<build><item objectid="1"/></build>\n</model>\n'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in (("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), (MODEL, model)):
            # The default date, 1980: the same part must give the same bytes.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return stream.getvalue()


LOADERS = {".3mf": load}
WRITERS = {".3mf": dump}
