"""Reads the pictures of a part from PNG files."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from PIL.PngImagePlugin import PngImageFile

from zero_to_cad.errors import UnreadableError
from zero_to_cad.views.convention import DEFAULT, Convention, convention_names, load_convention
from zero_to_cad.views.pictures import CONTACT_SHEET, Views
from zero_to_cad.views.png import decode, open_bytes, open_png


def load_views(source: str | Path | Sequence[str | Path]) -> Views:
    """Read the pictures of one part: from a folder, or from PNG files given in the order of the views.

    A folder holds view_0.png, view_1.png ..., or else as many PNG files as there are views, which are taken
    in natural order of their names (2 before 10). Pictures are RGB or grey, 8 bits, of the convention's size;
    those that name no convention are taken to be of the default one. Raises UnreadableError with one sentence
    that says what is wrong.
    """
    paths = _in_folder(Path(source)) if isinstance(source, str | Path) else [Path(path) for path in source]
    where = f"{source} holds" if isinstance(source, str | Path) else "There are"
    return _views(paths, [open_png(path) for path in paths], where)


def read_views(files: Sequence[bytes], name: str) -> Views:
    """The pictures of one part from the bytes of PNG files, in the order of the views; `name` is for messages.

    Raises UnreadableError as `load_views` does.
    """
    paths = [Path(f"view_{number}.png of {name}") for number in range(len(files))]
    images = [open_bytes(data, path) for data, path in zip(files, paths, strict=True)]
    return _views(paths, images, f"{name} holds")


def _views(paths: Sequence[Path], images: Sequence[PngImageFile], where: str) -> Views:
    """The pictures of opened files; `where` begins the sentence for a wrong number of them."""
    look = _convention(paths, images)
    if len(paths) != len(look.cameras):
        raise UnreadableError(f"{where} {len(paths)} pictures: the views of a part are {len(look.cameras)}.")
    for path, image in zip(paths, images, strict=True):
        # Before the pixels are decoded: a header may promise gigabytes.
        if image.size != (look.size, look.size):
            width, height = image.size
            raise UnreadableError(f"{path} has {width} x {height} pixels: {look.size} x {look.size} are needed.")
    _one(paths, images, "convention")
    scale, centre = _one(paths, images, "scale_mm_per_pixel"), _one(paths, images, "centre_mm")
    for i, (path, image) in enumerate(zip(paths, images, strict=True)):
        place = image.info.get("view", str(i))
        if place != str(i):
            raise UnreadableError(f"{path} is view {place} but comes in place {i}: give views in order.")
    return Views(
        tuple(decode(image, path) for path, image in zip(paths, images, strict=True)),
        look.name,
        None if scale is None else _numbers(paths[0], scale, 1)[0],
        None if centre is None else _triple(_numbers(paths[0], centre, 3)),
    )


def _in_folder(folder: Path) -> list[Path]:
    """The PNG files of a folder of views, in order."""
    if not folder.exists():
        raise UnreadableError(f"{folder} does not exist.")
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is one file: name a folder of views, or all pictures.")
    found = [path for path in folder.iterdir() if path.suffix.lower() == ".png" and path.name != CONTACT_SHEET]
    named = [path for path in found if re.fullmatch(r"view_\d+\.png", path.name)]
    paths = sorted(named or found, key=_natural)
    for i, path in enumerate(paths if named else []):
        if path.name != f"view_{i}.png":
            raise UnreadableError(f"{folder} lacks view_{i}.png.")
    return paths


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Sort key by which view_2 comes before view_10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", path.name)]


def _convention(paths: Sequence[Path], images: Sequence[PngImageFile]) -> Convention:
    """The convention that a picture names, the default one when none does."""
    for path, image in zip(paths, images, strict=True):
        name = image.info.get("convention", DEFAULT)
        if name not in convention_names():
            known = ", ".join(convention_names())
            raise UnreadableError(f"{path} is of the view convention {name!r}, which is not one of {known}.")
    named = [image.info["convention"] for image in images if "convention" in image.info]
    return load_convention(named[0] if named else DEFAULT)


def _one(paths: Sequence[Path], images: Sequence[PngImageFile], key: str) -> str | None:
    """The text that all pictures have under this key, None when none has any."""
    texts = [image.info.get(key) for image in images]
    for path, text in zip(paths, texts, strict=True):
        if text != texts[0]:
            raise UnreadableError(
                f"{path} does not belong with {paths[0]}: their {key} is {text or 'not given'}"
                f" and {texts[0] or 'not given'}."
            )
    return str(texts[0]) if texts and texts[0] is not None else None


def _numbers(path: Path, text: str, count: int) -> list[float]:
    """`count` finite numbers from a text chunk."""
    try:
        numbers = [float(word) for word in text.split()]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise UnreadableError(f"{path} says {text!r} where {count} numbers should tell its scale or centre.")
    return numbers


def _triple(numbers: list[float]) -> tuple[float, float, float]:
    x, y, z = numbers
    return (x, y, z)
