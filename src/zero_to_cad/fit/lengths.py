"""The lengths that a part itself has along the axes of a frame: what a dimension of its program should be."""

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
    ends: FloatArray,
    firm: Sequence[Sequence[float]],
    circles: Sequence[Sequence[Circle]],
    near: float,
) -> tuple[tuple[float, ...], ...]:
    """Lengths along each axis, mm, sorted, those within `near` of each other once.

    Of the B-rep's edges, from end to end, and between any two of its flat faces, the axes of its cylinders, the sides
    of these and the ends of the part. frame (3, 3): rows are the axes. ends (2, 3): the box around the part. firm,
    circles: coordinates along each axis of flat faces and axes, and the cylinders along each.
    """
    edges = part.shape.Edges() if part.shape is not None else ()
    points = [[point.toTuple() for point in (edge.startPoint(), edge.endPoint())] for edge in edges]
    lines = np.array(points, np.float64).reshape(-1, 2, 3) @ frame.T
    reach = np.abs(lines[:, 1] - lines[:, 0])
    found = []
    for axis in range(3):
        places = {*firm[axis], *ends[:, axis].tolist(), 0.0}
        for across, of_axis in zip(ACROSS, circles, strict=True):
            if axis in across:
                k = across.index(axis)
                places.update(circle[k] + side * circle[2] for circle in of_axis for side in (-1.0, 1.0))
        at = np.unique(np.round(sorted(places), 7))[:_MOST]
        every = np.sort(np.concatenate((reach[:, axis], np.abs(at[:, None] - at[None, :]).ravel())))
        kept = every[np.diff(every, prepend=-np.inf) > near]
        found.append(tuple(kept[kept > near].tolist()))
    return tuple(found)
