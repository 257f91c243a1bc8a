"""One picture as a PNG file: the pixels, and text chunks that say which view of what it is."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from zero_to_cad.errors import UnreadableError

Pixels = npt.NDArray[np.uint8]

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


def open_png(path: Path) -> PngImageFile:
    """A PNG file of an RGB or grey picture of 8 bits, its pixels not yet decoded. Raises UnreadableError for
    every other file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"{path} is too large to be one picture of a part.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{path} does not exist.") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path} cannot be read: {_reason(error)}.") from None
    return open_bytes(data, path)


def open_bytes(data: bytes, path: Path) -> PngImageFile:
    """The same for the bytes of a file that messages call `path`."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UnreadableError(f"{path} is not a PNG file: save the picture as PNG.")
    try:
        image = PngImageFile(io.BytesIO(data))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(f"{path} is a damaged PNG file: {_reason(error)}.") from None
    kind = _kind(image, data)
    if kind:
        raise UnreadableError(f"{path} is {kind}: an RGB picture of 8 bits is needed.")
    return image


def decode(image: PngImageFile, path: Path) -> Pixels:
    """Pixels (h, w, 3) of an opened PNG file, three equal channels for a grey one. Raises UnreadableError."""
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(f"{path} is a damaged PNG file: {_reason(error)}.") from None
    return np.array(image.convert("RGB"))


def _reason(error: Exception) -> str:
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
