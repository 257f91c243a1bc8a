"""Reads the pictures of a part from files."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from PIL.ImageFile import ImageFile

from zero_to_cad.errors import UnreadableError
from zero_to_cad.views.convention import DEFAULT, Convention, convention_names, load_convention
from zero_to_cad.views.pictures import CONTACT_SHEET, Views
from zero_to_cad.views.png import decode, open_bytes, open_picture
from zero_to_cad.views.registration import named, register
from zero_to_cad.views.restoring import restored

SUFFIXES = (".png", ".jpg", ".jpeg")
LARGEST_SIDE = 2048  # Pixels: a header may promise gigabytes.


def load_views(source: str | Path | Sequence[str | Path], numbers: Sequence[int] | None = None) -> Views:
    """Read the pictures of one part, PNG or JPEG: from a folder, or from files. They may be of fewer views than all.

    Which view each is of is told by `numbers`, else by the pictures' own text chunks, else by names that end in it, as
    view_3.png; as many pictures as there are views are otherwise taken in the order given, those of a folder in natural
    order of their names (2 before 10). Those that name no convention are taken to be of the default one.

    Pictures that are not as the convention draws them are put right where that is certain, and `notes` says so: a
    transparent or grey background, another size, JPEG's noise, another order, mirrored, shifted or scaled ones. Where
    it is not, `doubt` says why. Raises UnreadableError with one sentence for files that are no such pictures.
    """
    in_folder = isinstance(source, str | Path)
    paths = _in_folder(Path(source)) if isinstance(source, str | Path) else [Path(path) for path in source]
    images = [open_picture(path) for path in paths]
    for path, image in zip(paths, images, strict=True):
        width, height = image.size
        if width != height or width > LARGEST_SIDE:
            raise UnreadableError(f"{path} has {width} x {height} pixels: a square picture of a part is needed.")
    look = _convention(paths, images)
    if not 0 < len(paths) <= len(look.cameras):
        where = f"{source} holds" if in_folder else "There are"
        raise UnreadableError(f"{where} {len(paths)} pictures: the views of a part are {len(look.cameras)}.")
    for path, image in zip(paths, images, strict=True):
        if image.size[0] < look.size:
            width, height = image.size
            raise UnreadableError(f"{path} has {width} x {height} pixels: {look.size} x {look.size} are needed.")
    scale, centre = _place(paths, images)
    told, trusted, notes = _numbers_of(paths, images, look, numbers)
    order = sorted(range(len(paths)), key=lambda place: told[place])
    pictures = [restored(images[place], paths[place], look) for place in order]
    places = tuple(told[place] for place in order)
    changes: dict[str, list[int]] = {}
    for number, picture in zip(places, pictures, strict=True):
        for words in picture.done:
            changes.setdefault(words, []).append(number)
    notes += [_capital(f"{named(some)} {words}.") for words, some in changes.items()]
    doubts = [
        _capital(f"{named([n])} is not certain: {c.doubt}.") for n, c in zip(places, pictures, strict=True) if c.doubt
    ]
    views = Views(
        tuple(picture.pixels for picture in pictures),
        look.name,
        scale,
        centre,
        places,
        tuple(notes),
        doubts[0] if doubts else "",
    )
    return views if doubts else register(views, trusted)


def read_views(files: Sequence[bytes], name: str) -> Views:
    """The pictures of one part from the bytes of PNG files, in the order of the views, exactly as they are; `name` is
    for messages.

    Pictures are RGB or grey, 8 bits, of the convention's size. Raises UnreadableError for all others.
    """
    paths = [Path(f"view_{number}.png of {name}") for number in range(len(files))]
    images = [open_bytes(data, path) for data, path in zip(files, paths, strict=True)]
    look = _convention(paths, images)
    if len(paths) != len(look.cameras):
        raise UnreadableError(f"{name} holds {len(paths)} pictures: the views of a part are {len(look.cameras)}.")
    for path, image in zip(paths, images, strict=True):
        # Before the pixels are decoded: a header may promise gigabytes.
        if image.size != (look.size, look.size):
            width, height = image.size
            raise UnreadableError(f"{path} has {width} x {height} pixels: {look.size} x {look.size} are needed.")
    scale, centre = _place(paths, images)
    for i, (path, image) in enumerate(zip(paths, images, strict=True)):
        place = image.info.get("view", str(i))
        if place != str(i):
            raise UnreadableError(f"{path} is view {place} but comes in place {i}: give views in order.")
    return Views(
        tuple(decode(image, path) for path, image in zip(paths, images, strict=True)),
        look.name,
        scale,
        centre,
    )


def numbers_in_names(names: Sequence[str], count: int) -> list[int] | None:
    """The views that file names end in, as view_3.png does; None unless all do, each in another one of `count`."""
    ends = [re.search(r"(\d+)\.\w+$", name) for name in names]
    found = [int(end[1]) for end in ends if end is not None and len(end[1]) < 4]
    right = len(found) == len(names) == len(set(found)) and all(number < count for number in found)
    return found if right else None


def _numbers_of(
    paths: Sequence[Path], images: Sequence[ImageFile], look: Convention, given: Sequence[int] | None
) -> tuple[list[int], bool, list[str]]:
    """Which view each picture is of, whether the pictures say so themselves, and what is to be noted of it."""
    count = len(look.cameras)
    if given is not None:
        if len(given) != len(paths) or len(set(given)) != len(given) or not all(0 <= n < count for n in given):
            raise UnreadableError(
                f"{len(paths)} pictures need as many different numbers of views from 0 to {count - 1}, not"
                f" {', '.join(map(str, given)) or 'none'}."
            )
        return list(given), False, []
    names = numbers_in_names([path.name for path in paths], count)
    texts = [str(image.info.get("view", "")) for image in images]
    if all(re.fullmatch(r"\d{1,3}", text) and int(text) < count for text in texts):
        told = [int(text) for text in texts]
        for place, number in enumerate(told):
            if number in told[:place]:
                raise UnreadableError(f"{paths[told.index(number)]} and {paths[place]} are both view {number}.")
        moved = told != (names or list(range(len(paths))))
        note = "The pictures came in another order than that of the views that they say they are of: put in order."
        return told, True, [note] if moved and (names or len(paths) == count) else []
    if names is not None:
        return names, False, []
    if len(paths) != count:
        raise UnreadableError(
            f"{len(paths)} of {count} views need their numbers: name each picture by its view, as in view_3.png."
        )
    return list(range(count)), False, []


def _in_folder(folder: Path) -> list[Path]:
    """The picture files of a folder of views, in order."""
    if not folder.exists():
        raise UnreadableError(f"{folder} does not exist.")
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is one file: name a folder of views, or all pictures.")
    found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name != CONTACT_SHEET]
    named_by_view = [path for path in found if re.fullmatch(r"view_\d+", path.stem)]
    return sorted(named_by_view or found, key=_natural)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Sort key by which view_2 comes before view_10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", path.name)]


def _convention(paths: Sequence[Path], images: Sequence[ImageFile]) -> Convention:
    """The convention that a picture names, the default one when none does."""
    for path, image in zip(paths, images, strict=True):
        name = image.info.get("convention", DEFAULT)
        if name not in convention_names():
            known = ", ".join(convention_names())
            raise UnreadableError(f"{path} is of the view convention {name!r}, which is not one of {known}.")
    named = [image.info["convention"] for image in images if "convention" in image.info]
    return load_convention(named[0] if named else DEFAULT)


def _place(
    paths: Sequence[Path], images: Sequence[ImageFile]
) -> tuple[float | None, tuple[float, float, float] | None]:
    """The scale and the centre that the pictures name, once it is clear that all are of one part and convention."""
    _one(paths, images, "convention")
    scale, centre = _one(paths, images, "scale_mm_per_pixel"), _one(paths, images, "centre_mm")
    return (
        None if scale is None else _numbers(paths[0], scale, 1)[0],
        None if centre is None else _triple(_numbers(paths[0], centre, 3)),
    )


def _one(paths: Sequence[Path], images: Sequence[ImageFile], key: str) -> str | None:
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
