"""The pictures as the rest of this room reads them: grey levels, what is background, what is a line, and the cameras.

Lengths are in pixels and points are taken from the middle of the pictures, which is the centre of the part's bounding
box: a point p shows at column `middle + p . right`, row `middle - p . up`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.views import Views, load_convention

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Greys = npt.NDArray[np.int16]

BRIGHTEST = 228  # No surface is brighter, so a brighter pixel holds some background.
EMPTY = 250  # A pixel that holds nothing else.
INK = 100
INK_CONTRAST = 40


@dataclass(frozen=True, eq=False)
class Pictures:
    """grey (v, size, size); frames (v, 3, 3) rows right, up, towards the camera; lights (v, 3) to the light, unit, in
    the world's axes: a surface of unit normal n shows in view v as `level + gain * (n . lights[v])`.

    outside: pixels that hold nothing but background, with neighbours like it. ink: pixels on lines or beside them that
    are no surface. numbers: which cameras of the convention the pictures are from.
    """

    grey: Greys
    frames: Floats
    lights: Floats
    level: float
    gain: float
    outside: Flags
    ink: Flags
    near_line: Flags
    numbers: tuple[int, ...]

    @property
    def size(self) -> int:
        """Pixels a side."""
        return int(self.grey.shape[1])

    @property
    def middle(self) -> float:
        """Column and row of the centre."""
        return self.size / 2

    @property
    def towards(self) -> Floats:
        """(v, 3) unit vectors to the cameras."""
        return np.asarray(self.frames[:, 2])

    def levels(self, normals: Floats) -> Floats:
        """(v, ...) the grey of surfaces of these unit normals (..., 3) in each view."""
        return np.asarray(self.level + self.gain * np.moveaxis(normals @ self.lights.T, -1, 0))

    def rays(self, view: int, rows: npt.NDArray[Any], columns: npt.NDArray[Any]) -> Floats:
        """(n, 3) points in the middle of pixels, at depth 0."""
        right, up, _ = self.frames[view]
        x, y = columns + 0.5 - self.middle, self.middle - rows - 0.5
        return np.asarray(x[:, None] * right + y[:, None] * up)


def read_pictures(views: Views) -> Pictures:
    """The pictures of a part, ready to be understood."""
    look = load_convention(views.convention)
    numbers = views.numbers
    grey = np.stack([image.max(axis=-1) for image in views.images]).astype(np.int16)
    frames = look.frames[list(numbers)]
    lights = np.einsum("k,vkj->vj", np.array(look.light), frames)
    empty = grey >= EMPTY
    around = _spread(~empty)
    brightest = _extreme(grey)
    ink = ~empty & ((grey > BRIGHTEST) | ((grey < INK) & (grey < brightest - INK_CONTRAST)))
    line = ink & (grey < INK)
    padded = np.pad(line, ((0, 0), (1, 1), (1, 1)))
    near = line | padded[:, :-2, 1:-1] | padded[:, 2:, 1:-1] | padded[:, 1:-1, :-2] | padded[:, 1:-1, 2:]
    return Pictures(grey, frames, lights, look.level, look.gain, ~around, ink, near, numbers)


def _shifts(pictures: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1)), mode="edge")
    height, width = pictures.shape[1:]
    return [padded[:, y : y + height, x : x + width] for y in range(3) for x in range(3)]


def _spread(mask: Flags) -> Flags:
    return np.asarray(np.logical_or.reduce(_shifts(mask)))


def _extreme(grey: Greys) -> Greys:
    return np.asarray(np.maximum.reduce(_shifts(grey)))
