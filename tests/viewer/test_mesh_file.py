"""Mesh files, read back as the page does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zero_to_cad.part import Part, read
from zero_to_cad.viewer import MODULES
from zero_to_cad.viewer.mesh_file import deviating, drawn

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def part() -> Part:
    return read(EXAMPLES / "horn.step")


def decoded(data: bytes) -> dict[str, Any]:
    assert data[:4] == b"Z2C2"
    start = 8 + int.from_bytes(data[4:8], "little")
    header: dict[str, Any] = json.loads(data[8:start])
    assert start % 4 == 0
    for name, kind, size in (
        ("positions", "<f4", 3 * header["vertices"]),
        ("triangles", "<u4", 3 * header["triangles"]),
        ("edges", "<f4", 6 * header["edges"]),
        ("deviations", "<f4", header["vertices"] if header["deviations"] else 0),
        ("labels", "<i4", header["vertices"] if header["labels"] else 0),
    ):
        header[name] = np.frombuffer(data, kind, size, start)
        start += header[name].nbytes
    assert start == len(data)
    return header


def test_a_file_holds_the_mesh(part: Part) -> None:
    found = decoded(drawn(part))
    triangles = found["positions"].reshape(-1, 3)[found["triangles"].reshape(-1, 3)]
    assert np.array_equal(triangles, part.mesh().corners.astype("<f4"))
    assert drawn(part) == drawn(part)


def test_a_vertex_has_one_label(part: Part) -> None:
    labels = np.arange(len(part.mesh().triangles), dtype=np.int32) % 3 - 1
    found = decoded(drawn(part, labels))
    assert (found["labels"][found["triangles"].reshape(-1, 3)] == labels[:, None]).all()


def test_a_part_lies_on_itself(part: Part) -> None:
    found = decoded(deviating(part, part))
    assert found["triangles"].max() < found["vertices"]
    assert np.abs(found["deviations"]).max() < 1e-5 * part.measures.size[0]


def test_too_much_is_positive_and_missing_negative(part: Part) -> None:
    shift = 0.004 * float(part.mesh().size.max())
    mesh = part.mesh()
    moved = Part.from_mesh(type(mesh)(mesh.vertices + np.array([0.0, 0.0, shift]), mesh.triangles))
    deviations = decoded(deviating(moved, part))["deviations"]
    assert deviations.max() == pytest.approx(shift, rel=1e-3)
    assert deviations.min() == pytest.approx(-shift, rel=1e-3)


def test_modules_import_only_what_is_vendored() -> None:
    for path in MODULES.rglob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import ", "} from ")) and " from " in line:
                name = line.split(" from ")[1].split('"')[1] if '"' in line else line.split("'")[1]
                assert (path.parent / name).is_file(), line
