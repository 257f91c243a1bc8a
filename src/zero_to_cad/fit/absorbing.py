"""Facets and crumbs of regions that lie on round regions beside them, though these could not grow into them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.fit.fitting import distance
from zero_to_cad.fit.guesses import Facets

F = npt.NDArray[np.float64]
I = npt.NDArray[np.int64]  # noqa: E741 - index arrays are called I here

_SAG = 1.5  # of how far a region's own facets pass its surface at most, what another may
_ALONG = 0.6  # of the cosine between a facet's normal and the surface's, at least
_CRUMB = 0.2  # of a region's area, that one beside it has at most to be a part of it
_MOST_TRIANGLES = 40  # of a facet that belongs to several regions


def absorbed(
    facets: Facets, here: I, there: I, region: I, kinds: I, surfaces: F, triangles: I, facet: I, tolerance: float
) -> tuple[I, I, I, F]:
    """The region of each facet and of each triangle, and kind and numbers of each region, grown by what lies on it.

    here, there (e,): facets that meet; facet (m,): of each triangle (m, 3). What lies on a surface does so with its
    corners, and with its middle as nearly as the region's own. A narrow facet may hold triangles of several regions: it
    counts as one of the first.
    """
    region = region.copy()
    count = len(kinds)
    taken = region >= 0
    areas = np.bincount(region[taken], facets.areas[taken], count)
    sags, signs = _own(facets, region, kinds, surfaces)
    _absorb(facets, here, there, region, kinds, surfaces, areas, sags, signs, tolerance)
    of_triangle = region[facet]
    order = np.argsort(facet, kind="stable")
    starts = np.searchsorted(facet[order], np.arange(len(region) + 1))
    by_facet = np.argsort(here, kind="stable")
    from_facet = np.searchsorted(here[by_facet], np.arange(len(region) + 1))
    for f in np.flatnonzero((region < 0) & (np.diff(starts) <= _MOST_TRIANGLES)):
        around = there[by_facet[from_facet[f] : from_facet[f + 1]]]
        beside = np.unique(region[around[around >= 0]])
        beside = beside[beside >= 0]
        if len(beside) < 2:
            continue
        own = order[starts[f] : starts[f + 1]]
        each = _each(facets, f, triangles[own], beside, kinds, surfaces, sags, signs, tolerance)
        if (each >= 0).all():
            of_triangle[own] = each
            region[f] = each[0]
    left = np.flatnonzero(np.bincount(of_triangle[of_triangle >= 0], minlength=count) > 0)
    number = np.full(count + 1, -1, np.int64)
    number[left] = np.arange(len(left))
    return number[region], number[of_triangle], kinds[left], surfaces[left]


@njit(cache=True)
def _own(facets: Facets, region: I, kinds: I, surfaces: F) -> tuple[F, F]:
    """How far the middles of each region's facets are from its surface at most, and on which side their normals are."""
    sags = np.zeros(len(kinds))
    signs = np.zeros(len(kinds))
    for f in range(len(region)):
        k = region[f]
        if k >= 0:
            far, gx, gy, gz = distance(kinds[k], surfaces[k], facets.middles[f])
            sags[k] = max(sags[k], abs(far))
            along = gx * facets.normals[f, 0] + gy * facets.normals[f, 1] + gz * facets.normals[f, 2]
            signs[k] += along * facets.areas[f]
    return sags, np.sign(signs)


@njit(cache=True)
def _absorb(
    facets: Facets,
    here: I,
    there: I,
    region: I,
    kinds: I,
    surfaces: F,
    areas: F,
    sags: F,
    signs: F,
    tolerance: float,
) -> None:
    tried = np.zeros((len(kinds), len(kinds)), np.bool_)
    changed = True
    while changed:
        changed = False
        for e in range(len(here)):
            f = there[e]
            k = region[here[e]]
            if f < 0 or k < 0 or region[f] == k:
                continue
            other = region[f]
            if other < 0:
                corners = facets.corners[facets.corner_starts[f] : facets.corner_starts[f + 1]]
                if _lies(facets, f, corners, facets.middles[f], kinds[k], surfaces[k], sags[k], signs[k], tolerance):
                    region[f] = k
                    areas[k] += facets.areas[f]
                    changed = True
            elif areas[other] < _CRUMB * areas[k] and not tried[other, k]:
                tried[other, k] = True
                whole = True
                for g in np.flatnonzero(region == other):
                    corners = facets.corners[facets.corner_starts[g] : facets.corner_starts[g + 1]]
                    middle = facets.middles[g]
                    if not _lies(facets, g, corners, middle, kinds[k], surfaces[k], sags[k], signs[k], tolerance):
                        whole = False
                        break
                if whole:
                    region[region == other] = k
                    areas[k] += areas[other]
                    areas[other] = 0.0
                    changed = True


@njit(cache=True)
def _each(
    facets: Facets,
    f: int,
    triangles: I,
    beside: I,
    kinds: I,
    surfaces: F,
    sags: F,
    signs: F,
    tolerance: float,
) -> I:
    """Which of the regions beside a facet each of its triangles (n, 3) lies on; -1 where none."""
    found = np.full(len(triangles), -1, np.int64)
    for n in range(len(triangles)):
        middle = np.zeros(3)
        for c in triangles[n]:
            middle += facets.points[c] / 3
        for k in beside:
            if _lies(facets, f, triangles[n], middle, kinds[k], surfaces[k], sags[k], signs[k], tolerance):
                found[n] = k
                break
    return found


@njit(cache=True)
def _lies(
    facets: Facets, f: int, corners: I, middle: F, kind: int, surface: F, sag: float, sign: float, tolerance: float
) -> bool:
    """Whether corners in the plane of a facet, and their middle, lie on a surface."""
    for c in corners:
        if abs(distance(kind, surface, facets.points[c])[0]) > tolerance:
            return False
    far, gx, gy, gz = distance(kind, surface, middle)
    along = gx * facets.normals[f, 0] + gy * facets.normals[f, 1] + gz * facets.normals[f, 2]
    return bool(abs(far) <= _SAG * sag + tolerance and (facets.areas[f] <= 0.0 or along * sign >= _ALONG))
