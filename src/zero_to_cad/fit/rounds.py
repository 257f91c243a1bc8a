"""The exact circles that a B-rep's cylinders draw across an axis."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.part import Part

FloatArray = npt.NDArray[np.float64]


def known_circles(part: Part, frame: FloatArray, axis: int) -> tuple[tuple[float, float, float], ...]:
    """Centre (two coordinates in `ACROSS[axis]` of the frame) and radius, mm, of every cylinder along an axis.

    frame (3, 3): rows are the frame's axes in world coordinates. A mesh knows of none.
    """
    if part.shape is None:
        return ()
    i, j = ACROSS[axis]
    found = set()
    for face in part.shape.Faces():
        if face.geomType() != "CYLINDER":
            continue
        cylinder = face._geomAdaptor().Cylinder()
        line, place = cylinder.Axis().Direction(), cylinder.Axis().Location()
        direction = frame @ (line.X(), line.Y(), line.Z())
        if abs(direction[axis]) > 1 - 1e-7:
            centre = frame @ (place.X(), place.Y(), place.Z())
            found.add((round(float(centre[i]), 9), round(float(centre[j]), 9), round(cylinder.Radius(), 9)))
    return tuple(sorted(found))
