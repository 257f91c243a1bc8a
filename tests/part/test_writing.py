from __future__ import annotations

import json
import os
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from models import EXAMPLES, ball, block

from zero_to_cad.errors import ConfigError, InputError
from zero_to_cad.part import Part, read, write, write_bytes

SUFFIXES = [".step", ".stp", ".stl", ".glb", ".3mf"]


@pytest.fixture(scope="module")
def bracket() -> Part:
    return read(EXAMPLES / "bracket.step")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_reads_back_as_the_same_part(tmp_path: Path, bracket: Part, suffix: str) -> None:
    path = tmp_path / f"größe 1{suffix}"
    write(bracket, path)
    back = read(path)
    assert back.notes == ()
    np.testing.assert_allclose(back.mesh().bounds, bracket.mesh().bounds, atol=1e-4)
    assert back.mesh().volume == pytest.approx(bracket.mesh().volume, rel=1e-6)
    assert back.mesh().watertight
    assert list(tmp_path.iterdir()) == [path]


def test_step_keeps_the_exact_faces(tmp_path: Path, bracket: Part) -> None:
    write(bracket, tmp_path / "again.step")
    again = read(tmp_path / "again.step").measures
    assert again.faces_by_type == bracket.measures.faces_by_type
    assert again.volume == pytest.approx(bracket.measures.volume, rel=1e-9)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_part_gives_the_same_bytes(suffix: str) -> None:
    first = write_bytes(Part.from_shape(block()), suffix)
    Part.from_shape(block(), "another").mesh(1e-2)
    assert write_bytes(Part.from_shape(block()), suffix) == first


def test_a_name_of_any_script_can_be_written_as_step(tmp_path: Path) -> None:
    write(Part.from_shape(block(), "it's größe 零件"), tmp_path / "name.step")
    assert read(tmp_path / "name.step").measures.faces == 7


def test_glb_is_metres_with_y_up_and_normals_that_face_outwards() -> None:
    data = write_bytes(Part.from_shape(cq.Workplane().box(100, 200, 300).val()), ".glb")
    length = int.from_bytes(data[12:16], "little")
    document = json.loads(data[20 : 20 + length])
    assert document["accessors"][0]["max"] == pytest.approx([0.05, 0.15, 0.1])
    assert len(data) == int.from_bytes(data[8:12], "little")
    count = document["accessors"][0]["count"]
    assert count == 24
    arrays = np.frombuffer(data, "<f4", 6 * count, 28 + length).reshape(2, count, 3)
    assert (np.einsum("ij,ij->i", arrays[0], arrays[1]) > 0).all()


def test_a_mesh_cannot_become_step(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ball is known only as a mesh, which STEP cannot hold"):
        write(Part.from_mesh(ball(), "ball"), tmp_path / "ball.step")
    assert list(tmp_path.iterdir()) == []


def test_formats_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.obj is not a format that can be written: \.step, \.stp, \.stl"):
        write(Part.from_shape(block()), tmp_path / "part.obj")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    part = Part.from_shape(block())
    with pytest.raises(ConfigError, match=r"part\.step cannot be written: No such file or directory"):
        write(part, tmp_path / "missing" / "part.step")
    (tmp_path / "folder.stl").mkdir()
    with pytest.raises(ConfigError, match=r"folder\.stl cannot be written: Is a directory"):
        write(part, tmp_path / "folder.stl")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.stl"]


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="needs /dev/full")
def test_an_old_file_survives_a_write_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "part.stl"
    path.write_text("old")
    (tmp_path / f".part.stl.{os.getpid()}").symlink_to("/dev/full")
    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        write(Part.from_shape(block()), path)
    assert path.read_text() == "old"
