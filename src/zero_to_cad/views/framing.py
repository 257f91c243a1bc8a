"""Brings the part to its place and size in each picture: shifted, cropped or scaled ones onto the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from zero_to_cad.views.convention import load_convention
from zero_to_cad.views.correspondence import PART, Floats, Geometry, extents, spreads
from zero_to_cad.views.pictures import Views
from zero_to_cad.views.png import Pixels

SAME_FILL = 2.5  # Pixels by which the part's reach may differ from the convention's.
SMALLEST = 40.0  # Pixels from the middle that a part reaches at least: a smaller one shows too little.
SHIFTED = 1.5  # Pixels that count as a shift.
SCALED = 0.02  # The share that counts as another scale.
ROUNDS = 40
FEWEST = 6  # Pictures that tell which of them do not lie as the others do.


def filled(views: Views) -> Views:
    """The views at the scale at which the part fills its share of the frame, where they do not say their scale.

    Where views are missing, the largest extent may be in one of them, so nothing is done.
    """
    if views.scale is not None or views.missing:
        return views
    look = load_convention(views.convention)
    wanted = look.fill * look.size / 2
    reach = max(_reach(image) for image in views.images)
    if abs(reach - wanted) <= SAME_FILL:
        return views
    if reach < SMALLEST:
        return replace(views, doubt=f"The part fills only {reach / look.size * 2:.0%} of the frame: draw it larger.")
    images = tuple(placed(image, wanted / reach, 0.0, 0.0) for image in views.images)
    share = 2 * reach / look.size
    note = f"The part filled {share:.0%} of the frame instead of {look.fill:.0%}: all pictures were scaled."
    return replace(views, images=images, notes=(*views.notes, note))


def _reach(image: Pixels) -> float:
    rows, columns = np.nonzero(image.max(axis=-1) < PART)
    half = image.shape[0] / 2
    return float(max(np.abs(rows + 0.5 - half).max(), np.abs(columns + 0.5 - half).max()))


def placed(image: Pixels, scale: float, right: float, up: float) -> Pixels:
    """A picture scaled about its middle and then moved by pixels, white around it."""
    size = image.shape[0]
    if scale == 1.0:
        x, y = round(right), round(-up)
        moved = np.full_like(image, 255)
        rows, columns = (slice(max(0, s), size + min(0, s)) for s in (y, x))
        source = (slice(max(0, -s), size + min(0, -s)) for s in (y, x))
        moved[rows, columns] = image[tuple(source)]
        return moved
    half = size / 2
    margin = size * 2
    wide = np.pad(image, ((margin, margin), (margin, margin), (0, 0)), constant_values=255)
    left, top = margin + half - (half + right) / scale, margin + half - (half - up) / scale
    box = (left, top, left + size / scale, top + size / scale)
    return np.asarray(Image.fromarray(wide).resize((size, size), Image.Resampling.BILINEAR, box=box), np.uint8)


def reframed(views: Views, known: Geometry, agree: float) -> Views | None:
    """The views with those pictures moved and scaled that do not fit to the others, where less than half do not.

    None when no such change makes the pictures agree within `agree` pixels, or it would take the part out of a frame.
    """
    if len(views.images) < FEWEST:
        return None
    found = extents(views.images, known)
    change = _changes(found, known, views)
    off = (np.hypot(change[:, 1], change[:, 2]) > SHIFTED) | (np.abs(change[:, 0] - 1) > SCALED)
    if not 0 < 2 * off.sum() < len(views.images):
        return None
    images, notes = list(views.images), list(views.notes)
    for place in np.flatnonzero(off).tolist():
        scale, right, up = change[place].tolist()
        words = []
        if abs(scale - 1) > SCALED:
            words.append(f"scaled by {scale:.2f}")
        else:
            scale = 1.0
        words.append(f"moved by ({right:+.0f}, {up:+.0f}) pixels")
        images[place] = placed(images[place], scale, right, up)
        notes.append(f"View {views.numbers[place]} did not lie as the others do: {' and '.join(words)}.")
    cameras, same = np.array(views.numbers), np.arange(len(images))[None]
    if spreads(extents(images, known), known, same, cameras).max() > agree:
        return None
    return replace(views, images=tuple(images), notes=tuple(notes))


def _changes(found: Floats, known: Geometry, views: Views) -> Floats:
    """(pictures, 3) Scale, right and up by which each picture must be changed so that extents agree, few of them.

    Least squares, in which a picture that needs little change is held the more firmly the less it needs.
    """
    count, axes = len(found), known.reading.shape[1]
    rows: list[Floats] = []
    wanted: list[float] = []
    for place, camera in enumerate(views.numbers):
        for axis in range(axes):
            line, sign = known.reading[camera, axis]
            if line < 0:
                continue
            for end in range(2):
                value = sign * found[place, line, end if sign > 0 else 1 - end]
                row = np.zeros(3 * count + 2 * axes)
                # A scale of 1 + s / 100, so that unknowns are all in pixels.
                row[3 * place : 3 * place + 3] = value / 100, *(sign * known.lines[line])
                row[3 * count + 2 * axis + end] = -1.0
                rows.append(row)
                wanted.append(-value)
    matrix, right = np.array(rows), np.array(wanted)
    change = np.zeros((count, 3))
    for _ in range(ROUNDS):
        firm = 1e-2 / (np.linalg.norm(change, axis=1) + 0.1)
        held = np.zeros((3 * count, matrix.shape[1]))
        held[:, : 3 * count] = np.diag(np.repeat(np.sqrt(firm), 3))
        system = np.concatenate((matrix, held))
        solved = np.linalg.lstsq(system, np.concatenate((right, np.zeros(3 * count))), rcond=None)[0]
        change = solved[: 3 * count].reshape(count, 3)
    return np.asarray(np.column_stack((1 + change[:, 0] / 100, change[:, 1:])))
