"""STL, OBJ, PLY, 3MF and GLB as other programs write them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import trimesh
from models import EXAMPLES, text_stl

from zero_to_cad.part import Part, read, write_bytes


@pytest.fixture(scope="module")
def bracket() -> Part:
    return read(EXAMPLES / "bracket.step")


def _as_trimesh(part: Part) -> trimesh.Trimesh:
    mesh = part.mesh()
    return trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)


@pytest.mark.parametrize("kind", ["stl", "stl_ascii", "obj", "ply", "3mf"])
def test_files_of_another_program_are_the_same_part(tmp_path: Path, bracket: Part, kind: str) -> None:
    path = tmp_path / f"bracket.{kind.removesuffix('_ascii')}"
    _as_trimesh(bracket).export(path, file_type=kind)
    part = read(path)
    assert part.shape is None
    assert part.notes == ()
    assert part.mesh().watertight
    assert part.mesh().volume == pytest.approx(bracket.mesh().volume, rel=1e-5)
    np.testing.assert_allclose(part.mesh().bounds, bracket.mesh().bounds, atol=1e-4)


def test_glb_of_another_program_is_read_in_metres_with_y_up(tmp_path: Path) -> None:
    path = tmp_path / "post.glb"
    trimesh.creation.box((0.1, 0.3, 0.2)).export(path)
    assert read(path).mesh().size == pytest.approx((100, 200, 300), rel=1e-6)


@pytest.mark.parametrize(("unit", "mm"), [("inch", 25.4), ("micron", 1e-3), ("meter", 1000.0)])
def test_the_unit_of_3mf_is_honoured(tmp_path: Path, bracket: Part, unit: str, mm: float) -> None:
    path = tmp_path / "bracket.3mf"
    source, changed = io.BytesIO(write_bytes(bracket, ".3mf")), io.BytesIO()
    archive = trimesh.util.decompress(source, "zip")
    contents = {
        name: file.read().replace(b'unit="millimeter"', f'unit="{unit}"'.encode()) for name, file in archive.items()
    }
    changed.write(trimesh.util.compress(contents))
    path.write_bytes(changed.getvalue())
    part = read(path)
    assert part.mesh().size == pytest.approx(bracket.mesh().size * mm, rel=1e-6)
    assert part.notes == (f"converted from {unit} to mm",)


def test_placed_instances_of_3mf_are_where_the_build_puts_them(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    scene.add_geometry(trimesh.creation.box((1, 2, 3)), transform=trimesh.transformations.translation_matrix((7, 8, 9)))
    path = tmp_path / "moved.3mf"
    scene.export(path)
    assert read(path).mesh().bounds.mean(axis=0) == pytest.approx((7, 8, 9))


def test_a_binary_stl_may_start_with_the_word_solid(tmp_path: Path, bracket: Part) -> None:
    data = write_bytes(bracket, ".stl")
    path = tmp_path / "solid.stl"
    path.write_bytes(b"solid bracket".ljust(80) + data[80:])
    assert len(read(path).mesh().triangles) == len(bracket.mesh().triangles)


def test_a_text_stl_keeps_its_digits(tmp_path: Path, bracket: Part) -> None:
    path = tmp_path / "digits.stl"
    path.write_text(text_stl(bracket.mesh().corners))
    assert read(path).mesh().volume == pytest.approx(bracket.mesh().volume, rel=1e-12)


@pytest.mark.parametrize("side", [1e-3, 1e5])
def test_very_small_and_very_large_meshes_work(tmp_path: Path, bracket: Part, side: float) -> None:
    path = tmp_path / "scaled.stl"
    scale = side / bracket.mesh().size.max()
    path.write_text(text_stl(bracket.mesh().corners * scale))
    assert read(path).mesh().volume == pytest.approx(bracket.mesh().volume * scale**3, rel=1e-9)
