"""What the search finds: extrusions, lofts and revolutions of exact outlines, in the part's own frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]
Operation = Literal["add", "cut"]
Point = tuple[float, float]

_PARALLEL = 2e-3  # the sine of the angle between sides that are wound, squared
_TURNED = 2e-2  # rad by which sides that have the same draft may differ: where arcs begin is not seen exactly
_SHARP = 0.5  # rad by which an outline may turn between two chords of an arc
_EVEN = 5e-3  # relative to the draft: what walls may differ by that have the same ...
_UNSEEN = 1e-3  # ... or relative to how long an outline is, where they may be round: they lie inside of where they are
_MOST_UNEVEN = 0.05  # ... but never more
_STRAIGHT = 0.06  # of how long an outline is: longer sides are no chords
_DEGREES_A_LAYER = 2.0  # of what winds
_WOUND_SIDE = 0.15  # of how far what winds reaches, that a side is cut into
_LAYERS = 5  # of walls between sides that are not parallel


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


@dataclass(frozen=True)
class Loft:
    """Walls that lead straight from each corner of one area to the same corner of another, or wind around a line.

    `area` lies at coordinate `lower` along `axis` of the frame and `upper_area` at `upper`, mm: shapely areas in the
    axes `ACROSS[axis]`, of as many polygons, none with holes, whose corners are the same in number and order. With a
    `twist` (degrees, counter-clockwise) the one is turned into the other about the line through `centre`.
    """

    operation: Operation
    axis: int
    lower: float
    upper: float
    area: Any
    upper_area: Any
    twist: float = 0.0
    centre: Point = (0.0, 0.0)

    @property
    def draft(self) -> float:
        """By how much (mm) all walls lie further out at the upper end, less than 0 where inwards.

        0 where that differs from wall to wall, where walls wind, and where a taper from either end would make round
        what is a sharp corner.
        """
        return self._drafted[0]

    @property
    def widens(self) -> bool:
        """Whether what has a draft begins at the narrower end, because the corners of the wider are round about its."""
        return self._drafted[1]

    @cached_property
    def _drafted(self) -> tuple[float, bool]:
        if self.twist:
            return 0.0, False
        moved: list[FloatArray] = []
        straight: list[npt.NDArray[np.bool_]] = []
        size = float(np.ptp(shapely.get_coordinates(self.area), axis=0).max())
        # Tapers make corners round that lie inwards as they narrow, and outwards as they widen.
        narrows = widens = True
        for low, high in self._outlines():
            sides, others = (np.roll(ring, -1, axis=0) - ring for ring in (low, high))
            lengths, lengths_above = np.hypot(*sides.T), np.hypot(*others.T)
            # A round corner may shrink to a point.
            straight.append(lengths > _STRAIGHT * size)
            shrunk, shrunk_above = lengths <= 0.0, lengths_above <= 0.0
            if (shrunk & shrunk_above).any():
                return 0.0, False
            lengths[shrunk], lengths_above[shrunk_above] = 1.0, 1.0
            ahead, also = sides / lengths[:, None], others / lengths_above[:, None]
            ahead[shrunk], also[shrunk_above] = also[shrunk], ahead[shrunk_above]
            if (np.hypot(*(ahead - also).T) > _TURNED).any():
                return 0.0, False
            is_lower_wider = lengths[~shrunk].sum() > lengths_above[~shrunk_above].sum()
            wider = ahead if is_lower_wider else also
            before = np.roll(wider, 1, axis=0)
            turn = np.arctan2(before[:, 0] * wider[:, 1] - before[:, 1] * wider[:, 0], (before * wider).sum(1))
            of_wider, of_narrower = (shrunk, shrunk_above) if is_lower_wider else (shrunk_above, shrunk)
            narrows = narrows and turn.min() >= -_SHARP and not of_narrower.any()
            widens = widens and turn.max() <= _SHARP and not of_wider.any()
            away = high - low
            moved.append(away[:, 0] * ahead[:, 1] - away[:, 1] * ahead[:, 0])
        all_moved = np.concatenate(moved)
        flat = np.concatenate(straight)
        middle = float(np.median(all_moved[flat] if flat.any() else all_moved))
        uneven = np.abs(all_moved - middle)
        slack = min(max(_EVEN * abs(middle), _UNSEEN * size), _MOST_UNEVEN * abs(middle))
        even = uneven.max() <= slack and uneven[flat].max(initial=0.0) <= _EVEN * abs(middle)
        return middle if even and (narrows or widens) else 0.0, not narrows

    def solid(self) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Closed triangle soup as (vertices (n, 3), triangles (m, 3)) in frame coordinates."""
        vertices: list[FloatArray] = []
        triangles: list[npt.NDArray[np.int64]] = []
        count = 0
        for low, high in self._outlines():
            points, faces = _walled(self._sections(low, high), self.upper - self.lower)
            vertices.append(points)
            triangles.append(faces + count)
            count += len(points)
        local = np.concatenate(vertices)
        placed = np.empty_like(local)
        i, j = ACROSS[self.axis]
        placed[:, i], placed[:, j], placed[:, self.axis] = local[:, 0], local[:, 1], local[:, 2] + self.lower
        return placed, np.concatenate(triangles)

    def _outlines(self) -> list[tuple[FloatArray, FloatArray]]:
        """The lower and the upper corners (n, 2) of each polygon, counter-clockwise."""
        pairs = zip(shapely.get_parts(self.area), shapely.get_parts(self.upper_area), strict=True)
        return [(_contours(low)[0], _contours(high)[0]) for low, high in pairs]

    def _sections(self, low: FloatArray, high: FloatArray) -> list[FloatArray]:
        """The corners (n, 2) of an outline at even steps from the lower end to the upper."""
        if not self.twist:
            layers = _LAYERS if _is_wound(low, high).any() else 1
            return [low + (high - low) * k / layers for k in range(layers + 1)]
        layers = max(2, round(abs(self.twist) / _DEGREES_A_LAYER))
        away = low - self.centre
        most = _WOUND_SIDE * float(np.hypot(*away.T).max())
        away = shapely.get_coordinates(shapely.segmentize(shapely.linearrings(away), most))[:-1]
        found = []
        for angle in np.radians(self.twist) * np.arange(layers + 1) / layers:
            turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
            found.append(away @ turn + self.centre)
        return found


Feature = Extrusion | Loft | Revolution


def _is_wound(low: FloatArray, high: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether each side (n,) of an outline is not parallel to the one above it."""
    sides, others = (np.roll(ring, -1, axis=0) - ring for ring in (low, high))
    cross = sides[:, 0] * others[:, 1] - sides[:, 1] * others[:, 0]
    return np.asarray(np.abs(cross) > _PARALLEL**2 * np.hypot(*sides.T) * np.hypot(*others.T))


def _walled(sections: list[FloatArray], height: float) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """The closed mesh through outlines (n, 2), counter-clockwise, at even steps from 0 to a height."""
    import manifold3d

    n, layers = len(sections[0]), len(sections) - 1
    levels = np.repeat(height * np.arange(layers + 1) / layers, n)
    points = np.column_stack((np.concatenate(sections), levels))
    here = np.arange(n)
    after = np.roll(here, -1)
    corners = np.column_stack((here, after, after + n, here + n))
    corners = np.concatenate([corners + k * n for k in range(layers)])
    # Wound walls are cut about their middles: by one of the diagonals they would all lie too far out, or in.
    wound = np.concatenate([_is_wound(low, high) for low, high in pairwise(sections)])
    middles = len(points) + np.arange(wound.sum())
    points = np.concatenate((points, points[corners[wound]].mean(1)))
    fans = [np.column_stack((corners[wound][:, [k, (k + 1) % 4]], middles)) for k in range(4)]
    flat = corners[~wound]
    floor, roof = (np.asarray(manifold3d.triangulate([ring]), np.int64) for ring in (sections[0], sections[-1]))
    return points, np.concatenate([floor[:, ::-1], roof + layers * n, flat[:, [0, 1, 2]], flat[:, [0, 2, 3]], *fans])


def _contours(area: Any) -> Sequence[FloatArray]:
    rings = shapely.get_rings(shapely.get_parts(area))
    return [np.ascontiguousarray(shapely.get_coordinates(ring)[:-1], np.float64) for ring in rings]
