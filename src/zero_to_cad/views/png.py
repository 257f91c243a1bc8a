"""One picture as a PNG file: the pixels, and text chunks that say which view of what it is."""

from __future__ import annotations

import io
import warnings
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
    image.save(buffer, format="PNG", pnginfo=info, compress_level=9)
    return buffer.getvalue()


def read_png(path: Path, size: int) -> tuple[Pixels, dict[str, str]]:
    """Pixels (size, size, 3) and text chunks of a PNG file.

    RGB and grey pictures of 8 bits are read, grey ones as RGB with three equal channels. Raises UnreadableError for
    everything else.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"{path} is too large to be a picture of {size} x {size} pixels.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{path} does not exist.") from None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from None
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UnreadableError(f"{path} is not a PNG file: save the picture as PNG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = PngImageFile(io.BytesIO(data))
            # Before the pixels are decoded: the header alone may promise gigabytes.
            if image.size != (size, size):
                width, height = image.size
                raise UnreadableError(f"{path} has {width} x {height} pixels: {size} x {size} are needed.")
            if image.mode not in ("RGB", "L") or "transparency" in image.info or image.is_animated:
                raise UnreadableError(f"{path} is {_kind(image)}: an RGB picture of 8 bits is needed.")
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"{path} is a damaged PNG file: {str(error).rstrip('.')}.") from None
    return np.asarray(image.convert("RGB")), {key: str(value) for key, value in image.text.items()}


def _kind(image: PngImageFile) -> str:
    """What a picture that is not plain RGB is, in words."""
    if image.is_animated:
        return "an animation"
    if "A" in image.mode or "transparency" in image.info:
        return "a picture with transparency"
    kinds = {"P": "a picture with a palette", "1": "a picture of 1 bit"}
    return kinds.get(image.mode, "a picture of 16 bits" if image.mode.startswith("I") else f"of mode {image.mode}")
