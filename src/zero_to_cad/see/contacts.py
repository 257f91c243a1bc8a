"""Places flat regions that no other view confirms: a face that meets a known surface along a line begins there.

Across the line the known surface tells how deep the line lies. Along a real edge the unknown face's offset is then the
same for all points of the line; along the outline of something in front it mostly is not, or the other views refute it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zero_to_cad.see.pictures import Flags, Floats, Integers, Pictures
from zero_to_cad.see.planes import AXES, Plane, directions_of, rim, sweep
from zero_to_cad.see.regions import Regions
from zero_to_cad.see.surfaces import Surface, maps, of_planes

ROUNDS = 4
ACROSS_LINE = 5  # Pixels from a region within which its neighbour begins.
FEWEST = 6  # Pixels along a line that two faces share.
SLACK = 0.9  # Pixels by which offsets along a line may differ.
STEADY = 0.7  # The share of them that must not.
REFUTED = -0.12  # What the other views may say against it at most.
PARALLEL = 0.98
TRUST = 0.25
STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))


@dataclass(frozen=True, eq=False)
class Border:
    """Where a region meets one known surface: points of the line (n, 3), and the surface's normals there (n, 3)."""

    points: Floats
    normals: Floats


def touching(pictures: Pictures, regions: Regions, surfaces: list[Surface]) -> list[Surface]:
    """The surfaces, and those of flat regions without one that could be placed by what they touch."""
    for _ in range(ROUNDS):
        owner, normals, offsets = maps(pictures, surfaces)
        known = set(np.unique(regions.number[owner >= 0]).tolist())
        found: list[Plane] = []
        for k, region in enumerate(regions.all):
            if region.grey is None or k in known:
                continue
            plane = _placed(pictures, regions, k, _borders(pictures, regions, k, owner, normals, offsets))
            if plane is not None:
                found.append(plane)
        if not found:
            break
        surfaces = [*surfaces, *of_planes(regions, found)]
    return surfaces


def _borders(
    pictures: Pictures, regions: Regions, k: int, owner: Integers, normals: Floats, offsets: Floats
) -> list[Border]:
    region = regions.all[k]
    view, last = region.view, pictures.size - 1
    own = regions.number[view]
    points, sides, names = [], [], []
    for dy, dx in STEPS:
        open_ = np.ones(len(region.rows), np.bool_)
        for away in range(1, ACROSS_LINE + 1):
            rows, columns = (region.rows + away * dy).clip(0, last), (region.columns + away * dx).clip(0, last)
            open_ &= (own[rows, columns] != k) & ~pictures.outside[view, rows, columns]
            there = open_ & np.isfinite(offsets[view, rows, columns])
            if there.any():
                # The line runs half way between the two.
                base = pictures.rays(view, region.rows[there] + away * dy / 2, region.columns[there] + away * dx / 2)
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


def _placed(pictures: Pictures, regions: Regions, k: int, borders: list[Border]) -> Plane | None:
    """The plane through the line that most pixels of the region's border support, if the other views allow it."""
    region = regions.all[k]
    if region.grey is None or not borders:
        return None
    rows, columns = rim(pictures, region, regions.number)
    base = pictures.rays(region.view, rows, columns)
    best: tuple[float, Plane] | None = None
    for normal in directions_of(pictures, region.view, region.grey):
        usual = bool((np.abs(AXES @ normal) > 1 - 1e-6).any())
        all_offsets = [b.points @ normal for b in borders]
        for border, offsets in zip(borders, all_offsets, strict=True):
            aslant: Flags = np.abs(border.normals @ normal) < PARALLEL
            if aslant.sum() < FEWEST:
                continue
            offset = float(np.median(offsets[aslant]))
            steady = np.abs(offsets[aslant] - offset) < SLACK
            if steady.mean() < STEADY:
                continue
            agreed = float(sweep(pictures, region.view, base, normal, np.array([offset]), 1.6)[0])
            if agreed < REFUTED:
                continue
            count = sum(int((np.abs(other - offset) < SLACK).sum()) for other in all_offsets)
            worth = count / len(rows) + agreed + (0.3 if usual else 0.0)
            if best is None or worth > best[0]:
                plane = Plane(k, (float(normal[0]), float(normal[1]), float(normal[2])), offset, TRUST)
                best = (worth, plane)
    return best[1] if best is not None else None
