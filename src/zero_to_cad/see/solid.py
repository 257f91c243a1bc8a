"""Carves the solid: whatever some view shows to be empty is taken away, and the rest is believed."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit

from zero_to_cad.see.box import half_sides
from zero_to_cad.see.contacts import met, touching
from zero_to_cad.see.cylinders import ACROSS, cylinders
from zero_to_cad.see.ends import ends
from zero_to_cad.see.pictures import Flags, Floats, Pictures, read_pictures
from zero_to_cad.see.planes import SURE, again, planes
from zero_to_cad.see.regions import Regions, regions_of
from zero_to_cad.see.surfaces import Surface, agreeing, maps, of_cylinders, of_planes
from zero_to_cad.see.symmetry import completed, hollowed
from zero_to_cad.see.turned import with_turned
from zero_to_cad.see.walls import together
from zero_to_cad.views import Views

FEW = 4  # Fewer views share too few faces: the box that outlines tell is believed.
SURE_OF_FEW = 0.6  # Trust of surfaces that are believed before those at the box's ends.
ROUNDS = 2  # In which doubtful planes are placed again.
CELLS = 104  # Along the longest side, at least.
LINES = 150  # Along an axis, at most.
LEVELS = 40  # Levels of flat faces kept along an axis, at most.
SEEN_LEVEL = 16  # Pixels of a face under which its level is not kept.
NEAR = 0.8  # Pixels within which levels are one.
CLEARANCE = 0.3  # Pixels in front of a surface from which a point is empty.
SKIN = 6.0  # Pixels behind a surface within which there is surely material.
FOOT = 1.0  # Pixels of depth within which two pixels show one surface.
ASLANT = 0.3  # What a cell weighs that lies behind a surface, but not where that is seen.
HIDDEN = 0.03  # What a cell weighs that no view shows to be filled.
GUESSED = 0.3  # What one weighs that only goes on with what is empty at both its ends.
CENTRED = 1.0  # Pixels within which a round wall's line is the middle of the box.
SURE_ALONE = 0.9  # Trust of a surface along no axis from which it carves.
LARGE_TURNED = 2500  # Pixels of a cone or a sphere from which it does in any case.
SURE_ROUND = 60.0  # Trusted pixels of a round wall from which it may be a bore.
AT_END = 0.7  # Pixels from an end of the part within which a face or a round wall is its end.
LONG = 10.0  # Pixels of unseen cells between empty ones from which these are believed to meet.


Round = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Seen:
    """What the pictures tell, in pixels from the centre of the part's bounding box.

    lines: for each axis the grid lines, sorted; flat faces lie in them. filled, sure: (i, j, k) which cells hold
    material, and how far that (or that they are empty) is believed, 0 to 1. levels: for each axis the levels of flat
    faces. rounds: for each axis (centre in ACROSS[axis], radius, weight) of round walls. known: the share of the
    part's pixels whose depth was found.
    """

    lines: tuple[Floats, Floats, Floats]
    filled: Flags
    sure: Floats
    levels: tuple[Floats, Floats, Floats]
    rounds: tuple[tuple[Round, ...], ...]
    known: float
    pictures: Pictures
    regions: Regions
    surfaces: tuple[Surface, ...]

    @property
    def longest(self) -> float:
        """The longest side of the bounding box."""
        return max(float(line[-1] - line[0]) for line in self.lines)


def sized(views: Views, size: float = 100.0) -> Views:
    """Pictures that say their scale: those of a part whose longest side is `size` mm, its centre at the origin."""
    note = f"The pictures do not say their scale: the longest side is taken to be {size:g} mm."
    scale = size / see(views).longest
    return replace(views, scale=scale, centre=(0.0, 0.0, 0.0), notes=(*views.notes, note))


def see(views: Views) -> Seen:
    """Recover surfaces and solid from pictures alone. What the last ones told is remembered: several rooms ask."""
    return _see(_Same(views))


class _Same:
    """Views that are equal to those of the very same pictures, whatever else they say."""

    def __init__(self, views: Views) -> None:
        self.views = views

    def _key(self) -> tuple[Any, ...]:
        return self.views.convention, self.views.numbers, tuple(map(id, self.views.images))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


@lru_cache(maxsize=1)
def _see(same: _Same) -> Seen:
    pictures = read_pictures(same.views)
    regions = regions_of(pictures)
    found = planes(pictures, regions)
    told, placed = cylinders(pictures, regions)
    placed = together(pictures, regions, told, placed)
    profiles = [profile for profile, wall in zip(told, placed, strict=True) if wall is None]
    curved = of_cylinders([wall for wall in placed if wall is not None])
    for _ in range(ROUNDS):
        sure = [surface for surface in [*of_planes(regions, found), *curved] if surface.trust >= SURE]
        _, normals, offsets = maps(pictures, agreeing(pictures, sure))
        found = again(pictures, regions, found, normals, offsets)
    surfaces = with_turned(pictures, [*of_planes(regions, found), *curved])
    surfaces = agreeing(pictures, met(pictures, regions, surfaces))
    half = None
    if len(pictures.grey) < FEW:
        surfaces = [surface for surface in surfaces if surface.trust >= SURE_OF_FEW]
        known = {int(regions.number[s.view, s.rows[0], s.columns[0]]) for s in surfaces}
        half, flat = ends(pictures, regions, known)
        surfaces += of_planes(regions, flat)
    surfaces = touching(pictures, regions, completed(pictures, regions, surfaces), profiles)
    surfaces = agreeing(pictures, completed(pictures, regions, surfaces))
    return solid_of(pictures, regions, believed(surfaces), half)


def believed(surfaces: list[Surface]) -> list[Surface]:
    """The surfaces that may carve: one along no axis and about no line has more freedom, and strips of rounded edges
    look like many of these, but seldom like large cones and spheres."""
    pixels: dict[object, int] = {}
    for surface in surfaces:
        pixels[surface.turned] = pixels.get(surface.turned, 0) + len(surface.rows)
    return [
        surface
        for surface in surfaces
        if surface.axis is not None
        or surface.line is not None
        or surface.trust >= SURE_ALONE
        or (surface.turned is not None and pixels[surface.turned] >= LARGE_TURNED)
    ]


def solid_of(pictures: Pictures, regions: Regions, surfaces: list[Surface], half: Floats | None = None) -> Seen:
    """Carve the solid that these surfaces leave. half: half the sides of its box, where they do not tell it."""
    _, normals, offsets = maps(pictures, surfaces)
    shown = ~pictures.outside & ~pictures.ink
    known = float(np.isfinite(offsets[shown]).mean()) if shown.any() else 0.0
    reach = half_sides(pictures, surfaces) if half is None else half
    rounds = tuple(_rounds(surfaces, axis) for axis in range(3))
    levels = tuple(_levels(surfaces, axis, reach[axis], rounds) for axis in range(3))
    lines = tuple(_lines(levels[axis], 2 * float(reach.max())) for axis in range(3))
    centres = [(line[1:] + line[:-1]) / 2 for line in lines]
    filled, sure = _carve(pictures.outside, normals, offsets, pictures.frames, *centres)
    open_ = _open(filled, sure, (lines[0], lines[1], lines[2]), _bores(pictures, surfaces, rounds))
    open_ |= hollowed(filled & ~open_, sure, (lines[0], lines[1], lines[2]))
    filled, sure = filled & ~open_, np.where(open_, GUESSED, sure)
    return Seen(
        (lines[0], lines[1], lines[2]),
        filled,
        sure,
        (levels[0], levels[1], levels[2]),
        rounds,
        known,
        pictures,
        regions,
        tuple(surfaces),
    )


def _round_end(rounds: tuple[tuple[Round, ...], ...], axis: int, reach: float) -> float:
    """How far the part reaches along an axis where a round wall ends it: all its sightings together tell best."""
    ends = [
        (abs(wall[ACROSS[other].index(axis)]) + wall[2], wall[3])
        for other in range(3)
        if other != axis
        for wall in rounds[other]
        if wall[2] > 0 and abs(abs(wall[ACROSS[other].index(axis)]) + wall[2] - reach) < AT_END
    ]
    return float(np.average([end for end, _ in ends], weights=[weight for _, weight in ends])) if ends else reach


def _levels(surfaces: list[Surface], axis: int, reach: float, rounds: tuple[tuple[Round, ...], ...]) -> Floats:
    """Levels of flat faces square to an axis, each once, with both ends of the part."""
    found = [
        (float(s.offsets[0] * s.normals[0, axis]), np.sqrt(len(s.rows)) * s.trust)
        for s in surfaces
        if s.axis == axis and s.line is None and abs(s.offsets[0]) < reach + 3 and len(s.rows) >= SEEN_LEVEL
    ]
    values = np.array([value for value, _ in found])
    weights = np.array([weight for _, weight in found])
    order = np.argsort(-weights, kind="stable")
    kept: list[float] = []
    for value in values[order].tolist():
        if all(abs(value - other) > NEAR for other in kept):
            kept.append(value)
    # Where no face ends the part a round wall may: all its sightings together tell best.
    outer = np.abs(np.abs(values) - reach) < AT_END
    end = reach if outer.any() else _round_end(rounds, axis, reach)
    inner = [v for v in kept if abs(v) < end - NEAR][:LEVELS]
    return np.array(sorted([-end, *inner, end]))


def _lines(levels: Floats, longest: float) -> Floats:
    step = longest / CELLS
    while True:
        counts = np.maximum(1, np.ceil(np.diff(levels) / step - 1e-9)).astype(int)
        if counts.sum() <= LINES or counts.max() == 1:
            break
        step *= 1.2
    gaps = zip(levels[:-1], levels[1:], counts, strict=True)
    return np.concatenate([*(np.linspace(a, b, n, endpoint=False) for a, b, n in gaps), levels[-1:]])


def _rounds(surfaces: list[Surface], axis: int) -> tuple[Round, ...]:
    """Round walls along an axis, nearly equal ones as one; the heaviest first."""
    found = [(*s.line, len(s.rows) * s.trust) for s in surfaces if s.axis == axis and s.line is not None]
    groups: list[list[Round]] = []
    for x, y, r, w in sorted(found, key=lambda f: -f[3]):
        for group in groups:
            # The line of sight along which a wall was placed is told less well than what lies across it.
            apart = np.hypot(group[0][0] - x, group[0][1] - y)
            if apart < 2.0 + min(3.0, 0.05 * abs(r)) and abs(group[0][2] - r) < 1.5 + 0.02 * abs(r):
                group.append((x, y, r, w))
                break
        else:
            groups.append([(x, y, r, w)])
    made = []
    for group in groups:
        array = np.array(group)
        x, y, r = np.average(array[:, :3], axis=0, weights=array[:, 3])
        # What is seen from all sides and lies in the middle of the box is meant to.
        if np.hypot(x, y) < CENTRED:
            x, y = 0.0, 0.0
        made.append((float(x), float(y), float(r), float(array[:, 3].sum())))
    return tuple(sorted(made, key=lambda f: -f[3]))


def _open(filled: Flags, sure: Floats, lines: tuple[Floats, Floats, Floats], bores: tuple[list[Round], ...]) -> Flags:
    """Unseen cells of bores that go through: in long rows that have nothing at either end."""
    found = np.zeros_like(filled)
    for axis in range(3):
        turned = (np.ascontiguousarray(np.moveaxis(cells, axis, 2)) for cells in (filled, sure))
        hollow = np.moveaxis(_bare(*turned, lines[axis]), 2, axis)
        i, j = ACROSS[axis]
        us, vs = ((lines[k][1:] + lines[k][:-1]) / 2 for k in (i, j))
        within = np.zeros((len(us), len(vs)), np.bool_)
        for x, y, radius, _ in bores[axis]:
            within |= np.hypot(us[:, None] - x, vs[None, :] - y) < -radius
        inside = np.transpose(np.broadcast_to(within[:, :, None], (*within.shape, filled.shape[axis])), _back(i, j))
        found |= hollow & inside
    return found


def _bores(
    pictures: Pictures, surfaces: list[Surface], rounds: tuple[tuple[Round, ...], ...]
) -> tuple[list[Round], ...]:
    """For each axis the round holes into which views from either side look."""
    found: tuple[list[Round], ...] = ([], [], [])
    for axis in range(3):
        for x, y, radius, weight in rounds[axis]:
            if radius >= 0 or weight < SURE_ROUND:
                continue
            sides = {
                bool(pictures.towards[s.view, axis] > 0)
                for s in surfaces
                if s.axis == axis
                and s.line is not None
                and np.hypot(s.line[0] - x, s.line[1] - y) < max(2.0, -0.3 * radius)
                and s.line[2] < 0
            }
            if len(sides) == 2:
                found[axis].append((x, y, radius, weight))
    return found


def _back(i: int, j: int) -> tuple[int, ...]:
    """The order of axes that brings arrays in the order i, j, axis back to x, y, z."""
    return tuple(np.argsort((i, j, 3 - i - j)).tolist())


@njit(cache=True, nogil=True)
def _bare(filled: Flags, sure: Floats, line: Floats) -> Flags:
    """Which cells are in long rows of unseen ones along the last axis that have nothing at either end."""
    found = np.zeros(filled.shape, np.bool_)
    last = filled.shape[2]
    for i in range(filled.shape[0]):
        for j in range(filled.shape[1]):
            k = 0
            while k < last:
                begin = k
                while k < last and filled[i, j, k] and sure[i, j, k] < 1:
                    k += 1
                if k == begin:
                    k += 1
                elif (begin == 0 or not filled[i, j, begin - 1]) and (k == last or not filled[i, j, k]):
                    found[i, j, begin:k] = line[k] - line[begin] >= LONG
    return found


@njit(cache=True, nogil=True)
def _carve(
    outside: Flags, normals: Floats, offsets: Floats, frames: Floats, xs: Floats, ys: Floats, zs: Floats
) -> tuple[Flags, Floats]:
    size = outside.shape[1]
    middle = size / 2
    filled = np.ones((len(xs), len(ys), len(zs)), np.bool_)
    sure = np.ones((len(xs), len(ys), len(zs)))
    for i in range(len(xs)):
        for j in range(len(ys)):
            for k in range(len(zs)):
                x, y, z = xs[i], ys[j], zs[k]
                near, beside = 1e9, 1e9
                for v in range(len(outside)):
                    f = frames[v]
                    column = int(np.floor(middle + x * f[0, 0] + y * f[0, 1] + z * f[0, 2]))
                    row = int(np.floor(middle - x * f[1, 0] - y * f[1, 1] - z * f[1, 2]))
                    if column < 0 or row < 0 or column >= size or row >= size or outside[v, row, column]:
                        filled[i, j, k] = False
                        break
                    if np.isnan(offsets[v, row, column]):
                        continue
                    n = normals[v, row, column]
                    front = x * n[0] + y * n[1] + z * n[2] - offsets[v, row, column]
                    if front > CLEARANCE:
                        filled[i, j, k] = False
                        break
                    beside = min(beside, -front)
                    if -front >= near or -front > SKIN:
                        continue
                    # Aslant behind a surface there may be nothing: it must be seen right in front of the cell.
                    p, q, r = x - front * n[0], y - front * n[1], z - front * n[2]
                    column = int(np.floor(middle + p * f[0, 0] + q * f[0, 1] + r * f[0, 2]))
                    row = int(np.floor(middle - p * f[1, 0] - q * f[1, 1] - r * f[1, 2]))
                    if column < 0 or row < 0 or column >= size or row >= size:
                        continue
                    n = normals[v, row, column]
                    if abs(p * n[0] + q * n[1] + r * n[2] - offsets[v, row, column]) < FOOT:
                        near = -front
                if filled[i, j, k] and near > SKIN:
                    sure[i, j, k] = ASLANT if beside <= SKIN else HIDDEN
    return filled, sure
