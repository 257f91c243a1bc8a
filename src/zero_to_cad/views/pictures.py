"""The pictures of a part as a value, and the folder they are saved in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from zero_to_cad.folder import whole_folder
from zero_to_cad.views import sheet
from zero_to_cad.views.convention import DEFAULT, load_convention
from zero_to_cad.views.png import Pixels, encode, encode_image

SCHEMA = 1
SHEET_COLUMNS = 4
CONTACT_SHEET = "contact_sheet.png"


@dataclass(frozen=True, eq=False)
class Views:
    """The pictures of one part, in the order of their view convention.

    images: (size, size, 3) each. scale: mm per pixel. centre: the point, in mm, shown in the middle of every
    picture. Both are None for pictures that do not say. numbers: which cameras of the convention the pictures are
    from, in rising order; without it, the first ones. notes: what was mended when they were read, a sentence each.
    doubt: why they cannot be what the convention draws, in one sentence; empty where nothing speaks against it.
    """

    images: tuple[Pixels, ...]
    convention: str = DEFAULT
    scale: float | None = None
    centre: tuple[float, float, float] | None = None
    numbers: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    doubt: str = ""

    def __post_init__(self) -> None:
        if not self.numbers:
            object.__setattr__(self, "numbers", tuple(range(len(self.images))))

    @property
    def missing(self) -> tuple[int, ...]:
        """The views of the convention that there is no picture of."""
        return tuple(n for n in range(len(load_convention(self.convention).cameras)) if n not in self.numbers)

    def contact_sheet(self) -> Image.Image:
        """All pictures on one sheet, each under its number and the direction it is seen from."""
        cameras = load_convention(self.convention).cameras
        captions = ["{}   ({:+g}, {:+g}, {:+g})".format(i, *cameras[i]) for i in self.numbers]
        rows = range(0, len(self.images), SHEET_COLUMNS)
        return sheet.grid(
            [self.images[i : i + SHEET_COLUMNS] for i in rows],
            [captions[i : i + SHEET_COLUMNS] for i in rows],
        )

    def save(self, folder: str | Path, *, force: bool = False) -> None:
        """Write view_0.png ..., views.json and contact_sheet.png into a new folder, which appears whole or
        not at all.

        With `force` an earlier folder of views is replaced. Raises ConfigError when the folder exists (or,
        with `force`, holds other files) or cannot be written.
        """
        files = self._files()
        with whole_folder(folder, files, force) as fresh:
            for name, data in files.items():
                (fresh / name).write_bytes(data)

    def png_files(self) -> tuple[bytes, ...]:
        """Each picture as a PNG file whose text chunks name the convention, the scale, the centre and its place."""
        text = {"convention": self.convention}
        if self.scale is not None:
            text["scale_mm_per_pixel"] = repr(self.scale)
        if self.centre is not None:
            text["centre_mm"] = " ".join(map(repr, self.centre))
        numbered = zip(self.numbers, self.images, strict=True)
        return tuple(encode(image, {**text, "view": str(number)}) for number, image in numbered)

    def _files(self) -> dict[str, bytes]:
        """Name and content of every file of a folder of views."""
        look = load_convention(self.convention)
        files = {f"view_{i}.png": data for i, data in zip(self.numbers, self.png_files(), strict=True)}
        content = {
            "schema": SCHEMA,
            "convention": self.convention,
            "scale_mm_per_pixel": self.scale,
            "centre_mm": self.centre,
            "views": [{"file": f"view_{i}.png", "camera": look.cameras[i]} for i in self.numbers],
        }
        files["views.json"] = (json.dumps(content, indent=2) + "\n").encode()
        files[CONTACT_SHEET] = self._repr_png_()
        return files

    def _repr_png_(self) -> bytes:
        """The contact sheet, for notebooks."""
        return encode_image(self.contact_sheet())
