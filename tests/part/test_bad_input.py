"""Files that cannot be used: each is one clear sentence, and nothing is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from models import EXAMPLES, ball, block, step_bytes, text_stl

from zero_to_cad.errors import NotASolidError, UnreadableError
from zero_to_cad.part import Part, read, write_bytes

NOISE = np.random.default_rng(0).integers(0, 256, 5000, dtype=np.uint8).tobytes()
SUFFIXES = [".step", ".stp", ".brep", ".stl", ".obj", ".ply", ".3mf", ".glb"]


@pytest.fixture(autouse=True)
def _nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr().out == ""


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"gone\.step does not exist\."):
        read(tmp_path / "gone.step")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="is a folder"):
        read(tmp_path)


def test_an_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "part.igs"
    path.write_bytes(b"anything")
    with pytest.raises(UnreadableError, match=r"\.step, \.stp, \.brep, .*\.stl, \.obj, \.ply, \.3mf, \.glb"):
        read(path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "loop.step"
    path.symlink_to(path)
    with pytest.raises(UnreadableError, match=r"loop\.step cannot be read: "):
        read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"empty{suffix}"
    path.write_bytes(b"")
    with pytest.raises(UnreadableError, match="is empty"):
        read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_binary_noise(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"noise{suffix}"
    path.write_bytes(NOISE)
    with pytest.raises((UnreadableError, NotASolidError)) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".step", ".stl", ".3mf", ".glb"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_cut_off(tmp_path: Path, suffix: str, share: float) -> None:
    data = write_bytes(read(EXAMPLES / "horn.step"), suffix)
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnreadableError, match=r"cut off|not a 3MF file"):
        read(path)


def test_cut_off_text_stl(tmp_path: Path) -> None:
    text = text_stl(ball().corners)
    path = tmp_path / "cut.stl"
    path.write_text(text[: len(text) // 2])
    with pytest.raises(UnreadableError, match="cut off: endsolid is missing"):
        read(path)


def test_a_text_stl_with_words_for_numbers(tmp_path: Path) -> None:
    path = tmp_path / "words.stl"
    path.write_text(text_stl(ball().corners).replace("vertex 0.0", "vertex nought"))
    with pytest.raises(UnreadableError, match="not a number"):
        read(path)


def test_a_text_stl_with_nan(tmp_path: Path) -> None:
    corners = ball().corners.copy()
    corners[5, 1, 2] = np.nan
    path = tmp_path / "nan.stl"
    path.write_text(text_stl(corners))
    with pytest.raises(NotASolidError, match="not finite numbers"):
        read(path)


@pytest.mark.parametrize(
    ("inside", "suffix"), [(".stl", ".step"), (".step", ".stl"), (".glb", ".3mf"), (".3mf", ".glb")]
)
def test_another_format_than_the_suffix_says(tmp_path: Path, inside: str, suffix: str) -> None:
    path = tmp_path / f"wrong{suffix}"
    path.write_bytes(write_bytes(read(EXAMPLES / "horn.step"), inside))
    with pytest.raises(UnreadableError, match=f"not an? {suffix[1:].upper()} file"):
        read(path)


def test_a_step_without_shapes(tmp_path: Path) -> None:
    text = step_bytes(block()).decode()
    path = tmp_path / "nothing.step"
    path.write_text(text[: text.index("DATA;")] + "DATA;\nENDSEC;\nEND-ISO-10303-21;\n")
    with pytest.raises((UnreadableError, NotASolidError), match=r"nothing\.step"):
        read(path)


@pytest.mark.parametrize("number", ["NAN", "1.E300", "-1.E12"])
def test_a_step_with_impossible_coordinates(tmp_path: Path, number: str) -> None:
    text = step_bytes(cq.Solid.makeBox(1, 2, 3)).decode()
    path = tmp_path / "far.step"
    path.write_text(re.sub(r"(CARTESIAN_POINT\('',\()1\.", rf"\g<1>{number}", text))
    with pytest.raises((UnreadableError, NotASolidError), match=r"far\.step"):
        read(path)


def test_points_without_triangles(tmp_path: Path) -> None:
    path = tmp_path / "cloud.ply"
    path.write_text(
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "end_header\n0 0 0\n1 0 0\n0 1 0\n"
    )
    with pytest.raises((UnreadableError, NotASolidError), match=r"cloud\.ply"):
        read(path)


def test_a_surface_is_no_part() -> None:
    with pytest.raises(NotASolidError, match="plate is a Face without a solid in it"):
        Part.from_shape(cq.Face.makePlane(1, 1), "plate")


@pytest.mark.parametrize("suffix", [".stl", ".3mf", ".glb"])
def test_a_file_with_a_few_wrong_bytes_is_read_or_refused(tmp_path: Path, suffix: str) -> None:
    whole = write_bytes(Part.from_shape(block(), "block"), suffix)
    random = np.random.default_rng(3)
    path = tmp_path / f"damaged{suffix}"
    for _ in range(60):
        data = bytearray(whole)
        for place in random.integers(0, len(data), 3):
            data[place] = random.integers(0, 256)
        path.write_bytes(data)
        with suppress(UnreadableError, NotASolidError):
            read(path)


def test_a_triangle_without_its_corner(tmp_path: Path) -> None:
    path = tmp_path / "torn.ply"
    path.write_text(
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"
    )
    with pytest.raises(UnreadableError, match=r"torn\.ply is damaged: a triangle has a corner"):
        read(path)
