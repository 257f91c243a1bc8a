"""Cones about lines that are known.

About a line along a world axis a cone obeys `across * radius + along * height = offset`: (across, along) is its unit
normal, across < 0 inside a hole. Under the known light a pixel's grey tells, for each tilt of the normal, which of two
directions from the line it faces; its line of sight then tells where it lies, and so the offset. All pixels of a cone
agree on tilt and offset, so these are voted for.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from zero_to_cad.see.pictures import Floats

TURN = 4.0  # Degrees between tilts that are voted for.
FLATTEST = 6.0  # Degrees by which a cone's normal must turn from its axis, ...
STEEPEST = 4.0  # ... and from the directions of a cylinder's.
FACING = 0.06  # Cosine under which a surface is too oblique.
AHEAD = 0.05  # Sine between the line of sight and the direction from the line under which no place is told.
NEAREST = 0.5  # Pixels from the line within which directions from it mean nothing.
WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))


@dataclass(frozen=True)
class Sight:
    """Pixels of one view from a line: points at depth 0 (n, 3), what their greys tell of normal . light (n,), and unit
    vectors to the camera and to the light, all in the axes (ACROSS[axis], axis) with the line at 0."""

    points: Floats
    told: Floats
    towards: Floats
    light: Floats
    slack: float


@dataclass(frozen=True)
class Cone:
    """across * radius + along * height = offset about the line along `axis` through `centre` (in ACROSS[axis]).

    (across, along): the unit normal in (radius, height); across < 0 inside a hole.
    """

    axis: int
    centre: tuple[float, float]
    across: float
    along: float
    offset: float

    def met(self, points: Floats, towards: Floats) -> tuple[Floats, Floats]:
        """Depths (n,) at which lines of sight through points (n, 3) meet it, NaN for none, and normals (n, 3) there."""
        depth, normals = _met(points, towards, self.across, self.along, self.offset)
        return depth, normals


def a_cone(
    sight: Sight, axis: int, centre: tuple[float, float], reach: float, least: float
) -> tuple[float, Cone] | None:
    """The cone about a line that explains most pixels, and how many; None where it would be fewer than `least`."""
    votes = _votes(sight.points, sight.told, sight.towards, sight.light, TILTS, reach)
    votes[:, 1:-1] = votes[:, :-2] + votes[:, 1:-1] + votes[:, 2:]
    k, place = np.unravel_index(int(votes.argmax()), votes.shape)
    if votes[k, place] < least:
        return None
    start = np.array([np.arctan2(TILTS[k, 1], TILTS[k, 0]), float(place) - reach])
    angle, offset, count = _climbed(sight.points, sight.told, sight.towards, sight.light, start, sight.slack)
    cone = Cone(axis, centre, float(np.cos(angle)), float(np.sin(angle)), float(offset))
    steep = abs(cone.across) < np.sin(np.radians(FLATTEST)) or abs(cone.along) < np.sin(np.radians(STEEPEST / 2))
    return None if steep or count < least else (float(count), cone)


def _tilts() -> Floats:
    """(n, 2) normals (across, along) that are neither nearly those of round walls nor nearly flat."""
    angles = np.arange(0.0, 360.0, TURN)
    from_walls = np.minimum(angles % 180, 180 - angles % 180)
    angles = angles[(from_walls >= STEEPEST) & (from_walls <= 90 - FLATTEST)]
    return np.column_stack((np.cos(np.radians(angles)), np.sin(np.radians(angles))))


TILTS = _tilts()


@njit(cache=True, nogil=True)
def placed(
    p: Floats, told: float, towards: Floats, light: Floats, across: float, along: float, sign: float
) -> tuple[float, float]:
    """Radius and height (NaN: nowhere) at which a pixel lies if its normal has this tilt and is turned, about the line,
    to one side of the light or to the other (sign)."""
    strength = np.sqrt(light[0] * light[0] + light[1] * light[1])
    share = (told - along * light[2]) / (across * strength)
    if abs(share) > 1.0:
        return np.nan, 0.0
    aside = sign * np.sqrt(1 - share * share)
    x = (share * light[0] - aside * light[1]) / strength
    y = (share * light[1] + aside * light[0]) / strength
    if across * (x * towards[0] + y * towards[1]) + along * towards[2] < FACING:
        return np.nan, 0.0
    askew = towards[0] * y - towards[1] * x
    if abs(askew) < AHEAD:
        return np.nan, 0.0
    depth = -(p[0] * y - p[1] * x) / askew
    radius = (p[0] + depth * towards[0]) * x + (p[1] + depth * towards[1]) * y
    return (radius, p[2] + depth * towards[2]) if radius >= NEAREST else (np.nan, 0.0)


@njit(cache=True, nogil=True)
def _votes(local: Floats, told: Floats, towards: Floats, light: Floats, tilts: Floats, reach: float) -> Floats:
    """[tilt, offset + reach]: how many pixels may lie on that cone."""
    size = int(2 * reach) + 1
    votes = np.zeros((len(tilts), size))
    for k in range(len(tilts)):
        across, along = tilts[k]
        for p in range(len(local)):
            for sign in (-1.0, 1.0):
                radius, height = placed(local[p], told[p], towards, light, across, along, sign)
                if np.isnan(radius) or radius > reach or abs(height) > reach:
                    continue
                place = int(np.round(across * radius + along * height + reach))
                if 0 <= place < size:
                    votes[k, place] += 1
    return votes


@njit(cache=True, nogil=True)
def _touched(p: Floats, towards: Floats, across: float, along: float, offset: float) -> tuple[float, float, float]:
    """Depth at which a line of sight meets the visible side (NaN: nowhere), and the direction from the line there."""
    w, s = offset - along * p[2], -along * towards[2]
    square = across * across
    a = square * (towards[0] ** 2 + towards[1] ** 2) - s * s
    b = square * (p[0] * towards[0] + p[1] * towards[1]) - w * s
    c = square * (p[0] ** 2 + p[1] ** 2) - w * w
    best, x, y = np.nan, 0.0, 0.0
    inside = b * b - a * c
    if inside < 0:
        return best, x, y
    root = np.sqrt(inside)
    for sign in (-1.0, 1.0):
        if abs(a) < 1e-9:
            if abs(b) < 1e-12:
                continue
            t = -c / (2 * b)
        else:
            t = (-b + sign * root) / a
        radius = (w + t * s) / across
        if radius < NEAREST:
            continue
        ex, ey = (p[0] + t * towards[0]) / radius, (p[1] + t * towards[1]) / radius
        if across * (ex * towards[0] + ey * towards[1]) + along * towards[2] < FACING:
            continue
        if np.isnan(best) or t > best:
            best, x, y = t, ex, ey
    return best, x, y


@njit(cache=True, nogil=True)
def _met(local: Floats, towards: Floats, across: float, along: float, offset: float) -> tuple[Floats, Floats]:
    depth = np.empty(len(local))
    normals = np.zeros((len(local), 3))
    for p in range(len(local)):
        depth[p], x, y = _touched(local[p], towards, across, along, offset)
        normals[p, 0], normals[p, 1], normals[p, 2] = across * x, across * y, along
    return depth, normals


@njit(cache=True, nogil=True)
def _count(
    local: Floats, told: Floats, towards: Floats, light: Floats, angle: float, offset: float, slack: float
) -> float:
    across, along = np.cos(angle), np.sin(angle)
    count = 0.0
    for p in range(len(local)):
        depth, x, y = _touched(local[p], towards, across, along, offset)
        if np.isnan(depth):
            continue
        rest = abs(across * (x * light[0] + y * light[1]) + along * light[2] - told[p]) / slack
        if rest <= 1:
            count += 1.0 - 0.2 * rest
    return count


@njit(cache=True, nogil=True)
def _climbed(
    local: Floats, told: Floats, towards: Floats, light: Floats, start: Floats, slack: float
) -> tuple[float, float, float]:
    """The tilt and offset near these that explain most pixels."""
    angle, offset = start
    best = _count(local, told, towards, light, angle, offset, slack)
    turn, step = np.radians(2.5), 1.0
    tries = 0
    while step > 0.05 and tries < 60:
        tries += 1
        better = False
        for da, do in WAYS:
            count = _count(local, told, towards, light, angle + da * turn, offset + do * step, slack)
            if count > best + 0.01:
                best, angle, offset, better = count, angle + da * turn, offset + do * step, True
                break
        if not better:
            turn, step = turn / 2, step / 2
    return angle, offset, best
