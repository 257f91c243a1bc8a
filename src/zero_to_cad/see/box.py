"""The box of the part: as far as faces are seen, and as the outlines need it.

A point's place across an axis's direction in a picture depends on its two other coordinates alone. So an outline tells
the least sum of two half sides of the box, and the very sum where the part reaches an edge of its box along that axis.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from zero_to_cad.see.pictures import Floats, Pictures
from zero_to_cad.see.surfaces import Surface, points_of

HALF_INK = 140  # A darker pixel is more line than background.
LINE = 0.65  # Pixels by which the outline's line lies outside the part, ...
UPRIGHT = 0.1  # ... and where it runs along the pixels' columns, by the middle of the last dark one.
BOTH_ENDS, ONE_END = 24.0, 400.0  # Pixels that an end of the part shows at least, at both ends and at one alone.
NEARBY = 6.0  # Pixels from where surfaces end within which a face may be the end.
AT_FACE = 0.6  # Pixels from an end within which a face lies in it.
LARGE_FACE = 300.0  # Trusted pixels from which a face says all that one can say.
SHORT = (0.4, 0.4, 0.8)  # Pixels that two half sides may lack of the sum that outlines tell.
ERROR_OF_END, ERROR_OF_FACE, ERROR_OF_SUM = 1.0, 0.25, (0.2, 0.2, 0.5)  # Pixels.
FURTHER = 2.5  # Pixels from where surfaces end that count as much against an end as a face in it counts for it, ...
AT_MOST = 1.5  # ... but no more than that: a surface may lie in a wrong place.


def sums_of(pictures: Pictures) -> Floats:
    """(3,) for each axis the least sum of the other two half sides of a box that covers the outlines."""
    sums = np.zeros(3)
    for view in range(len(pictures.grey)):
        rows, columns = np.nonzero(pictures.grey[view] < HALF_INK)
        base = pictures.rays(view, rows, columns)
        for axis in range(3) if len(rows) else ():
            across = np.cross(np.eye(3)[axis], pictures.towards[view])
            size = np.linalg.norm(across)
            upright = abs(float(across @ pictures.frames[view, 1])) < 1e-6 * size
            reach = np.abs(base @ across).max() / size - (UPRIGHT if upright else LINE)
            sums[axis] = max(sums[axis], reach * size / np.abs(across).max())
    return sums


def half_sides(pictures: Pictures, surfaces: list[Surface]) -> Floats:
    """(3,) half the box's sides. Its centre is the pictures' centre, so both ends are as far.

    Of the ends that faces, other surfaces and outlines speak for, those are chosen that agree best.
    """
    points = [points_of(pictures, surface) for surface in surfaces if surface.trust > 0.2]
    every = np.concatenate(points) if points else np.zeros((1, 3))
    ends = np.array([_end(every[:, axis]) for axis in range(3)])
    sums = sums_of(pictures)
    faces = [_faces(surfaces, axis, ends[axis]) for axis in range(3)]
    told = [[ends[axis], *(level for level, _ in faces[axis])] for axis in range(3)]
    tried = [list(own) for own in told]
    for axis, other in product(range(3), repeat=2):
        if axis != other:
            tried[axis] += [sums[3 - axis - other] - level for level in told[other]]
    ways = np.array(list(product(*(sorted({round(float(end), 2) for end in own if end > 0}) for own in tried))))
    worth = np.zeros(len(ways))
    for axis in range(3):
        for level, weight in faces[axis]:
            worth += weight * (np.abs(ways[:, axis] - level) < AT_FACE)
        worth -= np.minimum(np.abs(ways[:, axis] - ends[axis]) / FURTHER, AT_MOST)
        excess = ways.sum(1) - ways[:, axis] - sums[axis]
        worth += np.maximum(0, 1 - np.abs(excess)) - 1e3 * np.maximum(0, -excess - SHORT[axis])
    return _refined(ways[int(np.argmax(worth))], ends, faces, sums)


def _refined(half: Floats, ends: Floats, faces: list[list[tuple[float, float]]], sums: Floats) -> Floats:
    """The least squares of all that speaks for about these half sides."""
    rows = [(1.0 / ERROR_OF_END, axis, ends[axis]) for axis in range(3) if abs(ends[axis] - half[axis]) < AT_FACE]
    rows += [(1e-3, axis, half[axis]) for axis in range(3)]
    for axis in range(3):
        for level, weight in faces[axis]:
            if abs(level - half[axis]) < AT_FACE:
                rows.append((np.sqrt(weight) / ERROR_OF_FACE, axis, level))
    matrix = [np.eye(3)[axis] * weight for weight, axis, _ in rows]
    wanted = [weight * value for weight, _, value in rows]
    for axis in range(3):
        if abs(half.sum() - half[axis] - sums[axis]) < SHORT[axis]:
            matrix.append((1 - np.eye(3)[axis]) / ERROR_OF_SUM[axis])
            wanted.append(sums[axis] / ERROR_OF_SUM[axis])
    return np.asarray(np.linalg.lstsq(np.array(matrix), np.array(wanted), rcond=None)[0])


def _faces(surfaces: list[Surface], axis: int, end: float) -> list[tuple[float, float]]:
    """Levels of faces square to an axis that may be its ends, each with what it says for that, at most 1."""
    found: list[tuple[float, float]] = []
    flat = [s for s in surfaces if s.axis == axis and s.line is None and abs(abs(s.offsets[0]) - end) < NEARBY]
    for surface in sorted(flat, key=lambda s: -len(s.rows) * s.trust):
        level, weight = float(abs(surface.offsets[0])), len(surface.rows) * surface.trust / LARGE_FACE
        for k, (other, sum_) in enumerate(found):
            if abs(level - other) < AT_FACE:
                found[k] = other, min(1.0, sum_ + weight)
                break
        else:
            found.append((level, min(1.0, weight)))
    return found


def _end(places: Floats) -> float:
    """How far pixels at these places along an axis say that the part goes."""
    counts = np.histogram(np.abs(places), np.arange(0.0, np.abs(places).max() + 4.0, 1.0))[0].astype(np.float64)
    ahead = np.histogram(np.maximum(places, 0), np.arange(0.0, len(counts) + 1.0, 1.0))[0].astype(np.float64)
    ahead[0] = min(ahead[0], counts[0])
    ends = [np.convolve(side, np.ones(3), "same") for side in (ahead, counts - ahead)]
    shown = (np.minimum(*ends) >= BOTH_ENDS) | (np.maximum(*ends) >= ONE_END)
    if not shown.any():
        return max(1.0, float(np.quantile(np.abs(places), 0.9995)))
    last = int(np.flatnonzero(shown)[-1])
    near = np.abs(places[np.abs(np.abs(places) - last - 0.5) <= 1.5])
    return max(1.0, float(np.quantile(near, 0.9)))
