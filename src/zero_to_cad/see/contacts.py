"""Places flat regions that other views do not tell alone: by the known surfaces they touch, and must not hide.

A face that meets a known surface along a line begins there. Across the line the known surface tells how deep the line
lies. Along a real edge the unknown face's offset is then the same for all points of the line; along the outline of
something in front it mostly is not, or the other views refute it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zero_to_cad.see.cylinders import Cylinder, Profile, placed_at, places_at, slid
from zero_to_cad.see.pictures import Flags, Floats, Integers, Pictures
from zero_to_cad.see.planes import AXES, SURE, Plane, directions_of, rim, sweep
from zero_to_cad.see.regions import Regions
from zero_to_cad.see.surfaces import Surface, in_front, maps, of_cylinders, of_planes

ROUNDS = 4
ACROSS_LINE = 5  # Pixels from a region within which its neighbour begins.
FEWEST = 6  # Pixels along a line that two faces share.
SLACK = 0.9  # Pixels by which offsets along a line may differ.
ROUND_SLACK = 1.5  # The same for the place of a round wall.
STEADY = 0.7  # The share of them that must not.
ROUNDS_OF_MEETING = 2
STEADY_ROUND = 0.35
MEETING = 1.5  # Pixels within which a face meets its neighbour.
MOSTLY = 0.5  # The share of its border along which a face must meet its neighbours to be moved there.
LESS_AGREED = 0.4  # By how much the other views may like it less there.
REFUTED = -0.12  # What the other views may say against it at most.
CLEAR = 0.04  # The share of a face that may lie in front of known surfaces.
PEAKS = 12  # Offsets tried that the other views like best, ...
LIKED = 0.8  # ... by this much at least.
PARALLEL = 0.98
TRUST = 0.25
STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))


Known = tuple[Integers, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Border:
    """Where a region meets one known surface: points of the line (n, 3), and the surface's normals there (n, 3)."""

    points: Floats
    normals: Floats


def touching(pictures: Pictures, regions: Regions, surfaces: list[Surface], profiles: list[Profile]) -> list[Surface]:
    """The surfaces, and those of flat regions and round walls without one that could be placed by what they touch."""
    profiles = list(profiles)
    peaks: dict[tuple[int, tuple[float, ...]], list[float]] = {}
    for _ in range(ROUNDS):
        owner, normals, offsets = maps(pictures, surfaces)
        known = set(np.unique(regions.number[owner >= 0]).tolist())
        found: list[Plane] = []
        for k, region in enumerate(regions.all):
            if region.grey is None or k in known:
                continue
            mask = regions.number[region.view] == k
            borders = _borders(pictures, region.view, region.rows, region.columns, mask, (owner, normals, offsets))
            plane = _placed(pictures, regions, k, borders, (owner, normals, offsets), peaks)
            if plane is not None:
                found.append(plane)
        walls: list[Cylinder] = []
        for profile in list(profiles):
            wall = _wall(pictures, profile, (owner, normals, offsets))
            if wall is not None:
                walls.append(wall)
                profiles.remove(profile)
        if not found and not walls:
            break
        surfaces = [*surfaces, *of_planes(regions, found), *of_cylinders(walls)]
    return surfaces


def met(pictures: Pictures, regions: Regions, surfaces: list[Surface]) -> list[Surface]:
    """The surfaces, flat ones square to an axis moved to where they meet most of their neighbours along lines, if they
    meet hardly any where they are."""
    for _ in range(ROUNDS_OF_MEETING):
        known = maps(pictures, surfaces)
        moved = [_met(pictures, regions, surface, known) for surface in surfaces]
        if all(one is other for one, other in zip(moved, surfaces, strict=True)):
            break
        surfaces = moved
    return surfaces


def _met(pictures: Pictures, regions: Regions, surface: Surface, known: Known) -> Surface:
    if surface.axis is None or surface.line is not None:
        return surface
    number = regions.number[surface.view, surface.rows[0], surface.columns[0]]
    mask = regions.number[surface.view] == number
    borders = _borders(pictures, surface.view, surface.rows, surface.columns, mask, known)
    normal, here = surface.normals[0], float(surface.offsets[0])
    along = [border.points @ normal for border in borders]
    aslant = [places[np.abs(b.normals @ normal) < PARALLEL] for places, b in zip(along, borders, strict=True)]
    every = np.concatenate([np.empty(0), *aslant])
    lines = _lines(borders, along, normal)
    if not lines:
        return surface

    def meeting(offset: float) -> int:
        return int((np.abs(every - offset) < MEETING).sum())

    there = max(lines, key=meeting)
    if meeting(there) < max(MOSTLY * len(every), 2 * meeting(here) + FEWEST):
        return surface
    rows, columns = rim(pictures, regions.all[int(number)], regions.number)
    base = pictures.rays(surface.view, rows, columns)
    before, after = sweep(pictures, surface.view, base, normal, np.array([here, there]), 1.6).tolist()
    if after < max(REFUTED, before - LESS_AGREED):
        return surface
    return replace(surface, offsets=np.full(len(surface.rows), there), trust=min(surface.trust, SURE))


def _wall(pictures: Pictures, profile: Profile, known: Known) -> Cylinder | None:
    """A round wall where it meets a known surface along a line, unless the other views refute that."""
    mask = np.zeros(pictures.grey.shape[1:], np.bool_)
    mask[profile.rows, profile.columns] = True
    borders = _borders(pictures, profile.view, profile.rows, profile.columns, mask, known)
    candidates = []
    for border in borders:
        # At the near lip of a hole the wall does not begin, it is hidden: the place where most points agree.
        places = np.sort(places_at(pictures, profile, border.points))
        last = np.searchsorted(places, places + 2 * ROUND_SLACK, side="right")
        first = int(np.argmax(last - np.arange(len(places))))
        same = places[first : last[first]]
        if len(same) >= STEADY_ROUND * len(places):
            candidates.append((len(same), float(np.median(same))))
    best: tuple[float, Cylinder] | None = None
    for count, place in candidates:
        agreed = float(slid(pictures, profile, np.array([place]))[0])
        worth = count / len(profile.rows) ** 0.5 + agreed
        if agreed < REFUTED or (best is not None and worth <= best[0]):
            continue
        wall = placed_at(pictures, profile, place, TRUST)
        points = pictures.rays(wall.view, wall.rows, wall.columns) + wall.depth[:, None] * pictures.towards[wall.view]
        if in_front(pictures, points, *known) <= CLEAR * len(points):
            best = (worth, wall)
    return best[1] if best is not None else None


def _borders(
    pictures: Pictures, view: int, its_rows: Integers, its_columns: Integers, own: Flags, known: Known
) -> list[Border]:
    """Where pixels of a view, marked in `own` too, meet known surfaces."""
    owner, normals, offsets = known
    last = pictures.size - 1
    points, sides, names = [], [], []
    for dy, dx in STEPS:
        open_ = np.ones(len(its_rows), np.bool_)
        for away in range(1, ACROSS_LINE + 1):
            rows, columns = (its_rows + away * dy).clip(0, last), (its_columns + away * dx).clip(0, last)
            open_ &= ~own[rows, columns] & ~pictures.outside[view, rows, columns]
            there = open_ & np.isfinite(offsets[view, rows, columns])
            if there.any():
                # The line runs half way between the two.
                base = pictures.rays(view, its_rows[there] + away * dy / 2, its_columns[there] + away * dx / 2)
                points.append(_lifted(pictures, view, base, normals[view], offsets[view], rows[there], columns[there]))
                sides.append(normals[view, rows[there], columns[there]])
                names.append(owner[view, rows[there], columns[there]])
            open_ &= ~there
    if not points:
        return []
    every, side, name = np.concatenate(points), np.concatenate(sides), np.concatenate(names)
    return [Border(every[name == a], side[name == a]) for a in np.unique(name) if (name == a).sum() >= FEWEST]


def _lifted(
    pictures: Pictures, view: int, base: Floats, normals: Floats, offsets: Floats, rows: Integers, columns: Integers
) -> Floats:
    towards = pictures.towards[view]
    n = normals[rows, columns]
    depth = (offsets[rows, columns] - (n * base).sum(1)) / np.maximum(n @ towards, 0.05)
    return np.asarray(base + depth[:, None] * towards)


def _placed(
    pictures: Pictures,
    regions: Regions,
    k: int,
    borders: list[Border],
    known: Known,
    peaks: dict[tuple[int, tuple[float, ...]], list[float]],
) -> Plane | None:
    """The plane of a region that the other views and the lines it shares with known surfaces speak for most.

    peaks: of regions and normals, the offsets that the other views like; filled here, since they stay the same.
    """
    region = regions.all[k]
    assert region.grey is not None
    rows, columns = rim(pictures, region, regions.number)
    base = pictures.rays(region.view, rows, columns)
    towards = pictures.towards[region.view]
    best: tuple[float, Plane] | None = None
    for normal in directions_of(pictures, region.view, region.grey):
        usual = bool((np.abs(AXES @ normal) > 1 - 1e-6).any())
        along = [border.points @ normal for border in borders]
        key = (k, tuple(normal.tolist()))
        if usual and key not in peaks:
            peaks[key] = _peaks(pictures, region.view, base, normal)
        candidates = np.array(_lines(borders, along, normal) + peaks.get(key, []))
        if not len(candidates):
            continue
        agreed = sweep(pictures, region.view, base, normal, candidates, 1.6)
        for offset, agreement in zip(candidates.tolist(), agreed.tolist(), strict=True):
            count = sum(int((np.abs(places - offset) < SLACK).sum()) for places in along)
            worth = count / len(rows) + agreement + (0.3 if usual else 0.0)
            if agreement < REFUTED or (best is not None and worth <= best[0]):
                continue
            depth = (offset - base @ normal) / (normal @ towards)
            if in_front(pictures, base + depth[:, None] * towards, *known) <= CLEAR * len(base):
                best = (worth, Plane(k, (float(normal[0]), float(normal[1]), float(normal[2])), offset, TRUST))
    return best[1] if best is not None else None


def _lines(borders: list[Border], along: list[Floats], normal: Floats) -> list[float]:
    """Offsets at which the region would meet a known surface along a line."""
    found = []
    for border, places in zip(borders, along, strict=True):
        aslant: Flags = np.abs(border.normals @ normal) < PARALLEL
        if aslant.sum() >= FEWEST:
            offset = float(np.median(places[aslant]))
            if (np.abs(places[aslant] - offset) < SLACK).mean() >= STEADY:
                found.append(offset)
    return found


def _peaks(pictures: Pictures, view: int, base: Floats, normal: Floats) -> list[float]:
    """Offsets that the other views like better than those beside them."""
    reach = pictures.size * 0.62
    offsets = np.arange(-reach, reach, 0.5)
    total = sweep(pictures, view, base, normal, offsets, 1.6)
    inner = total[1:-1]
    peaks = 1 + np.flatnonzero((inner >= total[:-2]) & (inner >= total[2:]) & (inner >= LIKED))
    best = peaks[np.argsort(-total[peaks], kind="stable")[:PEAKS]]
    return [float(offset) for offset in offsets[best]]
