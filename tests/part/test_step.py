from __future__ import annotations

from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from models import EXAMPLES, block, step_bytes

from zero_to_cad.errors import InputError, NotASolidError, SeveralSolidsError
from zero_to_cad.part import read, read_all


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.step")), ids=lambda path: path.stem)
def test_examples_are_valid_solids_with_closed_meshes(path: Path) -> None:
    part = read(path)
    assert part.name == path.stem
    assert part.notes == ()
    assert part.measures.volume > 0
    assert part.measures.watertight
    assert part.mesh().volume == pytest.approx(part.measures.volume, rel=5e-3)


def test_an_inch_file_comes_out_in_mm_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "inch.step"
    path.write_bytes(step_bytes(block(), "INCH"))
    assert b"INCH" in path.read_bytes()
    part = read(path)
    assert part.measures.size == pytest.approx((10, 20, 30), rel=1e-9)
    assert part.notes == ("converted from inch to mm",)


def test_a_metre_file_comes_out_in_mm_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "metre.stp"
    path.write_bytes(step_bytes(block(), "M"))
    part = read(path)
    assert part.measures.size == pytest.approx((10, 20, 30), rel=1e-9)
    assert part.notes == ("converted from metre to mm",)


def test_several_solids_are_listed_and_chosen_by_number(tmp_path: Path) -> None:
    path = tmp_path / "pair.step"
    pair = cq.Compound.makeCompound([cq.Solid.makeBox(1, 2, 3), cq.Solid.makeBox(4, 5, 6, cq.Vector(50, 0, 0))])
    path.write_bytes(step_bytes(pair))
    with pytest.raises(SeveralSolidsError, match="--solid N, or take each with --all") as caught:
        read(path)
    assert np.array(caught.value.sizes) == pytest.approx(np.array([(1, 2, 3), (4, 5, 6)]))
    assert "2. 4 x 5 x 6 mm" in str(caught.value)
    assert read(path, solid=2).measures.volume == pytest.approx(120)
    assert [part.name for part in read_all(path)] == ["pair_1", "pair_2"]
    with pytest.raises(InputError, match="no solid 3: it holds 2"):
        read(path, solid=3)


def test_closed_surfaces_are_sewn_into_a_solid(tmp_path: Path) -> None:
    path = tmp_path / "faces.step"
    path.write_bytes(step_bytes(cq.Compound.makeCompound(block().Faces())))
    part = read(path)
    assert part.notes == ("sewed 7 surfaces into a solid",)
    assert part.measures.volume == pytest.approx(block().Volume())
    assert part.mesh().watertight


def test_open_surfaces_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "open.step"
    path.write_bytes(step_bytes(cq.Compound.makeCompound(block().Faces()[:-1])))
    with pytest.raises(NotASolidError, match=r"surfaces only \(6\), and they do not close"):
        read(path)


def test_curves_alone_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "curves.step"
    path.write_bytes(step_bytes(cq.Wire.makeCircle(5, cq.Vector(), cq.Vector(0, 0, 1))))
    with pytest.raises(NotASolidError, match="holds no solid"):
        read(path)


def test_surfaces_beside_a_solid_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "both.step"
    loose = cq.Face.makePlane(5, 5, cq.Vector(100, 0, 0))
    path.write_bytes(step_bytes(cq.Compound.makeCompound([block(), loose])))
    part = read(path)
    assert part.notes == ("left out 1 surfaces outside any solid",)
    assert part.measures.faces == 7


def test_a_solid_that_faces_inwards_is_turned(tmp_path: Path) -> None:
    path = tmp_path / "inside_out.step"
    path.write_bytes(step_bytes(cq.Shape.cast(block().wrapped.Reversed())))
    part = read(path)
    assert part.measures.volume == pytest.approx(block().Volume())
    assert part.mesh().volume > 0


def test_an_open_solid_is_refused_or_repaired_never_taken_as_it_is(tmp_path: Path) -> None:
    text = step_bytes(cq.Solid.makeBox(1, 2, 3)).decode()
    start = text.index("CLOSED_SHELL('',(") + len("CLOSED_SHELL('',(")
    path = tmp_path / "missing_face.step"
    path.write_text(text[:start] + text[text.index(",", start) + 1 :])
    with pytest.raises(NotASolidError):
        read(path)


@pytest.mark.parametrize("side", [1e-3, 1e5])
def test_very_small_and_very_large_parts_work(tmp_path: Path, side: float) -> None:
    path = tmp_path / "part.step"
    path.write_bytes(step_bytes(block(side, 2 * side, 3 * side)))
    part = read(path)
    assert part.measures.size == pytest.approx((side, 2 * side, 3 * side), rel=1e-6)
    assert part.mesh().watertight
    assert part.mesh().volume == pytest.approx(part.measures.volume, rel=1e-2)


def test_blanks_and_letters_of_any_script_in_the_path(tmp_path: Path) -> None:
    path = tmp_path / "mein Ordner" / "Halterung größe 零件.STEP"
    path.parent.mkdir()
    path.write_bytes(step_bytes(block()))
    assert read(path).name == "Halterung größe 零件"
