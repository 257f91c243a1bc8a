from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from zero_to_cad.fit.extend import IsFree, extended

FloatArray = npt.NDArray[np.float64]
SQUARE = shapely.box(0, 0, 10, 10)


def outside(material: Any) -> IsFree:
    """What is not `material` is free."""

    def is_free(points: FloatArray) -> npt.NDArray[np.bool_]:
        return ~np.asarray(shapely.contains_xy(material, points[:, 0], points[:, 1]))

    return is_free


def test_a_free_edge_moves_out() -> None:
    # A notch in the right side of a block: free only to the right.
    block = shapely.box(-20, -20, 10, 30)
    assert extended(SQUARE, outside(block), 0.01, [2.0]).equals(shapely.box(0, 0, 12, 10))


def test_a_free_edge_moves_less_where_there_is_no_room() -> None:
    wall = shapely.box(-20, -20, 10, 30).union(shapely.box(11.2, -20, 20, 30))
    assert extended(SQUARE, outside(wall), 0.01, [2.0, 1.0]).equals(shapely.box(0, 0, 11, 10))


def test_two_free_edges_move_out_with_the_corner_between_them() -> None:
    block = shapely.box(-20, -20, 10, 10)
    assert (
        extended(SQUARE, outside(block), 0.01, [2.0])
        .normalize()
        .equals_exact(shapely.box(0, 0, 12, 12).normalize(), 1e-9)
    )


def test_slanted_walls_go_straight_on() -> None:
    # A dovetail that opens upwards: its walls lean outwards by one in five.
    area = shapely.Polygon([(0, 0), (10, 0), (12, 10), (-2, 10)])
    found = extended(area, outside(shapely.box(-50, -50, 50, 10)), 0.01, [5.0])
    expected = shapely.Polygon([(0, 0), (10, 0), (13, 15), (-3, 15)])
    assert found.symmetric_difference(expected).area == pytest.approx(0, abs=1e-9)


def test_a_free_arc_moves_out_everywhere() -> None:
    # A quarter of a disc that fills the corner of a bigger one: the arc is free, the two straight sides are not.
    angles = np.linspace(0, np.pi / 2, 24)
    arc = np.column_stack((np.cos(angles), np.sin(angles))) * 10
    quarter = shapely.Polygon([(0, 0), *arc])
    free = outside(
        shapely.Polygon([(0, 0), *arc]).union(shapely.box(-20, -20, 20, 0)).union(shapely.box(-20, 0, 0, 20))
    )
    found = extended(quarter, free, 0.01, [1.0])
    assert found.contains(quarter.buffer(-1e-6))
    away = np.hypot(*shapely.get_coordinates(found.exterior).T)
    assert np.sort(away)[2:] == pytest.approx(11, abs=0.06)


@pytest.mark.parametrize("material", [shapely.box(-50, -50, 50, 50), shapely.Polygon()])
def test_an_area_with_no_free_edge_or_only_free_ones_is_left_alone(material: Any) -> None:
    # All free means it stands alone: there is no wall to leave.
    assert extended(SQUARE, outside(material), 0.01, [2.0]).equals(SQUARE)


def test_an_edge_does_not_move_into_what_is_not_free() -> None:
    # Beyond the free edge, half a mm away, stands another wall.
    material = shapely.box(-20, -20, 10, 30).union(shapely.box(10.5, -20, 20, 30))
    assert extended(SQUARE, outside(material), 0.01, [2.0]).equals(SQUARE)


def test_holes_stay() -> None:
    area = SQUARE - shapely.box(4, 4, 6, 6)
    found = extended(area, outside(shapely.box(-20, -20, 10, 30)), 0.01, [2.0])
    assert found.equals(shapely.box(0, 0, 12, 10) - shapely.box(4, 4, 6, 6))


def test_each_polygon_moves_by_itself() -> None:
    block = shapely.box(-20, -20, 10, 60)
    pair = shapely.MultiPolygon([SQUARE, shapely.box(0, 20, 5, 30)])
    found = extended(pair, outside(block), 0.01, [2.0])
    assert found.equals(shapely.MultiPolygon([shapely.box(0, 0, 12, 10), shapely.box(0, 20, 5, 30)]))
