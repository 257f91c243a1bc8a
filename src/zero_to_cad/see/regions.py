"""Cuts pictures into regions: flat ones of exactly one grey, and curved ones over which the grey goes on smoothly."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.see.pictures import Flags, Greys, Integers, Pictures

SMALLEST = 10  # Pixels of a region.
SMOOTH = 14  # Levels by which neighbours on a curved surface may differ.
NONE = -1


@dataclass(frozen=True, eq=False)
class Region:
    """Connected pixels of one view that show one surface. grey: its level where it is flat, else None."""

    view: int
    rows: Integers
    columns: Integers
    grey: int | None


@dataclass(frozen=True, eq=False)
class Regions:
    """All regions, and the number of the region at each pixel (v, size, size), NONE where there is none."""

    all: tuple[Region, ...]
    number: npt.NDArray[np.int32]


def regions_of(pictures: Pictures) -> Regions:
    """Regions of every picture; the flat ones of a picture come before the curved ones."""
    found: list[Region] = []
    number = np.full(pictures.grey.shape, NONE, np.int32)
    for view in range(len(pictures.grey)):
        grey = pictures.grey[view]
        blank = pictures.ink[view] | (grey >= 250)
        flat, count, smooth = _components(grey, blank, 0)
        keep = np.append((smooth < 0.2) | _thick(flat, count), False)
        keep[:-1] &= np.bincount(flat[flat >= 0], minlength=count) >= SMALLEST
        taken = keep[flat]
        _collect(found, number, view, np.where(taken, flat, NONE), grey)
        rest = blank | taken | _beside(pictures.ink[view])
        curved, _, _ = _components(grey, rest, SMOOTH)
        _collect(found, number, view, curved, None)
    return Regions(tuple(found), number)


def patches(grey: Greys, blank: Flags, step: int) -> list[tuple[Integers, Integers]]:
    """Rows and columns of connected pixels of one picture that are not blank and differ by at most `step` from the
    next."""
    labels, count, _ = _components(grey, blank, step)
    rows, columns = np.nonzero(labels >= 0)
    which = labels[rows, columns]
    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(1, count))
    return list(zip(np.split(rows[order], ends), np.split(columns[order], ends), strict=True)) if count else []


def _collect(
    found: list[Region], number: npt.NDArray[np.int32], view: int, labels: npt.NDArray[np.int32], grey: Greys | None
) -> None:
    rows, columns = np.nonzero(labels >= 0)
    which = labels[rows, columns]
    order = np.argsort(which, kind="stable")
    rows, columns, which = rows[order], columns[order], which[order]
    for part in np.split(np.arange(len(which)), np.flatnonzero(np.diff(which)) + 1):
        if len(part) >= SMALLEST:
            number[view, rows[part], columns[part]] = len(found)
            level = None if grey is None else int(grey[rows[part[0]], columns[part[0]]])
            found.append(Region(view, rows[part], columns[part], level))


def _beside(mask: Flags) -> Flags:
    """Pixels whose left, right, upper or lower neighbour is marked: their grey is mixed."""
    padded = np.pad(mask, 1)
    return np.asarray(padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:])


def _thick(labels: npt.NDArray[np.int32], count: int) -> Flags:
    """Which components hold a square of 5 x 5 pixels."""
    height, width = labels.shape
    inner = labels[2 : height - 2, 2 : width - 2]
    same = inner >= 0
    for y in range(5):
        for x in range(5):
            same &= labels[y : y + height - 4, x : x + width - 4] == inner
    found = np.zeros(count, np.bool_)
    found[inner[same]] = True
    return found


@njit(cache=True, nogil=True)
def _components(grey: Greys, blank: Flags, step: int) -> tuple[npt.NDArray[np.int32], int, npt.NDArray[np.float64]]:
    """Connected pixels whose neighbours differ by at most `step`; and of each, the share of its border beyond which
    the grey goes on smoothly."""
    height, width = grey.shape
    labels = np.full((height, width), -1, np.int32)
    stack = np.empty((height * width, 2), np.int64)
    smooth = np.zeros(height * width)
    count = 0
    for y in range(height):
        for x in range(width):
            if blank[y, x] or labels[y, x] >= 0:
                continue
            labels[y, x] = count
            stack[0] = y, x
            top, border, gentle = 1, 0, 0
            while top:
                top -= 1
                r, c = stack[top]
                for k in range(4):
                    i, j = r + (k == 0) - (k == 1), c + (k == 2) - (k == 3)
                    if i < 0 or j < 0 or i >= height or j >= width:
                        border += 1
                        continue
                    near = not blank[i, j] and abs(grey[i, j] - grey[r, c]) <= step
                    if near and labels[i, j] < 0:
                        labels[i, j] = count
                        stack[top] = i, j
                        top += 1
                    elif not near:
                        border += 1
                        if not blank[i, j] and abs(grey[i, j] - grey[r, c]) <= 5:
                            gentle += 1
            smooth[count] = gentle / max(border, 1)
            count += 1
    return labels, count, smooth[:count]
