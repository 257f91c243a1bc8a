"""A part without its holes, along the axes of its frame and askew to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.columns import Columns
from zero_to_cad.fit.drilled import Hole, drilled
from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.features import Extrusion, Feature, Revolution
from zero_to_cad.fit.plugs import filled
from zero_to_cad.fit.rounds import axis_of
from zero_to_cad.fit.slants import axes_along
from zero_to_cad.fit.subject import manifold, mesh_of, turned
from zero_to_cad.fit.walls import round_walls
from zero_to_cad.part import Mesh

FloatArray = npt.NDArray[np.float64]

_SAME = 1e-3  # rad: directions closer than this are one
_MOST_DIRECTIONS = 24
_CRUMB = 1e-7  # of the volume
_SMALL = 1e-3  # of a hole's diameter, by which an outline may miss it


def without_holes(
    known: Sequence[Face], mesh: Mesh, frame: FloatArray, origin: FloatArray
) -> tuple[Mesh, tuple[Hole, ...]]:
    """The mesh (in the frame) with its drilled holes filled, and these; the mesh itself where the part has none.

    Stepped bores are left as they are: what is turned is easier to explain with its bore.

    known: the part's faces, in world coordinates; frame (3, 3): rows are its axes in these; origin (3,): subtracted
    from frame coordinates.
    """
    body = manifold(mesh.vertices, mesh.triangles)
    found: list[Hole] = []
    for turn in (None, *_askew(known, frame)):
        axes = np.eye(3) if turn is None else turn
        walls = round_walls(known, axes @ frame, axes @ origin)
        if turn is not None:
            walls = [wall for wall in walls if wall.axis == 2]
        if not walls:
            continue
        columns = Columns(mesh if turn is None else turned(mesh, turn))
        for hole in drilled(walls, columns):
            found.append(replace(hole, turn=turn))
            if not hole.stepped:
                body = filled(body, found[-1], columns)
    if any(hole.ragged or hole.turn is not None for hole in found):
        body = _without_crumbs(body)
    return (mesh_of(body), tuple(found)) if found else (mesh, ())


def _without_crumbs(body: Any) -> Any:
    """A body without the slivers between faces that coincide but for a rounding."""
    least = _CRUMB * body.volume()
    return manifold3d.Manifold.compose([piece for piece in body.decompose() if abs(piece.volume()) > least])


def _askew(known: Sequence[Face], frame: FloatArray) -> list[FloatArray]:
    """Axes (3, 3), the last along a direction in which there are hollow cylinders askew to the frame, a few at most."""
    flat = [frame @ np.array(face.direction) for face in known if face.kind == "plane"]
    found: list[FloatArray] = []
    for face in sorted(known, key=lambda face: -face.half):
        if face.kind == "cylinder" and face.hollow and axis_of(face, frame) is None:
            direction = frame @ np.array(face.direction)
            if all(abs(float(turn[2] @ direction)) < np.cos(_SAME) for turn in found):
                found.append(axes_along(direction, flat))
    return found[:_MOST_DIRECTIONS]


def undrilled(features: Sequence[Feature], holes: Sequence[Hole], overshoot: float) -> tuple[Feature, ...]:
    """The features without those, and without the parts of their outlines, that make what is drilled afterwards.

    overshoot: by how much (mm) cuts run past what they cut.
    """
    made = []
    for feature in features:
        same = [hole for hole in holes if hole.turn is None and not hole.stepped and hole.axis == feature.axis]
        if isinstance(feature, Extrusion) and feature.turn is None:
            for hole in same:
                past = _SMALL * hole.diameter + (overshoot if feature.operation == "cut" else 0.0)
                lower = -np.inf if hole.through and hole.down else hole.lower - past
                upper = np.inf if hole.through and not hole.down else hole.upper + past
                if lower <= feature.lower and feature.upper <= upper:
                    feature = replace(feature, area=_without(feature, hole))
        elif isinstance(feature, Revolution) and feature.operation == "add":
            for hole in same:
                if np.hypot(*np.subtract(hole.centre, feature.centre)) < _SMALL * hole.diameter:
                    feature = replace(feature, area=_unbored(feature.area, hole))
        if not feature.area.is_empty:
            made.append(feature)
    return tuple(made)


def _without(feature: Extrusion, hole: Hole) -> shapely.Geometry:
    """The area of an extrusion that lies within the ends of a hole, which is drilled later."""
    disc = shapely.Point(*hole.centre).buffer(hole.diameter / 2 * 1.02, quad_segs=24)
    parts = shapely.get_parts(feature.area)
    if feature.operation == "cut":
        return shapely.MultiPolygon([part for part in parts if not disc.covers(part)])
    whole = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if not disc.covers(ring)]) for part in parts
    ]
    return shapely.MultiPolygon(whole)


def _unbored(area: shapely.Geometry, hole: Hole) -> shapely.Geometry:
    """A profile in (radius, height) that goes on to the axis where a hole's wall bounds it from end to end."""
    radius = hole.diameter / 2
    wall = shapely.box(radius * 1.01, hole.lower, radius * 1.03, hole.upper)
    if area.intersection(wall).area < 0.99 * wall.area:
        return area
    return area.union(shapely.box(0.0, hole.lower, radius * 1.02, hole.upper))
