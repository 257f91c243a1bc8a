"""Symmetry as a prior: what one picture shows is believed in another that shows the same, mirrored or turned.

The cameras stand at a cube's corners around the middle of the part's box. A mirror through that middle, square to an
axis, brings each picture onto another, row by row or column by column; so do half turns and quarter turns about z.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.ndimage import label

from zero_to_cad.see.cylinders import ACROSS
from zero_to_cad.see.pictures import Flags, Floats, Pictures
from zero_to_cad.see.regions import Regions
from zero_to_cad.see.surfaces import Surface, maps

SAME = 0.9  # The share of two regions' pixels that must lie on each other.
GREY_SLACK = 2.5
ASKEW = 0.02  # The share of what is surely filled that may contradict a mirror, ...
REFUTED = 0.3  # Pixels of depth of such cells across a hollow's image from which it is not believed.
LESS = 0.9  # What the trust in a surface is worth where its image is seen.


@dataclass(frozen=True, eq=False)
class Image:
    """A turn or mirror `matrix` that brings camera `view` to camera `other`, the picture flipped or not."""

    matrix: Floats
    view: int
    other: int
    upside_down: bool
    left_right: bool


def images(pictures: Pictures) -> list[Image]:
    """All mirrors and turns that bring one of the cameras to another of them."""
    found = []
    quarter = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    for signs in product((1.0, -1.0), repeat=3):
        for turn in (np.eye(3), quarter):
            matrix = np.diag(signs) @ turn
            if np.allclose(matrix, np.eye(3)):
                continue
            for view, frame in enumerate(pictures.frames):
                moved = frame @ matrix.T
                others = np.flatnonzero(pictures.towards @ moved[2] > 1 - 1e-6)
                if len(others) and (other := int(others[0])) != view:
                    right, up = (float(moved[k] @ pictures.frames[other, k]) for k in range(2))
                    if abs(abs(right) - 1) < 1e-6 and abs(abs(up) - 1) < 1e-6:
                        found.append(Image(matrix, view, other, up < 0, right < 0))
    return found


def completed(pictures: Pictures, regions: Regions, surfaces: list[Surface]) -> list[Surface]:
    """The surfaces, and images of them where another view shows the same region and knows nothing better of it."""
    owner, _, _ = maps(pictures, surfaces)
    sizes = np.array([len(region.rows) for region in regions.all])
    last = pictures.size - 1
    dropped: set[int] = set()
    best: dict[tuple[int, int], Surface] = {}
    by_view: dict[int, list[Image]] = {}
    for image in images(pictures):
        by_view.setdefault(image.view, []).append(image)
    for surface in surfaces:
        for image in by_view.get(surface.view, []):
            rows = last - surface.rows if image.upside_down else surface.rows
            columns = last - surface.columns if image.left_right else surface.columns
            there = regions.number[image.other, rows, columns]
            if not (there >= 0).any():
                continue
            k = int(np.bincount(there[there >= 0]).argmax())
            on = there == k
            if on.sum() < SAME * len(rows):
                continue
            if (regions.all[k].grey is not None) and on.sum() < SAME * sizes[k]:
                continue
            normals = surface.normals @ image.matrix.T
            told = pictures.level + pictures.gain * (normals @ pictures.lights[image.other])
            alike = np.abs(told - pictures.grey[image.other, rows, columns]) <= GREY_SLACK
            if alike[on].mean() < SAME:
                continue
            trust = LESS * surface.trust
            have = owner[image.other, rows[on], columns[on]]
            held = [surfaces[h].trust for h in np.unique(have[have >= 0]).tolist()]
            first = (image.other, k)
            if held and max(held) >= trust:
                continue
            if first in best and best[first].trust >= trust and regions.all[k].grey is not None:
                continue
            dropped.update(np.unique(have[have >= 0]).tolist())
            best[first] = _image(surface, image, rows, columns, normals, trust)
    kept = [surface for n, surface in enumerate(surfaces) if n not in dropped]
    return [*kept, *best.values()]


def _image(
    surface: Surface, image: Image, rows: np.ndarray, columns: np.ndarray, normals: Floats, trust: float
) -> Surface:
    axis, line = surface.axis, surface.line
    if axis is not None:
        turned = int(np.abs(image.matrix[:, axis]).argmax())
        if line is not None:
            centre = np.zeros(3)
            centre[list(ACROSS[axis])] = line[:2]
            x, y = (image.matrix @ centre)[list(ACROSS[turned])].tolist()
            line = (x, y, line[2])
        axis = turned
    return Surface(image.other, rows, columns, normals, surface.offsets, trust, axis, line)


def hollowed(filled: Flags, sure: Floats, lines: tuple[Floats, Floats, Floats]) -> Flags:
    """Which filled cells are to be empty, since their images in a mirror that the pictures support are.

    filled, sure (i, j, k): as of `Seen`. A mirror is supported where hardly any cell that is surely filled has an empty
    image; and a connected hollow is believed where its image holds hardly any cell that is surely filled.
    """
    found = np.zeros_like(filled)
    widths = [np.diff(line) for line in lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    firm = filled & (sure >= 1)
    total = float(cell[firm].sum())
    for axis, line in enumerate(lines):
        centre = (line[1:] + line[:-1]) / 2
        place = np.clip(np.searchsorted(line, -centre, side="right") - 1, 0, len(centre) - 1)
        image = filled & ~np.take(filled, place, axis)
        against = image & firm
        if not image.any() or float(cell[against].sum()) > ASKEW * total:
            continue
        piece, count = label(image)
        numbers = np.arange(1, count + 1)
        volume = np.bincount(piece.ravel(), cell.ravel(), count + 1)[numbers]
        wrong = np.bincount(piece[against], cell[against], count + 1)[numbers]
        # What is surely filled is a skin of what the image holds.
        found |= np.append(False, wrong <= REFUTED * volume ** (2 / 3))[piece]
    return found
