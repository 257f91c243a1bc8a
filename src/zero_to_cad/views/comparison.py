"""Shows how two sets of views differ."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from zero_to_cad.errors import ConfigError
from zero_to_cad.views import sheet
from zero_to_cad.views.convention import load_convention
from zero_to_cad.views.pictures import Views
from zero_to_cad.views.png import Pixels

MISSING = (205, 38, 38)  # Only in the target.
EXTRA = (38, 98, 205)  # Only in the result.
CHANGED = (245, 150, 40)  # Another surface in the same place.
NOTICED = 24  # Grey levels by which a surface has to differ from all around the same place.
NOTICED_LINE = 75  # The same for a line: spread over two pixels it is paler.
INKED = 64  # Darker pixels are lines.
FAINT = 0.35  # How strongly the part itself is drawn beneath.


def difference(result: Views, target: Views) -> tuple[Pixels, ...]:
    """One picture (size, size, 3) a view: grey where both agree, red where only the target has material
    (missing), blue where only the result has some (extra), orange where both have but show different
    surfaces.

    Lay results over a target with `render(part, like=target)`. Raises ConfigError for different conventions.
    """
    if result.convention != target.convention:
        raise ConfigError(f"Views of {result.convention} and of {target.convention} cannot be compared.")
    background = np.array(load_convention(target.convention).background, dtype=np.int64)
    return tuple(_differ(a, b, background) for a, b in zip(result.images, target.images, strict=True))


def comparison_sheet(target: Views, result: Views) -> Image.Image:
    """The target's views over the result's over their difference, as one picture."""
    rows = (target.images, result.images, difference(result, target))
    legend = ((MISSING, "missing"), (EXTRA, "extra"), (CHANGED, "another surface"))
    return sheet.strips(rows, ("input", "result", "difference"), legend)


def _differ(result: Pixels, target: Pixels, background: npt.NDArray[np.int64]) -> Pixels:
    ours, theirs = (np.abs(image - background).max(axis=-1) > NOTICED for image in (result, target))
    changed = ours & theirs & _unlike(result, target) & _unlike(target, result)
    shade = np.where(theirs, target.mean(axis=-1), result.mean(axis=-1))
    picture = np.repeat((255 - FAINT * (255 - shade))[..., None], 3, axis=-1)
    for mask, colour in ((theirs & ~ours, MISSING), (ours & ~theirs, EXTRA), (changed, CHANGED)):
        picture[mask] = np.array(colour)
    return np.asarray(np.round(picture).astype(np.uint8))


def _unlike(image: Pixels, other: Pixels) -> npt.NDArray[np.bool_]:
    """(h, w) Where a pixel is darker or brighter than all of the other picture's within one pixel.

    So a line that lies a fraction of a pixel aside is no difference.
    """
    height, width = image.shape[:2]
    grey = image.max(axis=-1).astype(np.int64)
    padded = np.pad(other.max(axis=-1), 1, mode="edge")
    around = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    allowance = np.where(grey < INKED, NOTICED_LINE, NOTICED)
    darker = grey < np.minimum.reduce(around) - allowance
    return np.asarray(darker | (grey > np.maximum.reduce(around) + np.int64(NOTICED)))
