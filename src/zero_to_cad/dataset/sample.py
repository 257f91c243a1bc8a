"""One row of a dataset as a value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from zero_to_cad.dataset.schema import IMAGES
from zero_to_cad.errors import UnreadableError

if TYPE_CHECKING:
    from zero_to_cad.part import Part
    from zero_to_cad.views import Views


@dataclass(frozen=True)
class Sample:
    """A program, what it makes, and how that looks.

    uuid: the row's name. program: CadQuery source (column `cadquery_file`). images: PNG files, eight of 256 x 256 in
    the order of the views. step, stl: the solid as files. num_faces: of the B-rep. ops_json: a JSON list of call
    records. ops_count: how many. face_latency_ms, ops_latency_ms: times the published sets carry; we write None, since
    a time would make the bytes differ from run to run. What was not read (`columns` of `open_split`) is empty or None.
    """

    uuid: str
    program: str = ""
    images: tuple[bytes, ...] = ()
    step: bytes = b""
    stl: bytes = b""
    num_faces: int | None = None
    ops_json: str | None = None
    ops_count: int | None = None
    face_latency_ms: float | None = None
    ops_latency_ms: float | None = None

    @cached_property
    def part(self) -> Part:
        """The solid: from the STEP, or else from the STL. Raises InputError when neither gives one."""
        from zero_to_cad.part import read_bytes

        if not self.step and not self.stl:
            raise UnreadableError(f"Sample {self.uuid} holds neither a STEP nor an STL file.")
        return read_bytes(self.step or self.stl, f"{self.uuid}{'.step' if self.step else '.stl'}")

    @cached_property
    def views(self) -> Views:
        """The pictures, with the convention and the scale that their text chunks name. Raises UnreadableError."""
        from zero_to_cad.views import read_views

        return read_views(self.images, f"sample {self.uuid}")

    def pixels(self, view: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Picture `view` as (height, width, 3) uint8, of any size; quicker than `views`, and checks nothing else."""
        from PIL import Image

        with Image.open(BytesIO(self.images[view])) as image:
            return np.asarray(image.convert("RGB"))

    def to_row(self) -> dict[str, Any]:
        """The row by column name, as it is written."""
        return {
            "uuid": self.uuid,
            "cadquery_file": self.program.encode(),
            "num_faces": self.num_faces,
            "cadquery_ops_json": self.ops_json,
            "cadquery_ops_count": self.ops_count,
            "num_renders": len(self.images),
            **dict(zip(IMAGES, (*self.images, *[None] * len(IMAGES)), strict=False)),
            "stl_file": self.stl or None,
            "step_file": self.step or None,
            "face_latency_ms": self.face_latency_ms,
            "ops_latency_ms": self.ops_latency_ms,
        }
