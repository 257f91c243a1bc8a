"""Where a part's sections change evenly from one level to another: tapers, lofts and twists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.corresponding import corresponding, joined, shrunk
from zero_to_cad.fit.features import Loft, Operation
from zero_to_cad.fit.frame import facet_normals
from zero_to_cad.fit.outline import Circle, Numbers, Ring, trace
from zero_to_cad.fit.twists import twisted
from zero_to_cad.part import Mesh

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_LEAN = 2e-3  # rad by which a wall leans at least
_FLAT = 1e-5  # rad by which a flat face may
_WORTH = 2e-3  # of the surface: what leans between two levels, at least
_NEAR = 1e-5  # relative to the longest side: two levels are one
_THIN = 2e-3  # relative to the longest side: levels nearer than this have nothing between them
_HAIR = 0.05  # of the resolution: how far from the ends the first and the last section lie
_HEIGHTS = np.array([0.27, 0.51, 0.74])
_OFF = 0.08  # of what changes between the ends: how far a section between may be from what it should be
_LEAST = 2e-4  # of the part's volume: what changes at least
_POINT = 1e-5  # of the area at one end, that is at most left at the other of what ends in a point
_TIP = 1e-4  # of an outline: what stands for a point
_APART = 2.0  # of the resolution: how far from each other walls may meet their point
_SAME = 1e-2  # of an outline: what two may differ by that are one
_MOST_LEVELS = 24
_MOST = 12


class Seen(Protocol):
    """What lofts are looked for in."""

    def across(self, axis: int, heights: FloatArray) -> list[Any]:
        """Sections (shapely, in `ACROSS[axis]`) at several coordinates along `axis`."""


def lofts(
    mesh: Mesh, seen: Seen, levels: Sequence[FloatArray], corners: FloatArray, resolution: float
) -> tuple[Loft, ...]:
    """The lofts, few or none, that a part is made of by its sections, the largest first.

    mesh: of the part, in its own frame, of which `seen` gives the sections; levels: coordinates of its flat faces along
    each axis; corners (n, 3): where its faces meet; resolution (mm): what is narrower is noise.
    """
    finder = _Finder(mesh, seen, corners, resolution)
    found = [loft for axis in range(3) for loft in finder.along(axis, levels[axis])]
    sizes = [loft.area.symmetric_difference(loft.upper_area).area * (loft.upper - loft.lower) for loft in found]
    return tuple(found[k] for k in np.argsort(-np.array(sizes), kind="stable")[:_MOST])


@dataclass(frozen=True)
class _Ring:
    """One outline of a section as a polygon without holes, and whether it bounds a hole."""

    polygon: Any
    hollow: bool


class _Finder:
    def __init__(self, mesh: Mesh, seen: Seen, corners: FloatArray, resolution: float) -> None:
        self.mesh, self.seen, self.corners, self.resolution = mesh, seen, corners, resolution
        self.normals, self.areas = facet_normals(mesh.vertices, mesh.triangles)
        self.heights = np.moveaxis(mesh.vertices[mesh.triangles], 2, 0)
        self.longest = float(np.ptp(mesh.vertices, axis=0).max())
        self.volume = abs(mesh.volume)
        self.numbers = Numbers(1e-3 * resolution, 0.6 * resolution)

    def along(self, axis: int, levels: FloatArray) -> Iterator[Loft]:
        """The lofts between neighbouring flat faces, and where there are none between corners that lie level.

        Each goes on to the next levels as long as they are lofts as far as there.
        """
        near = _THIN * self.longest
        bends = self._bends(axis)
        flat = levels.tolist()
        for low, high, found in self._chain(axis, flat, flat[-1]):
            inner = [level for level in bends if low + near < level < high - near]
            if found:
                yield from found
                yield from self._beside(axis, [level for level in flat if low <= level <= high], found)
            elif inner and self._leans(axis, low, high):
                stretches = self._chain(axis, [low, *inner, *(level for level in flat if level >= high)], high)
                yield from (loft for _, _, of_stretch in stretches for loft in of_stretch)

    def _chain(self, axis: int, levels: Sequence[float], last: float) -> Iterator[tuple[float, float, list[Loft]]]:
        """The stretches between levels that begin before the last, each as long as it can be, and their lofts."""
        k = 0
        while levels[k] < last:
            end = k + 1
            while end < len(levels) - 1 and self._goes_on(axis, levels[k], levels[end]):
                end += 1
            made = self.between(axis, levels[k], levels[end])
            # Corners within a wall, of which a mesh may have many, are no ends of it.
            whole = self.between(axis, levels[k], last) if made and last > levels[end] else []
            if made and len(whole) >= len(made):
                made, end = whole, levels.index(last)
            while made and end < len(levels) - 1:
                longer = self.between(axis, levels[k], levels[end + 1])
                if len(longer) < len(made):
                    break
                made, end = longer, end + 1
            end = end if made else k + 1
            yield levels[k], levels[end], made
            k = end

    def _beside(self, axis: int, levels: Sequence[float], known: Sequence[Loft]) -> list[Loft]:
        """The lofts, beside those known, from the first level to one before the last, or from one after it to that."""
        inner = levels[1:-1]
        stretches = [(levels[0], level) for level in inner] + [(level, levels[-1]) for level in inner]
        stretches.sort(key=lambda ends: ends[0] - ends[1])
        found: list[Loft] = []
        for low, high in stretches[:_MOST]:
            found += self.between(axis, low, high, [*known, *found])
        return found

    def between(self, axis: int, low: float, high: float, known: Sequence[Loft] = ()) -> list[Loft]:
        """The lofts from one level to another, without those that lie in known ones."""
        if high - low < _THIN * self.longest or not self._leans(axis, low, high, alone=not known):
            return []
        hair = min(_HAIR * self.resolution, 0.01 * (high - low))
        heights = np.array([low + hair, *(low + _HEIGHTS * (high - low)), high - hair])
        ends = [_rings(area) for area in self.seen.across(axis, heights[[0, -1]])]
        sizes = [sum(ring.polygon.area for ring in rings) for rings in ends]
        if min(sizes) < _POINT * max(sizes):
            return self._pointed(axis, heights, (low, high), sizes[0] < sizes[1])
        found: list[Loft] = []
        between: list[list[_Ring]] = []
        for first in ends[0]:
            if any(_lies_in(first, heights[0], loft) for loft in known):
                continue
            last = _over(first, ends[1])
            if last is None or (_over(last, ends[0]) is not first):
                continue
            if not between:
                between = [_rings(area) for area in self.seen.across(axis, heights[1:-1])]
            middle = [_over(first, rings) for rings in between]
            if all(ring is not None for ring in middle):
                chain = [first.polygon, *(ring.polygon for ring in middle if ring), last.polygon]
                made = self._loft("cut" if first.hollow else "add", axis, heights, chain, (low, high))
                if made is not None:
                    found.append(made)
        return _together(found)

    def _pointed(self, axis: int, heights: FloatArray, levels: tuple[float, float], downwards: bool) -> list[Loft]:
        """The loft from the only outline at one end to a point at the other, in the middle of a tiny outline."""
        shares = (heights[:-1] - levels[0]) / (levels[1] - levels[0])
        if downwards:
            heights, shares = heights[:0:-1], 1 - (heights[:0:-1] - levels[0]) / (levels[1] - levels[0])
        areas = self.seen.across(axis, heights[: len(shares)])
        if any(area.geom_type == "MultiPolygon" and len(area.geoms) > 1 for area in areas):
            return []
        rings = [[ring for ring in _rings(area) if not ring.hollow] for area in areas]
        if any(len(found) != 1 for found in rings):
            return []
        chain = [found[0].polygon for found in rings]
        read = [trace(shapely.get_coordinates(ring.exterior)[:-1], self.numbers) for ring in (chain[0], chain[2])]
        both = corresponding(read[0], read[1]) if read[0] is not None and read[1] is not None else None
        if both is None or isinstance(both[0], Circle):
            return []
        begin, later = joined(*both)
        slope = (later - begin) / (shares[2] - shares[0])
        base = begin - shares[0] * slope
        apex = (base + slope).mean(0)
        if np.abs(base + slope - apex).max() > _APART * self.resolution:
            return []
        for share, ring in zip(shares, chain, strict=True):
            area = shapely.Polygon(base + share * (apex - base))
            if not area.is_valid or area.symmetric_difference(ring).area > _OFF * chain[0].area:
                return []
        area, tip = shapely.Polygon(base), shapely.Polygon(apex + _TIP * (base - apex))
        if area.area * (levels[1] - levels[0]) < _LEAST * self.volume:
            return []
        return [Loft("add", axis, *levels, *((tip, area) if downwards else (area, tip)))]

    def _loft(
        self, operation: Operation, axis: int, heights: FloatArray, chain: list[Any], levels: tuple[float, float]
    ) -> Loft | None:
        """The loft that an outline is, seen at several heights."""
        low, high = chain[0], chain[-1]
        changes = [low.symmetric_difference(other).area for other in chain[1:]]
        if max(changes) * (levels[1] - levels[0]) < _LEAST * self.volume:
            return None
        shares = (heights - heights[0]) / (heights[-1] - heights[0])
        wound = twisted(chain, shares)
        if wound is not None:
            area, twist, centre = wound
            # At the first and last height, not yet at the levels.
            twist *= (levels[1] - levels[0]) / (heights[-1] - heights[0])
            upper = shapely.affinity.rotate(area, twist, centre)
            return Loft(operation, axis, *levels, area, upper, twist, centre)
        read = [trace(shapely.get_coordinates(ring.exterior)[:-1], self.numbers) for ring in (low, high)]
        if read[0] is None or read[1] is None:
            return None
        drafted = shrunk(read[0], read[1])
        if drafted is not None:
            loft = self._ruled(operation, axis, heights, chain, levels, drafted)
            if loft is not None and loft.draft:
                return loft
        both = corresponding(read[0], read[1])
        return None if both is None else self._ruled(operation, axis, heights, chain, levels, both)

    def _ruled(
        self,
        operation: Operation,
        axis: int,
        heights: FloatArray,
        chain: list[Any],
        levels: tuple[float, float],
        ends: tuple[Ring, Ring],
    ) -> Loft | None:
        """The loft between rings that correspond, at the first height and the last, where the outlines between are its
        sections."""
        below, above = joined(*ends)
        shares = (heights - heights[0]) / (heights[-1] - heights[0])
        most = _OFF * max(chain[0].symmetric_difference(other).area for other in chain[1:])
        for share, ring in zip(shares, chain, strict=True):
            area = shapely.Polygon(below + share * (above - below))
            if not area.is_valid or area.symmetric_difference(ring).area > most:
                return None
        beyond = (heights[0] - levels[0]) / (heights[-1] - heights[0]) * (above - below)
        area, upper = (shapely.Polygon(_pinched(ring + way * beyond, ring)) for ring, way in ((below, -1), (above, 1)))
        if not (area.is_valid and upper.is_valid and area.area > 0 and upper.area > 0):
            return None
        return Loft(operation, axis, *levels, area, upper)

    def _leans(self, axis: int, low: float, high: float, alone: bool = True) -> bool:
        """Whether enough of the surface leans between two levels, and not all along one axis across.

        alone: and more of it ends there than goes on.
        """
        inside, past = self._leaning(axis, low, high)
        steep = np.abs(self.normals)
        if alone and float(self.areas[past[0] | past[1]].sum()) > float(self.areas[inside].sum()):
            return False
        one, other = (steep[:, k] < _LEAN for k in range(3) if k != axis)
        askew = float(self.areas[inside & ~one & ~other].sum())
        along = [float(self.areas[inside & of].sum()) for of in (one, other)]
        return askew + 2 * min(along) > _WORTH * float(self.areas.sum())

    def _goes_on(self, axis: int, low: float, high: float) -> bool:
        """Whether most of what leans from a level on goes on past another."""
        inside, (before, after) = self._leaning(axis, low, high)
        return float(self.areas[after & ~before].sum()) > float(self.areas[inside].sum())

    def _leaning(self, axis: int, low: float, high: float) -> tuple[BoolArray, tuple[BoolArray, BoolArray]]:
        """Which triangles lean and lie between two levels, which lean and cross the lower, and the upper."""
        near = _NEAR * self.longest
        lowest, highest = self.heights[axis].min(1), self.heights[axis].max(1)
        steep = np.abs(self.normals[:, axis])
        leaning = (steep > _LEAN) & (steep < 1 - _FLAT)
        inside = leaning & (lowest >= low - near) & (highest <= high + near)
        before, after = (leaning & (lowest < level - near) & (highest > level + near) for level in (low, high))
        return inside, (before, after)

    def _bends(self, axis: int) -> list[float]:
        """Levels in which corners of the part lie, those of most corners, sorted."""
        values = np.sort(self.corners[:, axis])
        if not len(values):
            return []
        group = np.concatenate(([0], np.cumsum(np.diff(values) > _NEAR * self.longest)))
        count = np.bincount(group)
        mean = np.bincount(group, weights=values) / count
        return sorted(mean[np.argsort(-count, kind="stable")[:_MOST_LEVELS]].tolist())


def _pinched(points: FloatArray, before: FloatArray) -> FloatArray:
    """The points (n, 2) of a ring, one where they were one before they were moved."""
    starts = np.flatnonzero((before != np.roll(before, 1, axis=0)).any(1))
    points, before = (np.roll(ring, -starts[0], axis=0) for ring in (points, before))
    group = np.cumsum(np.append(0, (before[1:] != before[:-1]).any(1)))
    middles = np.column_stack([np.bincount(group, weights=values) for values in points.T]) / np.bincount(group)[:, None]
    return np.roll(middles[group], starts[0], axis=0)


def _rings(area: Any) -> list[_Ring]:
    """The outlines of an area, and those of its holes."""
    parts = shapely.orient_polygons(shapely.get_parts(area))
    outer = [_Ring(shapely.Polygon(part.exterior), False) for part in parts]
    holes = [_Ring(shapely.Polygon(hole.coords[::-1]), True) for part in parts for hole in part.interiors]
    # Where a section grazes the part an outline may hold nothing.
    return [ring for ring in (*outer, *holes) if ring.polygon.area > 0]


def _over(ring: _Ring, others: Sequence[_Ring]) -> _Ring | None:
    """Of outlines of the same kind the one with most in common with a ring."""
    common = [
        ring.polygon.intersection(other.polygon).area / max(other.polygon.area, ring.polygon.area)
        if other.hollow == ring.hollow
        else 0.0
        for other in others
    ]
    best = int(np.argmax(common)) if common else -1
    return others[best] if best >= 0 and common[best] > 0 else None


def _lies_in(ring: _Ring, height: float, loft: Loft) -> bool:
    """Whether a ring at some height is one of a loft's outlines there."""
    share = (height - loft.lower) / (loft.upper - loft.lower)
    for low, high in zip(shapely.get_parts(loft.area), shapely.get_parts(loft.upper_area), strict=True):
        begin, end = (shapely.get_coordinates(part.exterior) for part in (low, high))
        there = shapely.Polygon(begin + share * (end - begin))
        if there.is_valid and there.symmetric_difference(ring.polygon).area < _SAME * ring.polygon.area:
            return True
    return False


def _together(found: list[Loft]) -> list[Loft]:
    """Lofts between the same levels as one where they are alike and taper."""
    groups: dict[tuple[object, ...], list[Loft]] = {}
    for k, loft in enumerate(found):
        size = round(loft.draft / (loft.upper - loft.lower), 3)
        key = (loft.operation, round(loft.area.area, 3), size) if loft.draft else (k,)
        groups.setdefault(key, []).append(loft)
    return [
        replace(
            same[0],
            area=shapely.MultiPolygon([loft.area for loft in same]),
            upper_area=shapely.MultiPolygon([loft.upper_area for loft in same]),
        )
        for same in groups.values()
    ]
