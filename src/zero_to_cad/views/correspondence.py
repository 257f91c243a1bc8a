"""What pictures of one part tell of each other: whether they can be from the cameras they are said to be from.

Two cameras see the same extent of the part along the line that is square to both their directions, so every such line
gives two numbers on which the pictures must agree; this needs no knowledge of the part. A face square to an axis has
one known grey in each picture that sees it, and the same number of pixels of it lies at each place along that line, but
for what hides it. The first finds what contradicts, the second also tells pictures apart whose outlines are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from zero_to_cad.views.convention import Convention
from zero_to_cad.views.png import Pixels

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

PART = 190  # A darker pixel belongs to the part: its outline is dark even where scaling made it pale.
LEVEL_SLACK = 2
BIN = 2.0  # Pixels of a place along a line.


@dataclass(frozen=True, eq=False)
class Geometry:
    """What a convention's cameras have in common.

    frames, up: as of the convention. lines: (l, 2) directions in a picture (right, up). reading: (cameras, axes, 2) for
    a camera and an axis square to it the number of its line and its sign, -1 where they are not square. faces: for each
    pair of cameras that see one face direction: camera, level group, line, sign, and the same for the other camera.
    groups: levels of the face directions.
    """

    frames: Floats
    up: Floats
    lines: Floats
    reading: Integers
    faces: Integers
    groups: Floats


@cache
def geometry(look: Convention) -> Geometry:
    """The lines on which the cameras of a convention must agree."""
    frames = look.frames
    axes: list[Floats] = []
    for a, b in combinations(range(len(frames)), 2):
        axis = np.cross(frames[a, 2], frames[b, 2])
        length = float(np.linalg.norm(axis))
        if length > 1e-6 and all(abs(abs(axis @ other) / length - 1) > 1e-6 for other in axes):
            axes.append(axis / length)
    lines: list[Floats] = []
    reading = np.full((len(frames), len(axes), 2), -1, np.int64)
    for a, frame in enumerate(frames):
        for k, axis in enumerate(axes):
            if abs(axis @ frame[2]) > 1e-6:
                continue
            line = frame[:2] @ axis
            same = [(n, float(np.sign(line @ other))) for n, other in enumerate(lines) if abs(line @ other) > 1 - 1e-6]
            if not same:
                lines.append(line)
            reading[a, k] = same[0] if same else (len(lines) - 1, 1)
    normals = np.concatenate((np.eye(3), -np.eye(3)))
    light = np.einsum("k,akj->aj", np.array(look.light), frames)
    levels = look.level + look.gain * (light @ normals.T)
    seen = frames[:, 2] @ normals.T > 1e-6
    groups: list[float] = []
    for level in np.unique(np.round(levels[seen])):
        if not groups or level - groups[-1] > LEVEL_SLACK:
            groups.append(float(level))
    group = np.abs(levels[..., None] - np.array(groups)).argmin(-1)
    faces = []
    for f in range(len(normals)):
        for a, b in combinations(np.flatnonzero(seen[:, f]).tolist(), 2):
            for k in range(len(axes)):
                if reading[a, k, 0] >= 0 and reading[b, k, 0] >= 0:
                    faces.append((a, group[a, f], *reading[a, k], b, group[b, f], *reading[b, k]))
    return Geometry(frames, np.array(look.up), np.array(lines), reading, np.array(faces, np.int64), np.array(groups))


def extents(images: Sequence[Pixels], known: Geometry) -> Floats:
    """(pictures, lines, 2) Least and greatest place of the part along each line, in pixels from the middle."""
    found = np.zeros((len(images), len(known.lines), 2))
    for p, image in enumerate(images):
        part = image.max(axis=-1) < PART
        # Where a row of the part begins and ends is enough.
        rows = np.flatnonzero(part.any(axis=1))
        if len(rows):
            ends = np.concatenate((part[rows].argmax(1), part.shape[1] - 1 - part[rows, ::-1].argmax(1)))
            place = known.lines @ _centred(np.concatenate((rows, rows)), ends, part.shape[0])
            found[p] = np.stack((place.min(1), place.max(1)), axis=1)
    return found


def profiles(images: Sequence[Pixels], known: Geometry) -> Floats:
    """(pictures, groups, lines, 2, places) Pixels of a face level at each place along a line, and along it turned
    round."""
    count = 2 * int(np.ceil(images[0].shape[0] * 0.75 / BIN))
    found = np.zeros((len(images), len(known.groups), len(known.lines), 2, count))
    for p, image in enumerate(images):
        grey = image.max(axis=-1).astype(np.int16)
        for g, level in enumerate(known.groups):
            rows, columns = np.nonzero(np.abs(grey - level) <= LEVEL_SLACK)
            place = known.lines @ _centred(rows, columns, len(grey))
            for n in range(len(known.lines)):
                at = np.floor(place[n] / BIN).astype(np.int64) + count // 2
                profile = np.bincount(at, minlength=count).astype(np.float64)
                profile = np.convolve(profile, (0.25, 0.5, 0.25), "same")
                found[p, g, n] = profile, profile[::-1]
    return found


def _centred(rows: Integers, columns: Integers, size: int) -> Floats:
    """(2, n) Pixels to the right of the middle and above it."""
    return np.asarray(np.stack((columns + 0.5 - size / 2, size / 2 - rows - 0.5)))


def spreads(found: Floats, known: Geometry, orders: Integers, cameras: Integers) -> Floats:
    """(orders, axes, 2) By how many pixels the extents along each axis disagree, picture orders[:, i] being of
    cameras[i]."""
    line, sign = known.reading[cameras, :, 0], known.reading[cameras, :, 1]
    values = found[orders[:, :, None], line[None]]  # (orders, cameras, axes, 2)
    values = np.where(sign[None, :, :, None] > 0, values, -values[..., ::-1])
    none = (line < 0)[None, :, :, None]
    high, low = np.where(none, -np.inf, values).max(1), np.where(none, np.inf, values).min(1)
    return np.asarray(np.where((line >= 0).sum(0)[None, :, None] > 1, high - low, 0.0))


def shading(found: Floats, known: Geometry, orders: Integers, cameras: Integers) -> Floats:
    """(orders,) From 0 to 1: how far faces square to an axis show differently in pictures that see them."""
    slot = np.full(int(known.reading.shape[0]), -1)
    slot[cameras] = np.arange(len(cameras))
    faces = known.faces[(slot[known.faces[:, 0]] >= 0) & (slot[known.faces[:, 4]] >= 0)]
    kinds = found.shape[1:4]
    flat = found.reshape(len(found) * int(np.prod(kinds)), -1)
    differ = np.abs(flat[:, None] - flat[None]).sum(-1)
    total = flat.sum(1)

    def place(at: int) -> Integers:
        turned = (faces[:, at + 3] < 0).astype(np.int64)
        inner = (faces[:, at + 1] * kinds[1] + faces[:, at + 2]) * kinds[2] + turned
        return np.asarray(orders[:, slot[faces[:, at]]] * int(np.prod(kinds)) + inner[None])

    a, b = place(0), place(4)
    return np.asarray(differ[a, b].sum(1) / np.maximum((total[a] + total[b]).sum(1), 1.0))


def quarter_turns(known: Geometry) -> list[Integers]:
    """For each quarter turn of the part about the vertical that maps the cameras on each other, itself included: for
    each camera, which one it was."""
    axis = known.up / np.linalg.norm(known.up)
    towards = known.frames[:, 2]
    found = []
    for _ in range(4):
        same = towards @ known.frames[:, 2].T > 1 - 1e-6
        if same.any(1).all():
            found.append(np.asarray(same.argmax(1)))
        towards = np.cross(axis, towards) + np.outer(towards @ axis, axis)
    return found
