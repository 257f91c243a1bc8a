"""The lengths that a part itself has: what a dimension of its program should be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.rounds import Circle
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.part import Part

FloatArray = npt.NDArray[np.float64]

_MOST = 400  # places along an axis, beyond which nearly any number is the distance of two


def known_lengths(
    part: Part,
    frame: FloatArray,
    origin: FloatArray,
    ends: FloatArray,
    planes: Sequence[Sequence[float]],
    circles: Sequence[Sequence[Circle]],
    corners: FloatArray,
    near: float,
) -> tuple[tuple[float, ...], ...]:
    """Lengths along each axis, then those in any direction, mm, sorted, those within `near` of each other once.

    Of the B-rep's edges, from end to end, between any two of its flat faces, the axes of its cylinders, the sides
    of these and the ends of the part, and between an end of a straight edge and one of the flat faces; in any
    direction, of its straight edges and between parallel flat faces. frame (3, 3): rows are the axes; origin (3,):
    their zero. ends (2, 3): the box around the part. planes, circles: coordinates of the flat faces along each axis,
    and the cylinders along each. Of a mesh, whose edges are not known, the `corners` (n, 3) are where they end.
    """
    edges = part.shape.Edges() if part.shape is not None else ()
    straight = [edge.geomType() == "LINE" for edge in edges]
    points = [[point.toTuple() for point in (edge.startPoint(), edge.endPoint())] for edge in edges]
    lines = np.array(points, np.float64).reshape(-1, 2, 3) @ frame.T
    reach = np.abs(lines[:, 1] - lines[:, 0])
    if part.shape is not None:
        corners = lines[straight].reshape(-1, 3) - origin
    # Where the part ends in a round face, the box of a mesh of it falls short.
    exact = np.abs(part.bounds @ frame.T - origin - ends) <= near if part.shape is not None else np.full((2, 3), True)
    found = []
    for axis in range(3):
        places = {*planes[axis], *(ends[exact[:, axis], axis]).tolist(), 0.0}
        for across, of_axis in zip(ACROSS, circles, strict=True):
            if axis in across:
                k = across.index(axis)
                places.update(circle[k] + side * circle[2] for circle in of_axis for side in (-1.0, 0.0, 1.0))
        at = np.unique(np.round(sorted(places), 7))[:_MOST]
        flat, along = (
            np.unique(np.round(values, 7))[:_MOST] for values in ([0.0, *planes[axis]], corners[:, axis].tolist())
        )
        gaps = (reach[:, axis], at[:, None] - at[None, :], along[:, None] - flat[None, :])
        every = np.sort(np.abs(np.concatenate([gap.ravel() for gap in gaps])))
        found.append(_apart(every, near))
    every = np.sort(np.concatenate((np.linalg.norm(lines[straight, 1] - lines[straight, 0], axis=1), _walls(part))))
    return (*found, _apart(every, near))


def _apart(lengths: FloatArray, near: float) -> tuple[float, ...]:
    kept = lengths[np.diff(lengths, prepend=-np.inf) > near]
    return tuple(kept[kept > near].tolist())


def _walls(part: Part) -> FloatArray:
    """Distances of parallel flat faces, mm."""
    faces = [face for face in part.shape.Faces() if face.geomType() == "PLANE"] if part.shape is not None else ()
    groups: dict[tuple[float, ...], list[float]] = {}
    for face in faces:
        normal = np.array(face.normalAt().toTuple())
        normal *= np.sign(normal[np.abs(normal).argmax()])
        groups.setdefault(tuple(np.round(normal, 6) + 0.0), []).append(float(normal @ face.Center().toTuple()))
    at = [np.unique(np.round(offsets, 7))[:_MOST] for offsets in groups.values()]
    return np.concatenate([np.zeros(0), *(np.abs(one[:, None] - one[None, :]).ravel() for one in at)])
