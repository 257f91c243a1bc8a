"""Bodies drawn from where they come out of what is built, not from somewhere inside of it.

The search lets what it adds run on into what there is, so that its own checks see one solid. A person draws a boss from
the face that it stands on: then its height is the height that the part has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import manifold3d
import numpy as np
import shapely

from zero_to_cad.fit.features import Extrusion, Feature
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.subject import manifold

# Shares of the added piece: what is lost below this is a rounding.
_LOST = 1e-5
_NEAR = 1e-6  # of the part's longest side: two coordinates are one


def retracted(
    features: Sequence[Feature], planes: Sequence[Sequence[float]], overshoot: float, longest: float
) -> tuple[Feature, ...]:
    """The features with the ends and walls of additions that lie inside of what is built moved out to a flat face.

    planes: coordinates (mm) of the part's flat faces, a sequence an axis. overshoot: by how much (mm) the search moves
    walls into what is built. What the features make together stays the same.
    """
    near = _NEAR * longest
    body = manifold3d.Manifold()
    made: list[Feature] = []
    for feature in features:
        if made and feature.operation == "add" and isinstance(feature, Extrusion) and feature.turn is None:
            feature = _walls_out(_ends_out(feature, body, planes[feature.axis], near), body, planes, overshoot, near)
        piece = manifold(*feature.solid())
        body = body + piece if feature.operation == "add" else body - piece
        made.append(feature)
    return tuple(made)


def _ends_out(feature: Extrusion, body: Any, planes: Sequence[float], near: float) -> Extrusion:
    """The addition without what of its length, from an end that no flat face has, lies inside of the body."""

    def inside(lower: float, upper: float) -> bool:
        piece = manifold(*replace(feature, lower=lower, upper=upper).solid())
        return bool((piece - body).volume() <= _LOST * piece.volume())

    def is_flat(value: float) -> bool:
        return any(abs(value - plane) <= near for plane in planes)

    between = sorted(plane for plane in planes if feature.lower + near < plane < feature.upper - near)
    lower, upper = feature.lower, feature.upper
    if between and not is_flat(lower):
        reached = bisect_right(between, False, key=lambda plane: not inside(feature.lower, plane))
        lower = between[reached - 1] if reached else lower
    if between and not is_flat(upper):
        reached = bisect_right(between[::-1], False, key=lambda plane: not inside(plane, feature.upper))
        upper = between[-reached] if reached else upper
    return replace(feature, lower=lower, upper=upper) if lower < upper - near else feature


def _walls_out(
    feature: Extrusion, body: Any, planes: Sequence[Sequence[float]], overshoot: float, near: float
) -> Extrusion:
    """The addition with walls that were moved into the body back in the flat faces that they came from."""
    whole = manifold(*feature.solid())
    axes = [planes[axis] for axis in ACROSS[feature.axis]]

    def same(area: Any) -> bool:
        if not area.is_valid or area.is_empty:
            return False
        shorter = manifold(*replace(feature, area=area).solid())
        changed = (whole - shorter - body).volume() + (shorter - whole).volume()
        return bool(changed <= _LOST * whole.volume())

    parts = list(shapely.get_parts(feature.area))
    for k, part in enumerate(parts):
        for wall in _moved_walls(part, axes, overshoot, near):
            others = [*parts[:k], wall(parts[k]), *parts[k + 1 :]]
            area = shapely.MultiPolygon(others)
            if same(area):
                parts = others
    return replace(feature, area=shapely.MultiPolygon(parts)) if parts else feature


class _Wall:
    """A straight wall of an outline, across axis `k`, from `value` back to `plane`."""

    def __init__(self, k: int, value: float, plane: float, near: float) -> None:
        self.k, self.value, self.plane, self.near = k, value, plane, near

    def __call__(self, polygon: Any) -> Any:
        ring = shapely.get_coordinates(polygon.exterior)
        ring[np.abs(ring[:, self.k] - self.value) <= self.near, self.k] = self.plane
        return shapely.Polygon(ring, [hole.coords for hole in polygon.interiors])


def _moved_walls(polygon: Any, planes: Sequence[Sequence[float]], overshoot: float, near: float) -> list[_Wall]:
    """The walls along an axis that have a flat face `overshoot` inside of them, and none where they are."""
    ring = shapely.get_coordinates(shapely.orient_polygons(polygon).exterior)
    found: dict[tuple[int, float], _Wall] = {}
    for a, b in pairwise(ring):
        for k in range(2):
            if abs(a[k] - b[k]) > near or any(abs(plane - a[k]) <= near for plane in planes[k]):
                continue
            # Going on with the material to the left, outside is to the right.
            outward = np.sign(b[1 - k] - a[1 - k]) * (1.0 if k == 0 else -1.0)
            inner = float(a[k] - outward * overshoot)
            plane = min(planes[k], key=lambda plane: abs(plane - inner), default=None)
            if plane is not None and abs(plane - inner) <= near:
                found[k, round(float(a[k]), 6)] = _Wall(k, float(a[k]), plane, near)
    return list(found.values())
