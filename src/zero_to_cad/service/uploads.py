"""What clients send, judged by its content before any reader of geometry sees it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from zero_to_cad.errors import InputError, UnreadableError

VIEWS = 8
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# PNG pictures larger than this many pixels a side are never decoded; JPEG files are judged when they are read.
LARGEST_SIDE = 2048
LARGEST_PICTURE = 4 << 20
# A 3MF may unpack to this many bytes, in all and for each byte it has.
LARGEST_UNPACKED = 512 << 20
LARGEST_RATIO = 200
SMALL_UNPACKED = 8 << 20
MOST_ENTRIES = 1000
LONGEST_NAME = 80
STL_HEADER, STL_TRIANGLE = 84, 50


@dataclass(frozen=True)
class Upload:
    """An input that was accepted. name: what to call the part. files: our own file names and their bytes."""

    name: str
    kind: Literal["part", "views"]
    files: Mapping[str, bytes]


def accept(files: Sequence[tuple[str, bytes]]) -> Upload:
    """Judge one part file or the pictures of one part, given as pairs of the client's file name and the bytes.

    The client's name only gives the part its name and, for text formats, its kind: no path is ever made of it. Raises
    UnreadableError for what is no such file, InputError for what would unpack to too much.
    """
    if not files:
        raise UnreadableError("Nothing was sent: send one part file or eight PNG pictures.")
    name = part_name(files[0][0])
    if all(data.startswith((PNG, JPEG)) for _, data in files):
        return views(sorted(files, key=lambda file: _natural(file[0])), name)
    if len(files) > 1:
        raise UnreadableError(f"{len(files)} files were sent: send one part file, or eight PNG pictures.")
    data = files[0][1]
    suffix = suffix_of(data, PurePosixPath(files[0][0].replace("\\", "/")).suffix.lower())
    return Upload(name, "part", {f"part{suffix}": data})


def views(pictures: Sequence[tuple[str, bytes]], name: str = "views") -> Upload:
    """Judge the pictures of one part: named by their views, as view_3.png, or eight in the order of the convention.

    Raises UnreadableError.
    """
    numbers = _numbers([name for name, _ in pictures])
    if not pictures or (numbers is None and len(pictures) != VIEWS):
        raise UnreadableError(
            f"{len(pictures)} pictures were sent: send all {VIEWS} views of a part, or name each picture by its view, "
            "as in view_3.png."
        )
    files = {}
    for number, (_, data) in zip(numbers or range(VIEWS), pictures, strict=True):
        _check_picture(data, number)
        files[f"view_{number}.{'png' if data.startswith(PNG) else 'jpg'}"] = data
    return Upload(name, "views", files)


def _numbers(names: Sequence[str]) -> list[int] | None:
    """The views that all file names end in, each in another one; else None."""
    ends = [re.search(r"([0-9]+)\.\w+$", name) for name in names]
    found = [int(end[1]) for end in ends if end is not None and len(end[1]) < 4]
    right = len(found) == len(names) == len(set(found)) and all(number < VIEWS for number in found)
    return found if right else None


def suffix_of(data: bytes, claimed: str) -> str:
    """The suffix of the format that the bytes are in. `claimed`: what the file was called, for formats without a mark.

    Raises UnreadableError when they are in none that can be read.
    """
    if not data.strip():
        raise UnreadableError("The file is empty.")
    for suffix, fits in FORMATS.items():
        if fits(data):
            if suffix == ".3mf":
                _check_archive(data)
            return suffix
    if claimed == ".obj" and any(line.startswith(b"v ") for line in data[: 1 << 16].splitlines()):
        return ".obj"
    raise UnreadableError(
        "The file is none that can be read, whatever it is called: send STEP, BREP, STL, OBJ, PLY, 3MF or GLB, "
        "or eight PNG pictures."
    )


def part_name(name: str) -> str:
    """A file's name without folders, suffix and unprintable characters: what the part is called."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return "".join(letter for letter in stem if letter.isprintable()).strip()[:LONGEST_NAME] or "part"


def _is_stl(data: bytes) -> bool:
    count = int.from_bytes(data[STL_HEADER - 4 : STL_HEADER], "little")
    binary = len(data) >= STL_HEADER and len(data) == STL_HEADER + count * STL_TRIANGLE
    return binary or (data.lstrip()[:5].lower() == b"solid" and b"facet" in data[: 1 << 16].lower())


FORMATS: Mapping[str, Callable[[bytes], bool]] = {
    ".step": lambda data: b"ISO-10303-21" in data[:1024],
    ".brep": lambda data: b"CASCADE Topology" in data[:256],
    ".glb": lambda data: data.startswith(b"glTF"),
    ".3mf": lambda data: data.startswith(b"PK\x03\x04"),
    ".ply": lambda data: data.startswith((b"ply\n", b"ply\r")),
    ".stl": _is_stl,
}


def _check_archive(data: bytes) -> None:
    """Refuse an archive that unpacks to far more than it holds. Readers stop at the sizes that it states."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError("The 3MF file is damaged or cut off: export it again.") from error
    unpacked = sum(entry.file_size for entry in entries)
    allowed = min(LARGEST_UNPACKED, max(SMALL_UNPACKED, LARGEST_RATIO * len(data)))
    if unpacked > allowed or len(entries) > MOST_ENTRIES:
        raise InputError(
            f"The 3MF file would unpack to {unpacked >> 20} MiB in {len(entries)} entries, which is refused."
        )


def _check_picture(data: bytes, number: int) -> None:
    if len(data) > LARGEST_PICTURE:
        raise UnreadableError(
            f"Picture {number} has {len(data) >> 10} KiB: at most {LARGEST_PICTURE >> 10} KiB are taken."
        )
    if data.startswith(JPEG):
        return
    if not data.startswith(PNG) or data[12:16] != b"IHDR":
        raise UnreadableError(f"Picture {number} is not a PNG or JPEG file.")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    if max(width, height) > LARGEST_SIDE:
        raise UnreadableError(
            f"Picture {number} has {width} x {height} pixels: at most {LARGEST_SIDE} x {LARGEST_SIDE} are taken."
        )


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key by which view_2 comes before view_10."""
    pieces: list[tuple[int, int, str]] = []
    for letter in name:
        if letter.isdecimal() and letter.isascii():
            number = pieces.pop()[1] if pieces and pieces[-1][0] == 0 else 0
            pieces.append((0, min(number, 10**9) * 10 + int(letter), ""))
        else:
            pieces.append((1, 0, letter))
    return pieces
