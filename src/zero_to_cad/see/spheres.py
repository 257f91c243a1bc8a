"""Spheres about lines that are known: domes of what was turned.

A sphere's centre lies on the line. As for cones a pixel's grey tells, for each tilt of the normal, where it lies; its
distance from the line then gives the radius, and its height the pole. All pixels of a sphere agree on both.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from zero_to_cad.see.cones import FACING, WAYS, Sight, placed
from zero_to_cad.see.pictures import Floats

FINE, POLAR = 1.0, 14.0  # Degrees between tilts that are voted for so near the poles, where wide domes are seen, ...
TURN = 4.0  # ... and elsewhere.
SMALLEST, WIDEST = 4.0, 900.0  # Pixels of radius.
SIZES = 40  # Radii of each sign that are told apart, each a share larger than the last.
SPREAD = 0.5  # The share of a sphere's votes that fall into one place at least.


@dataclass(frozen=True)
class Sphere:
    """A sphere of radius |bend| at `height` on the line along `axis` through `centre` (in ACROSS[axis]); bend < 0 where
    it is seen from inside."""

    axis: int
    centre: tuple[float, float]
    height: float
    bend: float

    def met(self, points: Floats, towards: Floats) -> tuple[Floats, Floats]:
        """Depths (n,) at which lines of sight through points (n, 3) meet it, NaN for none, and normals (n, 3) there."""
        depth, normals = _met(points, towards, self.height, self.bend)
        return depth, normals


def a_sphere(
    sight: Sight, axis: int, centre: tuple[float, float], reach: float, least: float
) -> tuple[float, Sphere] | None:
    """The sphere about a line that explains most pixels, and how many; None where it would be fewer than `least`."""
    votes = _votes(sight.points, sight.told, sight.towards, sight.light, TILTS, reach)
    votes[:, :, 1:-1] = votes[:, :, :-2] + votes[:, :, 1:-1] + votes[:, :, 2:]
    side, size, place = np.unravel_index(int(votes.argmax()), votes.shape)
    if votes[side, size, place] < SPREAD * least:
        return None
    bend = SMALLEST * (WIDEST / SMALLEST) ** ((size + 0.5) / SIZES) * (1 if side in (0, 1) else -1)
    up = 1.0 if side in (0, 2) else -1.0
    pole = float(place) - reach
    pole, bend, count = _climbed(sight.points, sight.told, sight.towards, sight.light, pole, bend, up, sight.slack)
    return None if count < least else (float(count), Sphere(axis, centre, float(pole - up * abs(bend)), float(bend)))


def _tilts() -> Floats:
    polar = np.arange(90 - POLAR, 90 + POLAR + FINE / 2, FINE)
    wide = np.arange(-90 + POLAR, 90 - POLAR, TURN)
    angles = np.radians(np.concatenate((polar, polar + 180, wide, wide + 180)))
    return np.column_stack((np.cos(angles), np.sin(angles)))


TILTS = _tilts()


@njit(cache=True, nogil=True)
def _votes(local: Floats, told: Floats, towards: Floats, light: Floats, tilts: Floats, reach: float) -> Floats:
    """[side, radius, pole + reach]: how many pixels may lie on that sphere.

    The pole is the end of the sphere that is nearer; sides: from outside, pole above and below, then from inside.
    """
    votes = np.zeros((4, SIZES, int(2 * reach) + 1))
    grown = SIZES / np.log(WIDEST / SMALLEST)
    for k in range(len(tilts)):
        across, along = tilts[k]
        if abs(across) < 0.01:
            continue
        for p in range(len(local)):
            for sign in (-1.0, 1.0):
                radius, height = placed(local[p], told[p], towards, light, across, along, sign)
                if np.isnan(radius) or radius > reach or abs(height) > reach:
                    continue
                bend = radius / across
                if abs(bend) < SMALLEST or abs(bend) >= WIDEST:
                    continue
                # On the inside the normal points to the centre, so the pole is at the other end.
                up = 1.0 if (along > 0) == (bend > 0) else -1.0
                pole = height - bend * along + up * abs(bend)
                place = int(np.round(pole + reach))
                side = (0 if up > 0 else 1) + (0 if bend > 0 else 2)
                if 0 <= place < votes.shape[2]:
                    votes[side, int(np.log(abs(bend) / SMALLEST) * grown), place] += 1
    return votes


@njit(cache=True, nogil=True)
def _touched(p: Floats, towards: Floats, height: float, bend: float) -> tuple[float, float, float, float]:
    """Depth at which a line of sight meets the visible side of a sphere (NaN: nowhere), and the normal there."""
    x, y, z = p[0], p[1], p[2] - height
    middle = -(x * towards[0] + y * towards[1] + z * towards[2])
    half = bend * bend - (x * x + y * y + z * z - middle * middle)
    if half <= 0:
        return np.nan, 0.0, 0.0, 0.0
    t = middle + np.sqrt(half) * np.sign(bend)
    nx, ny, nz = (x + t * towards[0]) / bend, (y + t * towards[1]) / bend, (z + t * towards[2]) / bend
    if nx * towards[0] + ny * towards[1] + nz * towards[2] < FACING:
        return np.nan, 0.0, 0.0, 0.0
    return t, nx, ny, nz


@njit(cache=True, nogil=True)
def _met(local: Floats, towards: Floats, height: float, bend: float) -> tuple[Floats, Floats]:
    depth = np.empty(len(local))
    normals = np.zeros((len(local), 3))
    for p in range(len(local)):
        depth[p], normals[p, 0], normals[p, 1], normals[p, 2] = _touched(local[p], towards, height, bend)
    return depth, normals


@njit(cache=True, nogil=True)
def _count(
    local: Floats, told: Floats, towards: Floats, light: Floats, height: float, bend: float, slack: float
) -> float:
    count = 0.0
    for p in range(len(local)):
        depth, x, y, z = _touched(local[p], towards, height, bend)
        if np.isnan(depth):
            continue
        rest = abs(x * light[0] + y * light[1] + z * light[2] - told[p]) / slack
        if rest <= 1:
            count += 1.0 - 0.2 * rest
    return count


@njit(cache=True, nogil=True)
def _climbed(
    local: Floats,
    told: Floats,
    towards: Floats,
    light: Floats,
    pole: float,
    bend: float,
    up: float,
    slack: float,
) -> tuple[float, float, float]:
    """The pole and radius near these that explain most pixels, and how many they explain."""
    best = _count(local, told, towards, light, pole - up * abs(bend), bend, slack)
    step, grown, tries = 1.0, 0.06, 0
    while step > 0.05 and tries < 60:
        tries += 1
        better = False
        for one, other in WAYS:
            there, wide = pole + one * step, bend * (1 + other * grown)
            count = _count(local, told, towards, light, there - up * abs(wide), wide, slack)
            if count > best + 0.01:
                best, pole, bend, better = count, there, wide, True
                break
        if not better:
            step, grown = step / 2, grown / 2
    return pole, bend, best
