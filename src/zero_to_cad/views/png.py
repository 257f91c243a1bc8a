"""One picture as a file: the pixels, and text chunks that say which view of what it is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile, PngInfo

from zero_to_cad.errors import UnreadableError

Pixels = npt.NDArray[np.uint8]
Opened = TypeVar("Opened", bound=ImageFile)

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
DAMAGED = (OSError, SyntaxError, ValueError, EOFError)
LARGEST_FILE = 16 << 20  # Bytes: far above any 256 x 256 picture, far below what harms a machine.


def encode(pixels: Pixels, text: dict[str, str] | None = None) -> bytes:
    """Pixels (h, w, 3) as a PNG with these text chunks. The same input gives the same bytes."""
    return encode_image(Image.fromarray(pixels), text)


def encode_image(image: Image.Image, text: dict[str, str] | None = None) -> bytes:
    """A PIL image as a PNG."""
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    # Smaller than Pillow's choice at its highest level, in a third of the time.
    image.save(buffer, format="PNG", pnginfo=info, compress_level=6, compress_type=zlib.Z_DEFAULT_STRATEGY)
    return buffer.getvalue()


def open_picture(path: Path) -> ImageFile:
    """A PNG or JPEG file of 8 bits, whatever its name ends in, its pixels not yet decoded. Raises UnreadableError for
    every other file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"{path} is too large to be one picture of a part.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{path} does not exist.") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path} cannot be read: {reason(error)}.") from None
    if data.startswith(PNG):
        image: ImageFile = _opened(PngImageFile, data, path)
        bits = data[24]
        if bits == 16:
            raise UnreadableError(f"{path} is a picture of 16 bits a channel: one of 8 bits is needed.")
    elif data.startswith(JPEG):
        image = _opened(JpegImageFile, data, path)
        if image.mode not in ("L", "RGB"):
            raise UnreadableError(f"{path} is a JPEG of mode {image.mode}: RGB or grey is needed.")
    else:
        raise UnreadableError(f"{path} is not a PNG or JPEG file: save the picture as PNG.")
    if getattr(image, "is_animated", False):
        raise UnreadableError(f"{path} is an animation: a single picture is needed.")
    return image


def open_bytes(data: bytes, path: Path) -> PngImageFile:
    """A PNG file of an RGB or grey picture of 8 bits from its bytes; messages call it `path`. Raises UnreadableError
    for every other."""
    if not data.startswith(PNG):
        raise UnreadableError(f"{path} is not a PNG file: save the picture as PNG.")
    image = _opened(PngImageFile, data, path)
    kind = _kind(image, data)
    if kind:
        raise UnreadableError(f"{path} is {kind}: an RGB picture of 8 bits is needed.")
    return image


def decode(image: PngImageFile, path: Path) -> Pixels:
    """Pixels (h, w, 3) of an opened PNG file, three equal channels for a grey one. Raises UnreadableError."""
    loaded(image, path)
    return np.array(image.convert("RGB"))


def loaded(image: ImageFile, path: Path) -> None:
    """Decode an opened picture. Raises UnreadableError when it is damaged."""
    try:
        image.load()
    except DAMAGED as error:
        raise UnreadableError(f"{path} is a damaged {image.format} file: {reason(error)}.") from None


def _opened(kind: Callable[[io.BytesIO], Opened], data: bytes, path: Path) -> Opened:
    try:
        return kind(io.BytesIO(data))
    except DAMAGED as error:
        name = "PNG" if data.startswith(PNG) else "JPEG"
        raise UnreadableError(f"{path} is a damaged {name} file: {reason(error)}.") from None


def reason(error: Exception) -> str:
    """Why a file could not be read, in the system's or the decoder's words."""
    return ((error.strerror if isinstance(error, OSError) else None) or str(error)).rstrip(".")


def _kind(image: PngImageFile, data: bytes) -> str:
    """What a picture that is not RGB or grey of 8 bits is, in words; empty when it is."""
    bits = data[24]  # Bit depth in the header: Pillow reads RGB of 16 bits as if it had 8.
    if bits != 8 and image.mode != "P":
        return f"a picture of {bits} bit{'s' * (bits > 1)} a channel"
    if image.is_animated:
        return "an animation"
    if "A" in image.mode or "transparency" in image.info:
        return "a picture with transparency"
    return "a picture with a palette" if image.mode == "P" else ""
