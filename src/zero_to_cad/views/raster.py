"""Draws one view of a surface: samples on a fine grid, a depth buffer, lines over it, and means of samples as
pixels.

Positions are whole numbers of 1/STEPS of a sample and every other number is computed element by element in
double precision, in a fixed order, so that the picture is the same to the byte on every machine.

A sample is one int64: depth towards the camera in steps (upper 32 bits), number of the smooth patch seen
there (23 bits, 0 for none), whether it lies on a line (1 bit), grey level (8 bits, 0 for background). The
largest number is the nearest surface, so the order of the triangles does not matter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.views.surface import Flags, Floats, Indices, Integers, Surface

Bytes = npt.NDArray[np.uint8]

STEPS = 64
FURTHEST = 1 << 26  # Clamp for positions: products of two differences stay exact in a double.
EDGE_ON = 1e-5  # A triangle whose normal is closer than this to a right angle with the line of sight is not seen.
BEHIND = 0.1  # Pixels that a line may lie behind a surface and still be drawn; ...
BEHIND_OWN = 1.0  # ... the surfaces that meet in it may rise more than that among the samples looked at.

EMPTY = -(FURTHEST << 33)
DEPTH_BITS = -1 << 32
PATCH_SHIFT = 9
PATCH_BITS = (1 << 23) - 1
INK = 1 << 8
ONE = float(1 << 32)


@njit(cache=True, nogil=True)
def place(points: Integers, frame: Floats, scale: float, middle: int, offset: Floats) -> Integers:
    """(n, 3) positions in a picture, in steps: to the right, down, towards the camera.

    points: (n, 3) grid coordinates. frame: rows right, up, towards the camera. scale: steps in a picture for
    one on the grid. middle: position of the picture's centre. offset: (3,) the point shown there, in grid
    coordinates.
    """
    placed = np.empty(points.shape, dtype=np.int64)
    for i in range(len(points)):
        x, y, z = points[i, 0] - offset[0], points[i, 1] - offset[1], points[i, 2] - offset[2]
        for k in range(3):
            value = (x * frame[k, 0] + y * frame[k, 1] + z * frame[k, 2]) * scale
            value = -value if k == 1 else value
            value = min(max(np.floor(value + 0.5), -FURTHEST), FURTHEST)
            placed[i, k] = np.int64(value) + (middle if k < 2 else 0)
    return placed


@njit(cache=True, nogil=True)
def reach(points: Integers, frames: Floats) -> float:
    """The largest distance of a point from 0 along the right or up direction of any of the frames."""
    largest = 0.0
    for i in range(len(points)):
        for v in range(len(frames)):
            for k in range(2):
                f = frames[v, k]
                largest = max(largest, abs(points[i, 0] * f[0] + points[i, 1] * f[1] + points[i, 2] * f[2]))
    return largest


@njit(cache=True, nogil=True)
def seen(normals: Floats, towards: Floats) -> Flags:
    """(m,) Which triangles face the camera."""
    result = np.empty(len(normals), dtype=np.bool_)
    for t in range(len(normals)):
        cosine = normals[t, 0] * towards[0] + normals[t, 1] * towards[1] + normals[t, 2] * towards[2]
        result[t] = cosine > EDGE_ON
    return result


@njit(cache=True, nogil=True)
def shade(normals: Floats, light: Floats, level: float, gain: float) -> Floats:
    """(m, 3) grey levels of normals (m, 3, 3), at least 1."""
    greys = np.empty(normals.shape[:2])
    for t in range(len(normals)):
        for k in range(3):
            cosine = normals[t, k, 0] * light[0] + normals[t, k, 1] * light[1] + normals[t, k, 2] * light[2]
            greys[t, k] = min(max(level + gain * cosine, 1.0), 255.0)
    return greys


@njit(cache=True, nogil=True)
def fill(
    samples: Integers, placed: Integers, triangles: Indices, patches: Indices, facing: Flags, greys: Floats
) -> None:
    """Draw the triangles that face the camera into samples (h, w).

    placed: as from `place`, from the samples' upper left corner. Triangles are taken to be one step wider all
    around, which closes the cracks where a corner of one lies on the side of another.
    """
    bottom, right_side = samples.shape[0] - 1.0, samples.shape[1] - 1.0
    x, y, z, g = np.empty(3), np.empty(3), np.empty(3), np.empty(3)
    start, slope = np.empty(4), np.empty(4)
    for t in range(len(triangles)):
        if not facing[t]:
            continue
        for k in range(3):
            p = triangles[t, k]
            x[k], y[k], z[k], g[k] = placed[p, 0], placed[p, 1], placed[p, 2], greys[t, k]
        # Rows run down, so triangles that face the camera have a negative determinant.
        determinant = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        if determinant >= 0:
            continue
        zx = ((z[1] - z[0]) * (y[2] - y[0]) - (z[2] - z[0]) * (y[1] - y[0])) / determinant
        zy = ((z[2] - z[0]) * (x[1] - x[0]) - (z[1] - z[0]) * (x[2] - x[0])) / determinant
        gx = ((g[1] - g[0]) * (y[2] - y[0]) - (g[2] - g[0]) * (y[1] - y[0])) / determinant
        gy = ((g[2] - g[0]) * (x[1] - x[0]) - (g[1] - g[0]) * (x[2] - x[0])) / determinant
        near, far = max(z[0], z[1], z[2]), min(z[0], z[1], z[2])
        bright, dark = max(g[0], g[1], g[2]), min(g[0], g[1], g[2])
        patch = np.int64(patches[t] + 1) << PATCH_SHIFT
        first = max(0.0, np.ceil((min(y[0], y[1], y[2]) - 1) / STEPS - 0.5))
        last = min(bottom, np.floor((max(y[0], y[1], y[2]) + 1) / STEPS - 0.5))
        leftmost = max(0.0, np.ceil((min(x[0], x[1], x[2]) - 1) / STEPS - 0.5))
        rightmost = min(right_side, np.floor((max(x[0], x[1], x[2]) + 1) / STEPS - 0.5))
        # Where row r enters and leaves the triangle: between the largest of start + r * slope for the two
        # kinds of sides on the left, and the smallest on the right.
        start[:2], start[2:], slope[:] = leftmost, rightmost, 0.0
        lefts, rights = 0, 2
        for k in range(3):
            n = (k + 1) % 3
            dx, dy = x[n] - x[k], y[n] - y[k]
            if dy == 0:
                continue
            at = (x[k] + dx / dy * (0.5 * STEPS - y[k]) - (abs(dx) + abs(dy)) / dy) / STEPS - 0.5
            if dy > 0:
                start[lefts], slope[lefts] = at, dx / dy
                lefts += 1
            else:
                start[rights], slope[rights] = at, dx / dy
                rights += 1
        corner_z, corner_g = z[0] - zy * y[0] - zx * x[0], g[0] - gy * y[0] - gx * x[0]
        for row in range(int(first), int(last) + 1):
            left = np.ceil(max(leftmost, start[0] + row * slope[0], start[1] + row * slope[1]))
            right = np.floor(min(rightmost, start[2] + row * slope[2], start[3] + row * slope[3]))
            if left > right:
                continue
            # Clamped at both ends of the row, as a sliver's slope knows no bounds.
            v, u_left, u_right = (row + 0.5) * STEPS, (left + 0.5) * STEPS, (right + 0.5) * STEPS
            row_z, row_g = corner_z + zy * v, corner_g + gy * v
            z_left = min(max(row_z + zx * u_left, far), near)
            z_right = min(max(row_z + zx * u_right, far), near)
            g_left = min(max(row_g + gx * u_left, dark), bright)
            g_right = min(max(row_g + gx * u_right, dark), bright)
            unit = ONE / max(right - left, 1.0)
            depth, deeper = np.int64(z_left * ONE), np.int64((z_right - z_left) * unit)
            grey, greyer = np.int64((g_left + 0.5) * ONE), np.int64((g_right - g_left) * unit)
            line = samples[row, int(left) : int(right) + 1]
            for i in range(len(line)):
                line[i] = max(line[i], (depth & DEPTH_BITS) | patch | (grey >> 32))
                depth += deeper
                grey += greyer


@njit(cache=True, nogil=True)
def _uncovered(
    samples: Integers,
    column: int,
    row: int,
    aside: tuple[int, int],
    z: float,
    first: int,
    second: int,
    pixel: int,
) -> bool:
    """Whether a point of an edge between two patches is in front, at its sample or at one aside of it."""
    for sign in (0, -1, 1):
        i, j = column + sign * aside[0], row + sign * aside[1]
        if 0 <= i < samples.shape[1] and 0 <= j < samples.shape[0]:
            patch = (samples[j, i] >> PATCH_SHIFT) & PATCH_BITS
            own = patch in (first, second)
            if (samples[j, i] >> 32) <= z + pixel * (BEHIND_OWN if own else BEHIND):
                return True
    return False


@njit(cache=True, nogil=True)
def _goes_on(samples: Integers, column: int, row: int, aside: tuple[int, int], z: float, pixel: int) -> bool:
    """Whether the picture shows the same surface on both sides of a border: a seam, not an edge."""
    low, high = 255, 0
    for sign in (-1, 1):
        i, j = column + 2 * sign * aside[0], row + 2 * sign * aside[1]
        if not (0 <= i < samples.shape[1] and 0 <= j < samples.shape[0]):
            return False
        if abs((samples[j, i] >> 32) - z) > 3 * pixel:
            return False
        low, high = min(low, samples[j, i] & 255), max(high, samples[j, i] & 255)
    return high - low <= 3


@njit(cache=True, nogil=True)
def _dot_on(samples: Integers, x: float, y: float, radius: float) -> None:
    """Ink the samples within a disc, all in steps."""
    top, bottom = int(np.ceil((y - radius) / STEPS - 0.5)), int(np.floor((y + radius) / STEPS - 0.5))
    left, right = int(np.ceil((x - radius) / STEPS - 0.5)), int(np.floor((x + radius) / STEPS - 0.5))
    for row in range(max(top, 0), min(bottom, samples.shape[0] - 1) + 1):
        for column in range(max(left, 0), min(right, samples.shape[1] - 1) + 1):
            dx, dy = (column + 0.5) * STEPS - x, (row + 0.5) * STEPS - y
            if dx * dx + dy * dy <= radius * radius:
                samples[row, column] |= INK


@njit(cache=True, nogil=True)
def draw_lines(samples: Integers, placed: Integers, surface: Surface, facing: Flags, radius: float, pixel: int) -> None:
    """Ink the samples (h, w) at most `radius` steps from the middle of a visible edge or outline.

    pixel: steps in a pixel; the others as for `fill`.
    """
    for e in range(len(surface.edges)):
        first, second = surface.sides[e]
        border = second < 0
        a_faces, b_faces = facing[first], not border and facing[second]
        # Of a hollow edge both sides are seen or none of it; of others one is enough.
        ridge = surface.convex[e] and a_faces != b_faces
        if not (border or ridge or (surface.sharp[e] and a_faces and b_faces)):
            continue
        first_patch, second_patch = surface.patch[first] + 1, surface.patch[first if border else second] + 1
        p, q = placed[surface.edges[e, 0]], placed[surface.edges[e, 1]]
        along_x = abs(q[0] - p[0]) >= abs(q[1] - p[1])
        major, minor = (0, 1) if along_x else (1, 0)
        aside = (0, 1) if along_x else (1, 0)
        if p[major] > q[major]:
            p, q = q, p
        for end in (p, q):
            column, row, z = end[0] // STEPS, end[1] // STEPS, float(end[2])
            if border and _goes_on(samples, column, row, aside, z, pixel):
                continue
            # Here alone: the end of a hidden edge may touch an outline.
            if _uncovered(samples, column, row, (0, 0), z, first_patch, second_patch, pixel):
                _dot_on(samples, float(end[0]), float(end[1]), radius)
        length = float(q[major] - p[major])
        if length == 0:
            continue
        slope, rise = (q[minor] - p[minor]) / length, (q[2] - p[2]) / length
        half = radius * np.sqrt(1 + slope * slope)
        size_major, size_minor = samples.shape[1 - major], samples.shape[1 - minor]
        begin = max(0.0, np.ceil(p[major] / STEPS - 0.5))
        stop = min(size_major - 1.0, np.floor(q[major] / STEPS - 0.5))
        for m in range(int(begin), int(stop) + 1):
            ahead = (m + 0.5) * STEPS - p[major]
            n, z = p[minor] + slope * ahead, p[2] + rise * ahead
            nearest = int(np.floor(n / STEPS))
            column, row = (m, nearest) if along_x else (nearest, m)
            if border and _goes_on(samples, column, row, aside, z, pixel):
                continue
            if not _uncovered(samples, column, row, aside, z, first_patch, second_patch, pixel):
                continue
            low = max(0.0, np.ceil((n - half) / STEPS - 0.5))
            high = min(size_minor - 1.0, np.floor((n + half) / STEPS - 0.5))
            for k in range(int(low), int(high) + 1):
                if along_x:
                    samples[k, m] |= INK
                else:
                    samples[m, k] |= INK


@njit(cache=True, nogil=True)
def develop(samples: Integers, fine: int, colours: Integers, picture: Bytes) -> None:
    """Write the mean of every fine x fine samples (h, w), rounded, into picture (h / fine, w / fine, 3).

    colours: rows background, surface (times grey / 255) and edge.
    """
    # What a sample adds to its pixel: its grey level, 1 << 20 for ink, 1 << 40 for background.
    weight = np.empty(512, dtype=np.int64)
    for low in range(512):
        weight[low] = 1 << 20 if low & INK else low if low else 1 << 40
    total = fine * fine
    sums = np.empty(samples.shape[1], dtype=np.int64)
    before, colour = np.int64(-1), np.zeros(3, dtype=np.uint8)
    for row in range(picture.shape[0]):
        sums[:] = 0
        for line in samples[row * fine : (row + 1) * fine]:
            for i in range(len(sums)):
                sums[i] += weight[line[i] & 511]
        for column in range(picture.shape[1]):
            mixed = np.int64(0)
            for i in range(column * fine, (column + 1) * fine):
                mixed += sums[i]
            if mixed == before:  # Most pixels are like their neighbour.
                picture[row, column] = colour
                continue
            before, empty, ink, grey = mixed, mixed >> 40, (mixed >> 20) & 0xFFFFF, mixed & 0xFFFFF
            for c in range(3):
                value = 255 * (empty * colours[0, c] + ink * colours[2, c]) + grey * colours[1, c]
                colour[c] = (2 * value + 255 * total) // (510 * total)
            picture[row, column] = colour
