"""Boxes with walls and a floor of one thickness: told from sections, and from the steps of a plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.outline import Circle, Ring, chords_of
from zero_to_cad.fit.plan import Shell, Step

FloatArray = npt.NDArray[np.float64]

_WIDE = 0.4  # of what the outline encloses, that is hollow at least
_THIN = 0.12  # of an outline's size: how thick walls are at most
_FULL = 0.25  # of the cavity, that something else may stand in
_NEAR = 2e-4  # of an outline's size: an offset outline is this near
_HAIR = 1e-3  # of the part's length along the axis: how far from its ends it is looked at
_SLICES = 96  # of a circle


class Seen(Protocol):
    """What shells are looked for in."""

    def across(self, axis: int, heights: FloatArray) -> list[Any]:
        """Sections (shapely, in `ACROSS[axis]`) at several coordinates along `axis`."""


def hollow(seen: Seen, levels: Sequence[FloatArray], overshoot: float) -> tuple[Extrusion, Extrusion] | None:
    """The box and its cavity that a part is by its sections, more or less; None where it is none.

    levels: coordinates of its flat faces along each axis, sorted; overshoot: by how much (mm) the cavity runs past the
    open end.
    """
    for axis in (2, 0, 1):
        low, high = float(levels[axis][0]), float(levels[axis][-1])
        hair = _HAIR * (high - low)
        for upwards in (True, False):
            (rim,) = seen.across(axis, np.array([high - hair if upwards else low + hair]))
            found = _walls(rim)
            if found is None:
                continue
            outer, inner, thickness = found
            floor = low + thickness if upwards else high - thickness
            near = _NEAR * math.sqrt(outer.area)
            level = min(levels[axis].tolist(), key=lambda value: abs(value - floor))
            if abs(level - floor) > near or not low < level < high:
                continue
            (bottom,) = seen.across(axis, np.array([low + hair if upwards else high - hair]))
            if bottom.intersection(inner).area < (1 - _WIDE) * inner.area:
                continue
            begin, end = (level, high + overshoot) if upwards else (low - overshoot, level)
            return Extrusion("add", axis, low, high, outer), Extrusion("cut", axis, begin, end, inner)
    return None


def shelled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with the first as a shell, where one of the cuts that follow leaves it walls and a floor of one
    thickness; the same steps where none does."""
    base, others = steps[0], steps[1:]
    if not _is_plain(base) or base.operation != "add":
        return tuple(steps)
    for k, step in enumerate(others):
        if step.operation != "cut":
            break
        if not _is_plain(step) or step.axis != base.axis:
            continue
        if step.lower > base.lower and step.upper >= base.upper:
            upwards, floor = True, step.lower - base.lower
        elif step.upper < base.upper and step.lower <= base.lower:
            upwards, floor = False, base.upper - step.upper
        else:
            continue
        outer, inner = (_polygon(one.rings[0]) for one in (base, step))
        kind = _offset(outer, inner, floor)
        if kind is not None:
            shell = Shell(round(floor, 6), upwards, kind == "mitre")
            return (replace(base, shell=shell), *others[:k], *others[k + 1 :])
    return tuple(steps)


def _is_plain(step: Step) -> bool:
    return len(step.rings) == 1 and step.walls is None and step.turn is None and step.centre is None


def _walls(rim: Any) -> tuple[Any, Any, float] | None:
    """The outline of a section, the largest hole in it, and how thick what is left is everywhere."""
    parts = [part for part in shapely.get_parts(rim) if len(part.interiors)]
    if not parts:
        return None
    part = max(parts, key=lambda part: shapely.Polygon(part.exterior).area)
    outer = shapely.Polygon(part.exterior)
    inner = max((shapely.Polygon(hole) for hole in part.interiors), key=lambda hole: hole.area)
    thickness = float(outer.exterior.distance(inner.exterior))
    if inner.area < _WIDE * outer.area or thickness > _THIN * math.sqrt(outer.area):
        return None
    if rim.intersection(inner).area > _FULL * inner.area or _offset(outer, inner, thickness) is None:
        return None
    return outer, inner, thickness


def _offset(outer: Any, inner: Any, thickness: float) -> str | None:
    """How corners are joined where an outline lies so far inside of another; None where it does not.

    Where both ways give the same there is no corner inwards, and "round" is told.
    """
    if thickness <= 0:
        return None
    near = _NEAR * math.sqrt(outer.area)
    for join in ("round", "mitre"):
        moved = outer.buffer(-thickness, join_style=join, quad_segs=_SLICES // 4)
        if moved.geom_type == "Polygon" and not moved.is_empty and moved.hausdorff_distance(inner) <= near:
            return join
    return None


def _polygon(ring: Ring) -> Any:
    """The area within a ring, arcs as many chords."""
    if isinstance(ring, Circle):
        return shapely.Point(*ring.centre).buffer(ring.radius, quad_segs=_SLICES // 4)
    return shapely.Polygon([a for a, b in pairwise(chords_of(ring)) if a != b])
