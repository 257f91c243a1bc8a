"""Every shape of a picture or source column that readers meet gives the same sample."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datarows import BLOCK
from PIL import Image

from zero_to_cad.dataset import Sample, sample_of
from zero_to_cad.errors import UnreadableError
from zero_to_cad.views.png import encode

PIXELS = np.arange(256 * 256 * 3, dtype=np.uint32).astype(np.uint8).reshape(256, 256, 3)
PNG = encode(PIXELS)
STEP = b"ISO-10303-21;\nHEADER;\n" + bytes(range(256))


def row(**changes: Any) -> dict[str, Any]:
    plain = {f"image_{view}": PNG for view in range(8)}
    return {"uuid": "one", "cadquery_file": BLOCK.encode(), "step_file": STEP, "num_faces": 7, **plain, **changes}


PLAIN = sample_of(row())


def test_the_plain_row() -> None:
    assert Sample("one", BLOCK, (PNG,) * 8, STEP, num_faces=7) == PLAIN


@pytest.mark.parametrize(
    "picture",
    [
        bytearray(PNG),
        memoryview(PNG),
        {"bytes": PNG, "path": None},
        {"bytes": PNG, "path": "somewhere/else.png"},
        {"bytes": base64.b64encode(PNG).decode(), "path": None},
        base64.b64encode(PNG).decode(),
        base64.encodebytes(PNG).decode(),
        list(PNG),
        np.frombuffer(PNG, dtype=np.uint8),
    ],
    ids=[
        "bytearray",
        "memoryview",
        "struct",
        "struct-with-path",
        "struct-base64",
        "base64",
        "base64-lines",
        "list",
        "array",
    ],
)
def test_a_picture_as(picture: Any) -> None:
    assert sample_of(row(image_0=picture, image_5=picture)) == PLAIN


def test_a_picture_as_pil_image_keeps_its_pixels() -> None:
    sample = sample_of(row(image_3=Image.open(BytesIO(PNG))))
    assert (sample.pixels(3) == PIXELS).all()


def test_a_picture_as_path(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert sample_of(row(image_0={"bytes": None, "path": "a.png"}), tmp_path) == PLAIN
    with pytest.raises(UnreadableError, match=r"image_0 of sample one names .*b\.png"):
        sample_of(row(image_0={"bytes": None, "path": "b.png"}), tmp_path)


@pytest.mark.parametrize(
    "source",
    [BLOCK, BLOCK.encode(), bytearray(BLOCK.encode()), {"bytes": BLOCK.encode()}, base64.b64encode(BLOCK.encode())],
    ids=["text", "bytes", "bytearray", "struct", "base64"],
)
def test_source_as(source: Any) -> None:
    assert sample_of(row(cadquery_file=source)) == PLAIN


def test_numbers_as_floats() -> None:
    assert sample_of(row(num_faces=7.0)) == PLAIN


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"uuid": None}, "no uuid"),
        ({"image_2": None}, "lacks image_2"),
        ({"image_0": 3.5}, "image_0 of sample one is a float"),
        ({"image_0": "no base64!"}, "image_0 of sample one is text"),
        ({"cadquery_file": b"\xff\xfe\xfd"}, "not UTF-8"),
        ({"num_faces": "many"}, "num_faces of sample one is no number"),
    ],
)
def test_bad_rows(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        sample_of(row(**changes))


def test_views_and_part_of_rows_that_cannot_be_used() -> None:
    with pytest.raises(UnreadableError, match="sample one holds 0 pictures"):
        Sample("one").views  # noqa: B018
    with pytest.raises(UnreadableError, match="neither a STEP nor an STL"):
        Sample("one").part  # noqa: B018
    with pytest.raises(UnreadableError, match=r"view_0\.png of sample one is not a PNG"):
        Sample("one", images=(b"GIF",) * 8).views  # noqa: B018
