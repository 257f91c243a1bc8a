"""What the search finds: extrusions and revolutions of exact outlines, in the part's own frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]
Operation = Literal["add", "cut"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Extrusion:
    """An area pushed along one axis of the frame, or of `turn`.

    `area` is a shapely area in the axes `ACROSS[axis]`, between coordinates `lower` and `upper` along `axis`, mm. The
    rows of `turn` (3, 3) are these axes in the frame, where they are not its own.
    """

    operation: Operation
    axis: int
    lower: float
    upper: float
    area: Any
    turn: FloatArray | None = None

    def solid(self) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Closed triangle soup as (vertices (n, 3), triangles (m, 3)) in frame coordinates."""
        import manifold3d

        height = self.upper - self.lower
        made = manifold3d.CrossSection(_contours(self.area), manifold3d.FillRule.EvenOdd).extrude(height)
        mesh = made.to_mesh64()
        local = np.asarray(mesh.vert_properties, np.float64)[:, :3]
        points = np.empty_like(local)
        i, j = ACROSS[self.axis]
        points[:, i], points[:, j], points[:, self.axis] = local[:, 0], local[:, 1], local[:, 2] + self.lower
        if self.turn is not None:
            points = points @ self.turn
        return points, np.asarray(mesh.tri_verts, np.int64)


@dataclass(frozen=True)
class Revolution:
    """A profile turned once around a line along one axis of the frame.

    The line goes through `centre` (in the axes `ACROSS[axis]`); `area` is in (radius >= 0, coordinate along axis), mm.
    """

    operation: Operation
    axis: int
    centre: Point
    area: Any
    segments: int = 96

    def solid(self) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Closed triangle soup as (vertices (n, 3), triangles (m, 3)) in frame coordinates."""
        import manifold3d

        section = manifold3d.CrossSection(_contours(self.area), manifold3d.FillRule.EvenOdd)
        mesh = section.revolve(circular_segments=self.segments).to_mesh64()
        local = np.asarray(mesh.vert_properties, np.float64)[:, :3]
        points = np.empty_like(local)
        i, j = ACROSS[self.axis]
        points[:, i] = local[:, 0] + self.centre[0]
        points[:, j] = local[:, 1] + self.centre[1]
        points[:, self.axis] = local[:, 2]
        return points, np.asarray(mesh.tri_verts, np.int64)


Feature = Extrusion | Revolution


def _contours(area: Any) -> Sequence[FloatArray]:
    import shapely

    rings = shapely.get_rings(shapely.get_parts(area))
    return [np.ascontiguousarray(shapely.get_coordinates(ring)[:-1], np.float64) for ring in rings]
