"""All surfaces that were found, made to agree: equal levels become one, and what contradicts the others is dropped."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from zero_to_cad.see.cones import Cone
from zero_to_cad.see.cylinders import ACROSS, Cylinder
from zero_to_cad.see.pictures import Floats, Integers, Pictures
from zero_to_cad.see.planes import Plane
from zero_to_cad.see.regions import Regions
from zero_to_cad.see.spheres import Sphere

SAME_LEVEL = 1.0  # Pixels within which planes of one direction are one.
SAMPLES = 120
IN_FRONT = 2.5  # Pixels by which a point must lie in front of another surface to contradict it.
CONTRADICTED = 0.25


@dataclass(frozen=True, eq=False)
class Surface:
    """Pixels of one view and, at each, the tangent plane normal . p = offset.

    rows, columns, offsets (n,), normals (n, 3). trust: from 0 to 1. axis: of a plane square to a world axis or of a
    cylinder along one, else None. line: centre in ACROSS[axis] and radius (negative for a hole) of a cylinder. turned:
    the cone or sphere that it is a piece of.
    """

    view: int
    rows: Integers
    columns: Integers
    normals: Floats
    offsets: Floats
    trust: float
    axis: int | None = None
    line: tuple[float, float, float] | None = None
    turned: Cone | Sphere | None = None


def of_planes(regions: Regions, planes: list[Plane]) -> list[Surface]:
    """Surfaces of planes, those of one direction and nearly one level brought to the same."""
    normals = np.array([plane.normal for plane in planes]).reshape(-1, 3)
    offsets = np.array([plane.offset for plane in planes])
    weights = np.array([np.sqrt(len(regions.all[plane.region].rows)) * plane.trust for plane in planes])
    level = offsets.copy()
    for k in range(len(planes)):
        # A face and its opposite at one level are as good as one.
        same = np.abs(normals @ normals[k]) > 1 - 1e-6
        turned = np.sign(normals @ normals[k])
        near = same & (np.abs(offsets * turned - offsets[k]) < SAME_LEVEL)
        level[k] = np.average((offsets * turned)[near], weights=weights[near])
    made = []
    for plane, offset in zip(planes, level.tolist(), strict=True):
        region = regions.all[plane.region]
        count = len(region.rows)
        along = np.flatnonzero(np.abs(plane.normal) > 1 - 1e-6)
        made.append(
            Surface(
                region.view,
                region.rows,
                region.columns,
                np.tile(plane.normal, (count, 1)),
                np.full(count, offset),
                plane.trust,
                int(along[0]) if len(along) else None,
            )
        )
    return made


def of_cylinders(found: list[Cylinder]) -> list[Surface]:
    """Surfaces of cylinders."""
    made = []
    for cylinder in found:
        i, j = ACROSS[cylinder.axis]
        radial = cylinder.normals[:, [i, j]]
        offsets = radial @ np.array(cylinder.centre) + cylinder.radius
        made.append(
            Surface(
                cylinder.view,
                cylinder.rows,
                cylinder.columns,
                cylinder.normals,
                offsets,
                cylinder.trust,
                cylinder.axis,
                (*cylinder.centre, cylinder.radius),
            )
        )
    return made


def points_of(pictures: Pictures, surface: Surface, most: int | None = None) -> Floats:
    """(n, 3) where the surface is seen."""
    count = len(surface.rows)
    pick = np.arange(count) if most is None else np.linspace(0, count - 1, min(count, most)).astype(np.int64)
    base = pictures.rays(surface.view, surface.rows[pick], surface.columns[pick])
    normals, towards = surface.normals[pick], pictures.towards[surface.view]
    depth = (surface.offsets[pick] - (normals * base).sum(1)) / (normals @ towards)
    return np.asarray(base + depth[:, None] * towards)


def agreeing(pictures: Pictures, surfaces: list[Surface]) -> list[Surface]:
    """The surfaces without those that lie in what the others say is empty, or empty what the others say is there."""
    if not surfaces:
        return []
    owner, normals, offsets = maps(pictures, surfaces)
    points = [points_of(pictures, surface, SAMPLES) for surface in surfaces]
    starts = np.concatenate(([0], np.cumsum([len(p) for p in points]))).astype(np.int64)
    clash = _clashes(np.concatenate(points), starts, owner, normals, offsets, pictures.frames)
    size = np.array([len(surface.rows) for surface in surfaces], np.float64)
    trust = np.array([surface.trust for surface in surfaces])
    kept = np.ones(len(surfaces), np.bool_)
    # Shares of each surface's points, weighted by what is to be believed of the other.
    share = clash / np.diff(starts)[:, None] * size[:, None]
    both = share + share.T
    while True:
        weight = trust * kept
        badness = (both @ weight) / size / np.maximum(trust, 0.05) * kept
        worst = int(np.argmax(badness))
        if badness[worst] < CONTRADICTED:
            break
        kept[worst] = False
    return [surface for surface, keep in zip(surfaces, kept, strict=True) if keep]


def maps(pictures: Pictures, surfaces: list[Surface]) -> tuple[Integers, Floats, Floats]:
    """At each pixel the number of the most trusted surface (-1: none), its normal (.., 3) and offset (NaN: none)."""
    shape = pictures.grey.shape
    owner = np.full(shape, -1, np.int64)
    normals = np.zeros((*shape, 3))
    offsets = np.full(shape, np.nan)
    for k in np.argsort([surface.trust for surface in surfaces], kind="stable").tolist():
        surface = surfaces[k]
        place = (surface.view, surface.rows, surface.columns)
        owner[place], normals[place], offsets[place] = k, surface.normals, surface.offsets
    return owner, normals, offsets


def in_front(pictures: Pictures, points: Floats, owner: Integers, normals: Floats, offsets: Floats) -> int:
    """How many of these points (n, 3) lie in front of what some view shows at their place; the rest as from `maps`."""
    everything = np.where(owner >= 0, 1, -1)
    starts = np.array([0, len(points), len(points)], np.int64)
    found: Floats = _clashes(points, starts, everything, normals, offsets, pictures.frames)
    return int(found[0, 1])


@njit(cache=True, nogil=True)
def _clashes(
    points: Floats, starts: Integers, owner: Integers, normals: Floats, offsets: Floats, frames: Floats
) -> Floats:
    """[a, b]: how many points of surface a lie in front of surface b, where b's view looks."""
    count = len(starts) - 1
    found = np.zeros((count, count))
    size = owner.shape[1]
    middle = size / 2
    for a in range(count):
        for p in range(starts[a], starts[a + 1]):
            x, y, z = points[p]
            for v in range(len(owner)):
                f = frames[v]
                column = int(np.floor(middle + x * f[0, 0] + y * f[0, 1] + z * f[0, 2]))
                row = int(np.floor(middle - x * f[1, 0] - y * f[1, 1] - z * f[1, 2]))
                if column < 1 or row < 1 or column >= size - 1 or row >= size - 1:
                    continue
                b = owner[v, row, column]
                # Near a border the pixel may be the neighbour's.
                if b < 0 or b == a:
                    continue
                if owner[v, row - 1, column] != b or owner[v, row + 1, column] != b:
                    continue
                if owner[v, row, column - 1] != b or owner[v, row, column + 1] != b:
                    continue
                n = normals[v, row, column]
                if x * n[0] + y * n[1] + z * n[2] - offsets[v, row, column] > IN_FRONT:
                    found[a, b] += 1
    return found
