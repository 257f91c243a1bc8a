"""Flat and round regions of a mesh, grown triangle by triangle, in numba.

Facets are the flat pieces: of a polyhedron's faces, or single strips of a tessellated round wall. Round regions are
sets of neighbouring facets all of whose vertices lie on one surface, as a tessellator leaves them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.fit.fitting import CONE, CYLINDER, SPHERE, TORUS, across_axis, distance, refine
from zero_to_cad.fit.guesses import LARGEST, Facets, Scratch, corners_of, guesses

F = npt.NDArray[np.float64]
I = npt.NDArray[np.int64]  # noqa: E741 - index arrays are called I here

# Half the widest step of a tessellated curve (rad): as for outlines, eleven sides make a circle.
_WIDEST = 0.31
# A facet may turn from its surface by this much more than most of them do.
_UNEVEN = 1.6
_MOST_TURNS = 0.8
# Facets taken, and which share of what a guess may miss is allowed for, while the guess is made better.
_STAGES = ((6, 1.0), (20, 0.2), (1 << 30, 0.0), (1 << 30, 0.0))
_MISSES = (6.0, 40.0)  # tolerances by which a first guess may miss; a wide one takes in what lies beside a surface
_LEAST_BULGE = 20.0  # of the tolerance: what stands out less may as well be flat
_MORE = 1.05  # of the area, that a surface of more freedom must cover
_MOST_VAIN = 3000  # tries without a find after which the rest is taken to be free form


@njit(cache=True)
def flat_facets(
    vertices: F, triangles: I, neighbours: I, normals: F, areas: F, order: I, tolerance: float
) -> tuple[I, F]:
    """Connected triangles in one plane: facet of each triangle (m,), and plane of each facet (k, 4): normal, offset.

    neighbours (m, 3): across the sides 01, 12, 20, or -1; order: triangles, those to begin with first.
    """
    count = triangles.shape[0]
    facet = np.full(count, -1, np.int64)
    planes = np.empty((count, 4))
    stamp = np.full(count, -1, np.int64)
    queue = np.empty(count, np.int64)
    found = 0
    stamps = 0
    plane = np.empty(4)
    for seed in order:
        if facet[seed] >= 0:
            continue
        plane[:3] = normals[seed]
        plane[3] = (vertices[triangles[seed]] @ normals[seed]).mean()
        for again in range(2):
            queue[0] = seed
            stamp[seed] = stamps
            head, tail = 0, 1
            while head < tail:
                t = queue[head]
                head += 1
                for side in range(3):
                    other = neighbours[t, side]
                    if other < 0 or stamp[other] == stamps or facet[other] >= 0:
                        continue
                    if areas[other] > 0.0 and (normals[other] * plane[:3]).sum() < 0.5:
                        continue
                    near = True
                    for k in range(3):
                        if abs((vertices[triangles[other, k]] * plane[:3]).sum() - plane[3]) > tolerance:
                            near = False
                    if near:
                        stamp[other] = stamps
                        queue[tail] = other
                        tail += 1
            stamps += 1
            if tail == 1 or again == 1:
                break
            # The first triangle may be narrow: the plane of all is better known.
            total = 0.0
            centre = np.zeros(3)
            for t in queue[:tail]:
                for k in range(3):
                    centre += vertices[triangles[t, k]]
            centre /= 3 * tail
            spread = np.zeros((3, 3))
            for t in queue[:tail]:
                total += areas[t]
                for k in range(3):
                    away = vertices[triangles[t, k]] - centre
                    for i in range(3):
                        for j in range(3):
                            spread[i, j] += away[i] * away[j]
            _, vectors = np.linalg.eigh(spread)
            normal = vectors[:, 0].copy()
            if (normal * plane[:3]).sum() < 0:
                normal = -normal
            if (normal * plane[:3]).sum() < 0.9:
                break
            plane[:3] = normal
            plane[3] = (centre * normal).sum()
        for t in queue[:tail]:
            facet[t] = found
        planes[found] = plane
        found += 1
    return facet, planes[:found]


@njit(cache=True)
def round_regions(facets: Facets, order: I, tolerance: float) -> tuple[I, I, F]:
    """Round surfaces under facets: region of each facet or -1, kind and eight numbers of each region.

    order: facets to begin with, in turn. The points are to be scaled so that the longest side of all is 1.
    """
    count = facets.areas.shape[0]
    region = np.full(count, -1, np.int64)
    kinds = np.empty(count, np.int64)
    surfaces = np.empty((count, 8))
    scratch = Scratch(
        np.empty(count, np.int64),
        np.full(count, -1, np.int64),
        np.full(facets.points.shape[0], -1, np.int64),
        np.zeros(1, np.int64),
    )
    found = 0
    vain = 0
    best = np.empty(8)
    for seed in order:
        if region[seed] >= 0:
            continue
        if vain >= _MOST_VAIN:
            break
        best_area = 0.0
        best_turn = 0.0
        best_kind = 0
        for kind in (CYLINDER, CONE, SPHERE, TORUS):
            first_guesses = guesses(kind, facets, region, seed, tolerance, scratch)
            for g in range(first_guesses.shape[0]):
                area = turn = 0.0
                for miss in _MISSES:
                    surface = first_guesses[g].copy()
                    area, turn = _settled(kind, surface, facets, region, seed, miss, tolerance, scratch)
                    if area > 0.0:
                        break
                if area > (_MORE if best_kind != kind else 1.0) * best_area:
                    best_area, best_turn, best_kind = area, turn, kind
                    best[:] = surface
                if area > 0.0:
                    break
        if best_kind == 0:
            vain += 1
            continue
        kept = _grow(best_kind, best, facets, region, seed, best_turn, tolerance, 1 << 30, scratch)
        for f in scratch.queue[:kept]:
            region[f] = found
        kinds[found] = best_kind
        surfaces[found] = best
        found += 1
    return region, kinds[:found], surfaces[:found]


@njit(cache=True)
def _turn(kind: int, surface: F, facets: Facets, count: int, scratch: Scratch) -> float:
    """By how much (rad) a facet of a surface may turn from it at its corners, as most of those in the queue do."""
    turns = np.empty(count)
    for k in range(count):
        f = scratch.queue[k]
        least = 1.0
        for c in facets.corners[facets.corner_starts[f] : facets.corner_starts[f + 1]]:
            _, gx, gy, gz = distance(kind, surface, facets.points[c])
            if gx * gx + gy * gy + gz * gz > 0.99:
                along = gx * facets.normals[f, 0] + gy * facets.normals[f, 1] + gz * facets.normals[f, 2]
                least = min(least, abs(along))
        turns[k] = np.arccos(least)
    return float(min(_WIDEST, _UNEVEN * np.sort(turns)[int(_MOST_TURNS * (count - 1))] + 0.02))


@njit(cache=True)
def _grow(
    kind: int,
    surface: F,
    facets: Facets,
    region: I,
    seed: int,
    turn: float,
    tolerance: float,
    most: int,
    scratch: Scratch,
) -> int:
    """Facets around `seed` that lie on a surface, into the queue; their number, 0 when the seed itself does not."""
    scratch.last[0] += 1
    stamp, stamps, queue = scratch.last[0], scratch.facet_stamps, scratch.queue
    limit = np.cos(turn)
    sign = 0.0
    queue[0] = seed
    stamps[seed] = stamp
    head, tail, kept = 0, 1, 0
    while head < tail and kept < most:
        f = queue[head]
        head += 1
        good = True
        for c in facets.corners[facets.corner_starts[f] : facets.corner_starts[f + 1]]:
            far, gx, gy, gz = distance(kind, surface, facets.points[c])
            if abs(far) > tolerance:
                good = False
                break
            along = gx * facets.normals[f, 0] + gy * facets.normals[f, 1] + gz * facets.normals[f, 2]
            if sign == 0.0:
                sign = 1.0 if along > 0 else -1.0
            # At the tip of a cone there is no normal to compare with.
            if along * sign < limit and gx * gx + gy * gy + gz * gz > 0.99:
                good = False
                break
        if not good:
            if f == seed:
                return 0
            continue
        queue[kept] = f
        kept += 1
        for other in facets.beside[facets.beside_starts[f] : facets.beside_starts[f + 1]]:
            if stamps[other] != stamp and region[other] < 0:
                stamps[other] = stamp
                queue[tail] = other
                tail += 1
    return kept


@njit(cache=True)
def _settled(
    kind: int, surface: F, facets: Facets, region: I, seed: int, miss: float, tolerance: float, scratch: Scratch
) -> tuple[float, float]:
    """Move a first guess (in place) until it fits all it reaches.

    The area of that, 0 when it is no such surface, and by how much (rad) its facets may turn from it.
    """
    kept = 0
    turn = _WIDEST
    for most, share in _STAGES:
        slack = max(1.0, share * miss)
        kept = _grow(kind, surface, facets, region, seed, turn, slack * tolerance, most, scratch)
        if kept < 3:
            return 0.0, 0.0
        points = corners_of(facets, kept, scratch)
        if refine(kind, surface, points) > tolerance * max(1.0, slack / 8):
            return 0.0, 0.0
        if abs(surface[6]) > LARGEST or abs(surface[7]) > LARGEST:
            return 0.0, 0.0
        turn = _turn(kind, surface, facets, kept, scratch)
    kept = _grow(kind, surface, facets, region, seed, turn, tolerance, 1 << 30, scratch)
    if kept < 3:
        return 0.0, 0.0
    points = corners_of(facets, kept, scratch)
    area = 0.0
    for f in scratch.queue[:kept]:
        area += facets.areas[f]
    return (area, turn) if _is_told(kind, surface, points, tolerance) else (0.0, 0.0)


@njit(cache=True)
def _is_told(kind: int, surface: F, points: F, tolerance: float) -> bool:
    """Whether points are enough to tell a surface from a flat one and from one of less freedom."""
    axis = surface[3:6].copy()
    u, w = across_axis(axis)
    count = points.shape[0]
    around, along = np.empty(count), np.empty(count)
    rho_most = 0.0
    for k in range(count):
        q = points[k] - surface[:3]
        x, y, h = (q * u).sum(), (q * w).sum(), (q * axis).sum()
        rho = np.sqrt(x * x + y * y)
        rho_most = max(rho_most, rho)
        around[k] = np.arctan2(y, x)
        along[k] = np.arctan2(h, rho - surface[6]) if kind == TORUS else h
    if kind == SPHERE:
        # Vertices on two circles lie on a sphere whatever the surface: rows of facets are counted by their heights.
        return bool(count >= 8 and surface[6] > 0 and _bulge(points) > _LEAST_BULGE * tolerance)
    # As many again as a surface has freedom would leave nothing to chance; a strip of three facets has eight.
    if count < 8 or not _is_curve(around, 3 * tolerance / max(rho_most, 1e-12)):
        return False
    if rho_most * (1 - np.cos(_span(around) / 2)) < _LEAST_BULGE * tolerance:
        return False
    if kind == CONE:
        return bool((along.max() - along.min()) * abs(np.sin(surface[7])) > 10 * tolerance)
    if kind == TORUS:
        stands_out = surface[7] * (1 - np.cos(_span(along) / 2)) > _LEAST_BULGE * tolerance
        if not (stands_out and surface[6] > surface[7]):
            return False
        return bool(_is_curve(along, 3 * tolerance / max(abs(surface[7]), 1e-12)))
    return bool(surface[6] > 0)


@njit(cache=True)
def _bulge(points: F) -> float:
    """Thickness of points in their thinnest direction."""
    middle = np.zeros(3)
    for k in range(points.shape[0]):
        middle += points[k]
    middle /= points.shape[0]
    spread = np.zeros((3, 3))
    for k in range(points.shape[0]):
        away = points[k] - middle
        for i in range(3):
            for j in range(3):
                spread[i, j] += away[i] * away[j]
    _, vectors = np.linalg.eigh(spread)
    low, high = np.inf, -np.inf
    for k in range(points.shape[0]):
        level = ((points[k] - middle) * vectors[:, 0]).sum()
        low, high = min(low, level), max(high, level)
    return high - low


@njit(cache=True)
def _is_curve(angles: F, near: float) -> bool:
    """Whether there are enough different angles (rad) to show a circle: four only where their steps are alike.

    The corners of two strips on both sides of a flat face lie on a circle too.
    """
    ordered = np.sort(angles)
    # Begun after the widest gap, so that an arc across the seam is in one piece.
    begin = 0
    widest = ordered[0] + 2 * np.pi - ordered[-1]
    for k in range(1, ordered.shape[0]):
        if ordered[k] - ordered[k - 1] > widest:
            widest = ordered[k] - ordered[k - 1]
            begin = k
    count = 1
    least, most = np.inf, 0.0
    for k in range(1, ordered.shape[0]):
        step = ordered[(begin + k) % ordered.shape[0]] - ordered[(begin + k - 1) % ordered.shape[0]]
        step += 2 * np.pi if step < 0 else 0.0
        if step > near:
            count += 1
            least, most = min(least, step), max(most, step)
    return count > 5 or (count >= 4 and most < 1.5 * least)


@njit(cache=True)
def _span(angles: F) -> float:
    """The turn (rad) that angles cover: all but the widest gap, whole where that is a step like the others."""
    ordered = np.sort(angles)
    gap = ordered[0] + 2 * np.pi - ordered[-1]
    for k in range(1, ordered.shape[0]):
        gap = max(gap, ordered[k] - ordered[k - 1])
    return 2 * np.pi if gap < 2.2 * _WIDEST else 2 * np.pi - gap
