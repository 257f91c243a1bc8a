"""One picture from anywhere, brought to what a convention draws: its size, a white background, exact grey levels.

Nothing is done to a picture that has these already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.ImageFile import ImageFile

from zero_to_cad.views.convention import Convention
from zero_to_cad.views.png import Pixels, loaded

Flags = npt.NDArray[np.bool_]
Greys = npt.NDArray[np.int16]

BRIGHTEST = 225  # No surface of the convention is brighter: level + gain.
DARKEST = 52
NOISE = 6  # Levels by which compression moves a pixel of a flat area.
UNIFORM = 0.97  # The share of a frame's pixels that must be of one colour to be the background's.
INK = 100  # A line is darker than this.
CONTRAST = 40  # Levels between a line and a background, at least: a mixture of them tells how much it holds of each.
PEAK = 60  # Pixels of a level that a flat face has at least, ...
SHARP = 3.0  # ... and how many times more than levels a little off.
HOLE = 12  # Pixels of an area that may be a hole.


@dataclass
class Restored:
    """A picture as the convention would have drawn it. done: what was changed, in words. doubt: as in Views."""

    pixels: Pixels
    done: list[str] = field(default_factory=list)
    doubt: str = ""


def restored(image: ImageFile, path: Path, look: Convention) -> Restored:
    """Pixels (size, size, 3) of an opened picture. Raises UnreadableError for one that is damaged or too small."""
    pixels, done = _opaque(image, path)
    found = Restored(pixels, done)
    lossy = image.format == "JPEG"
    if lossy:
        found.done.append("was a JPEG: its noise is smoothed")
    grey: Greys = pixels.max(axis=-1).astype(np.int16)
    if not lossy and pixels.shape[0] == look.size and _is_clean(pixels, grey):
        return found
    noisy = _whitened(found, lossy) and not found.doubt
    if noisy and not lossy:
        found.done.append("is noisy, as JPEG leaves pictures: smoothed")
    if found.pixels.shape[0] != look.size:
        side = found.pixels.shape[0]
        found.pixels = np.asarray(
            Image.fromarray(found.pixels).resize((look.size, look.size), Image.Resampling.BOX), np.uint8
        )
        found.done.append(f"had {side} x {side} pixels: averaged to {look.size} x {look.size}")
    if noisy:
        found.pixels = np.repeat(_levelled(found.pixels)[..., None], 3, axis=-1)
    return found


def _opaque(image: ImageFile, path: Path) -> tuple[Pixels, list[str]]:
    """RGB over white, and what that changed."""
    loaded(image, path)
    if "A" not in image.mode and "transparency" not in image.info:
        return np.array(image.convert("RGB")), []
    layers = image.convert("RGBA")
    if np.asarray(layers)[..., 3].min() == 255:
        return np.array(layers.convert("RGB")), []
    white = Image.new("RGBA", layers.size, (255, 255, 255, 255))
    done = ["had a transparent background: put on white"]
    return np.array(Image.alpha_composite(white, layers).convert("RGB")), done


def _is_clean(pixels: Pixels, grey: Greys) -> bool:
    """Whether the frame is white and no pixel away from the part is off white."""
    rim = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
    return bool((rim == 255).all()) and not _far_noise(grey, 255)


def _far_noise(grey: Greys, background: int) -> bool:
    """Whether pixels of nearly the background's level lie two pixels and more away from anything else."""
    near = np.abs(grey - background) <= NOISE
    far = near & ~_spread(_spread(~near))
    return int(np.count_nonzero(grey[far] != background)) > 4


def _whitened(found: Restored, lossy: bool) -> bool:
    """Make the background white, or say in `doubt` why that is not certain; whether there is noise."""
    pixels = found.pixels
    rim = np.concatenate((pixels[:2].reshape(-1, 3), pixels[-2:].reshape(-1, 3)))
    rim = np.concatenate((rim, pixels[:, :2].reshape(-1, 3), pixels[:, -2:].reshape(-1, 3))).astype(np.int16)
    colour = np.median(rim, axis=0)
    off = np.abs(rim - colour).max(axis=-1)
    if (off <= NOISE).mean() < UNIFORM:
        if float((off > CONTRAST).mean()) < 0.5 and (np.abs(colour - 255) <= NOISE).all():
            # The part reaches the frame; whether it is cut off is another question.
            colour = np.array([255.0, 255.0, 255.0])
        else:
            found.doubt = "its background is not one colour, so the part cannot be told from it"
            return False
    background = round(float(colour.max()))
    grey: Greys = pixels.max(axis=-1).astype(np.int16)
    noisy = lossy or bool((off[off <= NOISE] > 0).mean() > 0.01) or _far_noise(grey, background)
    tolerance = NOISE if noisy else 0
    if background >= 255 - tolerance and colour.min() >= 255 - tolerance:
        return noisy
    tinted = colour.max() - colour.min() > 24
    if abs(background - 24) < CONTRAST and not tinted:
        found.doubt = f"its background (grey {background}) is as dark as the part's lines"
        return noisy
    distance = np.abs(pixels.astype(np.int16) - colour.astype(np.int16)).max(axis=-1)
    alike = distance <= tolerance
    outer = _reached(alike)
    enclosed = alike & ~outer
    if not tinted and DARKEST - NOISE <= background < BRIGHTEST and _holds_area(enclosed):
        found.doubt = (
            f"its background (grey {background}) has a level that surfaces have too, and areas of it lie within the"
            " part, which may be holes or faces"
        )
        return noisy
    empty = alike if tinted or background >= BRIGHTEST else outer
    fixed = pixels.astype(np.float64)
    if tinted:
        # The part is grey, so a pixel has as much colour as it has background.
        chroma = fixed.max(axis=-1) - fixed.min(axis=-1)
        share = np.where(chroma <= tolerance, 0.0, np.clip(chroma / (colour.max() - colour.min()), 0.0, 1.0))[..., None]
        fixed = (fixed - share * colour + share * 255).mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    else:
        # Every outline is a dark line, so a pixel beside the background is a mixture of that line and the background.
        beside = _spread(empty) & ~empty
        share = np.clip((grey[beside] - 24.0) / (background - 24.0), 0.0, 1.0)
        fixed[beside] = (24 + share * (255 - 24))[:, None]
    fixed[empty] = 255
    found.pixels = np.round(fixed.clip(0, 255)).astype(np.uint8)
    words = f"grey {background}" if not tinted else "rgb({:.0f}, {:.0f}, {:.0f})".format(*colour)
    found.done.append(f"had a background of {words}: made white")
    return noisy


def _reached(alike: Flags) -> Flags:
    """Those of the marked pixels that are connected with the frame."""
    from scipy import ndimage

    labels, _ = ndimage.label(alike)
    rim = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    return np.asarray(alike & np.isin(labels, np.unique(rim[rim > 0])))


def _holds_area(mask: Flags) -> bool:
    from scipy import ndimage

    labels, count = ndimage.label(mask)
    return bool(count) and int(np.bincount(labels.ravel())[1:].max()) >= HOLE


def _levelled(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """(h, w) The grey levels without compression's noise: background white, flat faces of one level each.

    Flat faces show as sharp peaks among the levels; curved ones do not and keep their levels, smoothed.
    """
    from scipy import ndimage

    grey = np.round(pixels.astype(np.float64) @ (0.299, 0.587, 0.114)).astype(np.int16)
    labels, _ = ndimage.label(grey > BRIGHTEST + NOISE)
    # Specks are what compression leaves beside lines.
    bright = (np.bincount(labels.ravel()) >= HOLE)[labels] & (labels > 0)
    line = grey < INK
    mixed = _spread(line) | _spread(bright)
    surface = ~bright & ~line
    smooth = ndimage.median_filter(grey, 3)
    calm = surface & ~mixed & (np.abs(grey - smooth) <= NOISE)
    counts = np.bincount(smooth[calm].clip(0, 255), minlength=256).astype(np.float64)
    result = np.where(surface & ~mixed, smooth, grey)
    padded = np.pad(counts, 8)
    for level in np.argsort(-counts, kind="stable"):
        here = counts[level]
        if here < PEAK:
            break
        around = np.concatenate((padded[level + 2 : level + 6], padded[level + 11 : level + 15])).mean()
        if here != counts[max(level - 3, 0) : level + 4].max() or here < SHARP * around:
            continue
        near = surface & (np.abs(smooth - level) <= NOISE)
        core = near & calm & (smooth == level)
        labels, count = ndimage.label(near)
        strong = np.bincount(labels[core], minlength=count + 1) >= 0.3 * np.bincount(labels[near], minlength=count + 1)
        strong[0] = False
        result = np.where(strong[labels] & (np.abs(grey - level) <= 2 * NOISE), level, result)
    result[bright] = 255
    return np.asarray(result.clip(0, 255), np.uint8)


def _spread(mask: npt.NDArray[Any]) -> Flags:
    """The marked pixels and their eight neighbours."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    return np.asarray(np.logical_or.reduce([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]))
