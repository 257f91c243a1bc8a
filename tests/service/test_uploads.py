"""Uploads judged by their content."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.serving import EXAMPLES
from zero_to_cad.errors import InputError, UnreadableError
from zero_to_cad.service.uploads import accept, part_name

HORN = (EXAMPLES / "horn.step").read_bytes()


def png(width: int, height: int, size: int = 100) -> bytes:
    """A PNG of one colour that is much smaller than its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(size))) + chunk(b"IEND", b"")
    )


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("claimed", ["horn.step", "horn.stl", "horn", "../../etc/passwd", "C:\\parts\\horn.exe"])
def test_a_file_is_what_its_content_says(claimed: str) -> None:
    upload = accept([(claimed, HORN)])
    assert list(upload.files) == ["part.step"]
    assert "/" not in upload.name
    assert "\\" not in upload.name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("part.step", b""),
        ("part.step", b"MZ\x90\x00" + bytes(1000)),
        ("part.stl", b"<html><script>alert(1)</script></html>"),
        ("part.3mf", b"PK\x03\x04 and then nothing"),
        ("part.obj", b"no vertices here"),
        ("view.gif", b"GIF89a" + bytes(100)),
    ],
)
def test_what_is_no_part_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableError):
        accept([(name, data)])


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"3D/3dmodel.model": bytes(64 << 20)})
    assert len(bomb) < 1 << 20
    with pytest.raises(InputError, match="would unpack to"):
        accept([("part.3mf", bomb)])


def test_an_archive_of_very_many_entries_is_refused() -> None:
    with pytest.raises(InputError, match="entries"):
        accept([("part.3mf", archive({f"{number}": b"" for number in range(2000)}))])


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_size() -> None:
    with pytest.raises(UnreadableError, match="30000 x 30000 pixels"):
        accept([(f"view_{number}.png", png(30_000, 30_000)) for number in range(8)])


def test_eight_pictures_in_the_order_of_their_names() -> None:
    pictures = [(f"view_{number}.png", png(256, 256, size=100 + number)) for number in range(8)]
    upload = accept(pictures[::-1])
    assert upload.kind == "views"
    assert list(upload.files.values()) == [data for _, data in pictures]


def test_fewer_pictures_need_the_names_of_their_views() -> None:
    with pytest.raises(UnreadableError, match="2 pictures were sent"):
        accept([("front.png", png(256, 256)), ("rear.png", png(256, 256))])
    upload = accept([("view_4.png", png(256, 256)), ("view_0.jpg", b"\xff\xd8\xff and more")])
    assert list(upload.files) == ["view_0.jpg", "view_4.png"]


def test_nine_pictures_are_too_many() -> None:
    with pytest.raises(UnreadableError, match="9 pictures were sent"):
        accept([(f"{number}.png", png(256, 256)) for number in range(9)])


def test_two_parts_are_one_too_many() -> None:
    with pytest.raises(UnreadableError, match="one part file"):
        accept([("a.step", HORN), ("b.step", HORN)])


@given(st.text(max_size=300))
def test_a_name_is_never_a_path(name: str) -> None:
    shown = part_name(name)
    assert shown
    assert len(shown) <= 80
    assert "/" not in shown
    assert Path(shown).name == shown or shown in (".", "..")


@given(st.binary(max_size=300), st.sampled_from([".step", ".stl", ".obj", ".3mf", ""]))
def test_any_bytes_are_accepted_or_refused_in_words(data: bytes, suffix: str) -> None:
    try:
        files = accept([(f"part{suffix}", data)]).files
    except InputError:
        return
    assert len(files) == 1
