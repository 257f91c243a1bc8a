"""Finds what is turned about lines that are known: cones and spheres, each where several views show it.

Pieces of curved surface are looked at one by one. What explains most of one is looked for in all views; connected
pixels that have the grey it would have there are believed where the other views agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import binary_dilation, label

from zero_to_cad.see.cones import Cone, Sight, a_cone
from zero_to_cad.see.cylinders import ACROSS, FEWEST, GREY_SLACK, agreements
from zero_to_cad.see.pictures import Flags, Floats, Integers, Pictures
from zero_to_cad.see.planes import SURE
from zero_to_cad.see.regions import SMOOTH, Region, patches
from zero_to_cad.see.spheres import Sphere, a_sphere
from zero_to_cad.see.surfaces import Surface, agreeing, maps

Line = tuple[int, float, float]
Turned = Cone | Sphere

VOTERS = 120  # Pixels of a patch that vote, at most.
BEST = 3  # Guesses of a patch that are tried, at most, ...
NEARLY = 0.6  # ... those that explain at least this share of what the best one does.
ALIKE = 0.998  # The cosine between tilts of cones that are one.
WHOLE = 0.25  # The share of a patch's pixels that must be explained.
LINES = 3  # Lines tried along an axis, at most.
SAME_LINE = 1.5  # Pixels within which lines are one.
CENTRED = 1.0  # Pixels within which a line is the middle of the box.
PATCHES = 40  # Patches that are looked at in each round, at most, the largest ones.
ROUNDS = 2
TRIES = 24  # Of what explains most of single patches, how many are looked for in all views in each round.
SMALLEST = 24  # Pixels of a patch.
ENOUGH = 0.3  # What the other views must say for a piece of a shape.
KNOWN = 0.8  # Trust from which a round wall is not looked at again.
FLAT = 60  # Pixels from which a plane askew is believed.
COVERED = 0.4  # The share of a doubtful surface that a shape may take before the whole of it goes.
SHOWN = 60  # Pixels that a shape must have in all views, ...
AGREED = 0.4  # ... and what the other views must say for them in the mean.
SPAN = 0.35  # rad about the line that a piece must span: less looks like a plane.
BENT = 0.08  # rad by which its normals must turn, for the same reason.
WIDEST = 0.45  # Radii, relative to the pictures' side.
OUTLINE = 4  # Pixels from a piece of a shape within which the same surface must not go on beyond its outline, ...
WINDOW = 9  # ... over that many pixels along the line ...
BESIDE = 2  # ... by this many pixels in the mean.
TOLD = 0.4  # The share of a patch that known cones may tell before it says nothing new.


class _Pixels:
    """Marked pixels of a view, which may show something turned, and points at depth 0 in them."""

    def __init__(self, pictures: Pictures, view: int, marked: Flags) -> None:
        self.view = view
        self.rows, self.columns = np.nonzero(marked)
        self.base = pictures.rays(view, self.rows, self.columns)


def with_turned(pictures: Pictures, surfaces: list[Surface]) -> list[Surface]:
    """The surfaces, with those of cones and spheres about the lines of round walls, and without what these replace."""
    lines = _lines(surfaces)
    owner, _, _ = maps(pictures, [s for s in surfaces if _believed(s)])
    free = (owner < 0) & ~pictures.outside & ~pictures.ink
    taken = np.zeros_like(free)
    found: list[Surface] = []
    sights = [_Pixels(pictures, view, marked) for view, marked in enumerate(free)]
    tried: list[Turned] = []
    looked_at: set[tuple[int, ...]] = set()
    for _ in range(ROUNDS):
        left_over = [patch for patch in _patches(pictures, free & ~taken) if _name(patch) not in looked_at]
        looked_at.update(map(_name, left_over))
        guesses = [guess for patch in left_over for guess in _guesses(pictures, patch, lines)]
        before = len(found)
        left = TRIES
        for _, patch, shape in sorted(guesses, key=lambda guess: -guess[0]):
            # Most cones are guessed by several views.
            told = taken[patch.view, patch.rows, patch.columns].mean() > TOLD
            if told or left == 0 or any(_same(shape, other) for other in tried):
                continue
            tried.append(shape)
            left -= 1
            pieces = _pieces(pictures, shape, sights, taken)
            if not _confirmed(pieces):
                continue
            for piece in pieces:
                found.append(piece)
                taken[piece.view, piece.rows, piece.columns] = True
        if len(found) == before:
            break
    others = _beside(surfaces, found, taken)
    found = [s for s in agreeing(pictures, [*others, *found]) if s.turned is not None]
    return [*_beside(surfaces, found, taken), *found] if found else surfaces


def _beside(surfaces: list[Surface], found: list[Surface], taken: Flags) -> list[Surface]:
    """The surfaces without those of which cones take much."""
    taken[:] = False
    for piece in found:
        taken[piece.view, piece.rows, piece.columns] = True
    return [s for s in surfaces if taken[s.view, s.rows, s.columns].mean() <= COVERED]


def _believed(surface: Surface) -> bool:
    if surface.line is not None:
        return surface.trust >= KNOWN
    return surface.trust >= SURE and (surface.axis is not None or len(surface.rows) >= FLAT)


def _lines(surfaces: Sequence[Surface]) -> list[Line]:
    """The lines of round walls, those most seen first, and along each axis the middle of the box."""
    found: list[Line] = []
    for axis in range(3):
        seen = [(s.line[0], s.line[1], len(s.rows) * s.trust) for s in surfaces if s.line and s.axis == axis]
        groups: list[list[tuple[float, float, float]]] = []
        for wall in sorted(seen, key=lambda wall: -wall[2]):
            near = [g for g in groups if np.hypot(g[0][0] - wall[0], g[0][1] - wall[1]) < SAME_LINE]
            if near:
                near[0].append(wall)
            else:
                groups.append([wall])
        weighed = []
        for group in groups:
            x, y, weight = np.array(group).T
            cx, cy = float(np.average(x, weights=weight)), float(np.average(y, weights=weight))
            if np.hypot(cx, cy) < CENTRED:
                cx, cy = 0.0, 0.0
            weighed.append((float(weight.sum()), cx, cy))
        weighed.sort(key=lambda line: -line[0])
        chosen = [(axis, x, y) for _, x, y in weighed[:LINES]]
        if not any(np.hypot(x, y) < SAME_LINE for _, x, y in chosen):
            chosen.append((axis, 0.0, 0.0))
        found += chosen
    return found


def _patches(pictures: Pictures, free: Flags) -> list[Region]:
    found: list[Region] = []
    for view in range(len(free)):
        found += [
            Region(view, rows, columns, None) for rows, columns in patches(pictures.grey[view], ~free[view], SMOOTH)
        ]
    found = [patch for patch in found if len(patch.rows) >= SMALLEST]
    found.sort(key=lambda patch: -len(patch.rows))
    return found[:PATCHES]


def _guesses(pictures: Pictures, patch: Region, lines: Sequence[Line]) -> list[tuple[float, Region, Turned]]:
    """What explains most of a patch, and how many of its pixels; the best first."""
    pick = np.linspace(0, len(patch.rows) - 1, min(len(patch.rows), VOTERS)).astype(np.int64)
    rows, columns = patch.rows[pick], patch.columns[pick]
    base = pictures.rays(patch.view, rows, columns)
    told = (pictures.grey[patch.view, rows, columns] - pictures.level) / pictures.gain
    reach = pictures.size * WIDEST
    found: list[tuple[float, Turned]] = []
    for axis, x, y in lines:
        order = [*ACROSS[axis], axis]
        towards, light = pictures.towards[patch.view][order], pictures.lights[patch.view][order]
        sight = Sight(base[:, order] - (x, y, 0.0), told, towards, light, GREY_SLACK / pictures.gain)
        for guess in (a_cone, a_sphere):
            made = guess(sight, axis, (x, y), reach, WHOLE * len(pick))
            if made is not None:
                found.append(made)
    if not found:
        return []
    found.sort(key=lambda guess: -guess[0])
    least = max(WHOLE * len(pick), min(FEWEST, len(pick)), NEARLY * found[0][0])
    return [(count * len(patch.rows) / len(pick), patch, turned) for count, turned in found[:BEST] if count >= least]


def _name(patch: Region) -> tuple[int, ...]:
    return patch.view, int(patch.rows[0]), int(patch.columns[0]), len(patch.rows)


def _pieces(pictures: Pictures, shape: Turned, sights: Sequence[_Pixels], taken: Flags) -> list[Surface]:
    """Connected pixels of every view that show the shape, where the other views agree."""
    found = []
    order = [*ACROSS[shape.axis], shape.axis]
    for sight in sights:
        view = sight.view
        left = ~taken[view, sight.rows, sight.columns]
        rows, columns, base = sight.rows[left], sight.columns[left], sight.base[left]
        towards = pictures.towards[view]
        depth, normals = shape.met(base[:, order] - (*shape.centre, 0.0), towards[order])
        normals = normals[:, np.argsort(order)]
        told = pictures.level + pictures.gain * (normals @ pictures.lights[view])
        right = np.isfinite(depth) & (np.abs(told - pictures.grey[view, rows, columns]) <= 1.4 * GREY_SLACK)
        if right.sum() < FEWEST:
            continue
        mask = np.zeros(taken.shape[1:], np.bool_)
        mask[rows[right], columns[right]] = True
        if isinstance(shape, Cone) and shape.across > 0:
            mask &= ~_overlooked(pictures, shape, view, mask, rows[np.isnan(depth)], columns[np.isnan(depth)])
        number = label(mask)[0][rows, columns]
        sizes = np.bincount(number)
        for k in (1 + np.flatnonzero(sizes[1:] >= FEWEST)).tolist():
            own = number == k
            if _span(normals[own][:, list(ACROSS[shape.axis])]) < SPAN or _bent(normals[own]) < BENT:
                continue
            agreed = _agreed(pictures, view, base[own], depth[own], normals[own])
            if agreed >= ENOUGH:
                points = base[own] + depth[own, None] * towards
                found.append(_surface(shape, view, rows[own], columns[own], normals[own], points, min(1.0, agreed)))
    return found


def _same(one: Turned, other: Turned) -> bool:
    if one.axis != other.axis or np.hypot(*np.subtract(one.centre, other.centre)) > SAME_LINE:
        return False
    if isinstance(one, Cone) and isinstance(other, Cone):
        turned = one.across * other.across + one.along * other.along
        return turned > ALIKE and abs(one.offset - other.offset) < 1.0
    if isinstance(one, Sphere) and isinstance(other, Sphere):
        return abs(one.bend / other.bend - 1) < 0.05 and abs(one.height + one.bend - other.height - other.bend) < 1.0
    return False


def _span(directions: Floats) -> float:
    """The angle (rad) that directions (n, 2), all within half a turn, span."""
    middle = directions.mean(0)
    aside = directions[:, 1] * middle[0] - directions[:, 0] * middle[1]
    ahead = directions @ middle
    return float(np.ptp(np.quantile(np.arctan2(aside, ahead), (0.02, 0.98))))


def _bent(normals: Floats) -> float:
    """The angle (rad) by which normals (n, 3) turn from the middle one."""
    middle = normals.mean(0)
    return float(np.arccos(np.clip(np.quantile(normals @ (middle / np.linalg.norm(middle)), 0.05), -1, 1)))


def _confirmed(pieces: Sequence[Surface]) -> bool:
    """Whether enough pixels of enough views show a shape."""
    sizes = np.array([len(piece.rows) for piece in pieces], np.float64)
    if sizes.sum() < SHOWN or len({piece.view for piece in pieces}) < 2:
        return False
    return float(np.average([piece.trust for piece in pieces], weights=sizes)) >= AGREED


def _overlooked(pictures: Pictures, shape: Turned, view: int, mask: Flags, rows: Integers, columns: Integers) -> Flags:
    """Where a shape ends too early: the same surface is seen further out, at these pixels, than the shape reaches.

    Normals are drawn smoothly across blunt edges, so a grey may tell a tilt that is not there; an outline does not lie.
    """
    outer = np.zeros_like(mask)
    outer[rows, columns] = True
    outer &= binary_dilation(mask, np.ones((3, 3), np.bool_), OUTLINE)
    right, up, _ = pictures.frames[view]
    shown = np.array([right[shape.axis], -up[shape.axis]])
    shown = shown / max(float(np.hypot(*shown)), 1e-9)

    place = np.arange(pictures.size)
    bins = np.floor(place[:, None] * shown[1] + place[None, :] * shown[0] + 2 * pictures.size).astype(np.int64)
    counts = np.bincount(bins[outer], minlength=5 * pictures.size)
    beside = np.convolve(counts, np.ones(WINDOW), "same") >= BESIDE * WINDOW
    return np.asarray(mask & beside[bins])


def _surface(
    shape: Turned, view: int, rows: Integers, columns: Integers, normals: Floats, points: Floats, trust: float
) -> Surface:
    return Surface(view, rows, columns, normals, (normals * points).sum(1), trust, turned=shape)


def _agreed(pictures: Pictures, view: int, base: Floats, depth: Floats, normals: Floats) -> float:
    return float(agreements(pictures, view, base, depth, normals, np.zeros(1))[0])
