"""Outlines of cells: corners are arcs that touch their sides, and arcs keep their shape when numbers are read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from zero_to_cad.fit.tracing import moved, outline, rounded, stairs

FloatArray = npt.NDArray[np.float64]
US, VS = np.arange(-30.0, 30.5, 0.5), np.arange(-20.0, 20.5, 0.5)
WALLS = (np.array([-25.0, 25.0]), np.array([-15.0, 15.0]))


def slab(radius: float) -> shapely.Polygon:
    """50 by 30, its corners rounded."""
    return shapely.box(radius - 25, radius - 15, 25 - radius, 15 - radius).buffer(radius, quad_segs=32)


def cells(area: shapely.Geometry) -> npt.NDArray[np.bool_]:
    u, v = (US[1:] + US[:-1]) / 2, (VS[1:] + VS[:-1]) / 2
    return np.asarray(shapely.contains_xy(area, *np.meshgrid(u, v, indexing="ij")))


def corners(ring: FloatArray) -> int:
    """How many sides are longer than chords of arcs."""
    return int((np.hypot(*(np.roll(ring, -1, axis=0) - ring).T) > 5.0).sum())


@pytest.mark.parametrize("known", [True, False], ids=["seen", "not seen"])
def test_stairs_around_a_rounded_corner_are_the_arc_that_touches_both_sides(known: bool) -> None:
    wanted = slab(8.0)
    rounds = [(x, y, 8.0) for x in (-17.0, 17.0) for y in (-7.0, 7.0)] if known else []
    found = outline(stairs(cells(wanted), US, VS), WALLS, rounds)
    (part,) = shapely.get_parts(found)
    assert corners(shapely.get_coordinates(part.exterior)[:-1]) == 4
    assert wanted.symmetric_difference(found).area < 0.01 * wanted.area
    assert shapely.hausdorff_distance(wanted.exterior, part.exterior, densify=0.1) < 0.5


def test_a_chamfer_stays_straight() -> None:
    ring = np.array([(25.0, -15), (25, 9), (19, 15), (-25, 15), (-25, -15)])
    assert rounded(ring, 0.5) == pytest.approx(ring)


def test_numbers_of_rounded_corners_are_those_of_their_sides_and_radii() -> None:
    area = shapely.transform(slab(7.93), lambda points: points * 1.002)
    found = moved(area, 0.5, (round, round, round))
    (part,) = shapely.get_parts(found)
    assert part.bounds == (-25.0, -15.0, 25.0, 15.0)
    assert shapely.hausdorff_distance(slab(8.0).exterior, part.exterior, densify=0.1) < 0.05


def test_numbers_that_would_make_an_area_nothing_are_not_read() -> None:
    area = shapely.MultiPolygon([shapely.box(0.1, 0.1, 0.4, 0.4)])
    assert moved(area, 0.5, (round, round, round)) is area
