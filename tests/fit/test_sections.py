from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import cup, mesh, plate
from hypothesis import given, settings
from hypothesis import strategies as st

from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.sections import ACROSS, Sections, area_of_rings
from zero_to_cad.part import Mesh


def sections(made: Mesh, tolerance: float = 0.0) -> Sections:
    return Sections(made.vertices, made.triangles, tolerance)


def holes(area: shapely.Geometry) -> int:
    return int(shapely.get_num_interior_rings(shapely.get_parts(area)).sum())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_box_is_cut_into_rectangles(axis: int) -> None:
    size = (3.0, 4.0, 5.0)
    area = sections(mesh(cq.Workplane().box(*size))).across(axis, 0.3)
    i, j = ACROSS[axis]
    assert area.bounds == pytest.approx((-size[i] / 2, -size[j] / 2, size[i] / 2, size[j] / 2))
    assert area.area == pytest.approx(size[i] * size[j])


def test_collinear_points_are_left_out() -> None:
    area = sections(mesh(cq.Workplane().box(3, 4, 5)), 1e-6).across(2, 0.3)
    assert len(shapely.get_coordinates(area)) == 5


def test_a_plane_just_inside_a_flat_face_sees_all_of_it() -> None:
    area = sections(mesh(cq.Workplane().box(3, 4, 5)), 1e-6).across(0, -1.5 + 1e-9)
    assert area.symmetric_difference(shapely.box(-2, -2.5, 2, 2.5)).area < 1e-7


def test_a_plate_has_its_holes() -> None:
    area = sections(mesh(plate())).across(2, 1.0)
    assert holes(area) == 4
    assert area.area == pytest.approx(60 * 40 - 4 * np.pi * 9, rel=1e-3)


def test_a_plane_through_two_holes_gives_three_pieces() -> None:
    area = sections(mesh(plate())).across(1, 10.0)
    assert shapely.get_num_geometries(area) == 3
    assert area.area == pytest.approx((60 - 2 * 6) * 10, rel=1e-3)


def test_a_cylinder_is_cut_into_a_disc_and_a_rectangle() -> None:
    made = sections(mesh(cq.Workplane().circle(5).extrude(20)))
    assert made.across(2, 3.0).area == pytest.approx(np.pi * 25, rel=2e-3)
    assert made.across(0, 0.0).area == pytest.approx(10 * 20, rel=2e-3)


def test_a_torus_is_cut_into_two_discs_or_a_ring() -> None:
    made = sections(mesh(cq.Workplane(cq.Solid.makeTorus(10, 3))))
    two, ring = made.across(0, 0.0), made.across(2, 0.0)
    assert (shapely.get_num_geometries(two), holes(two)) == (2, 0)
    assert two.area == pytest.approx(2 * np.pi * 9, rel=1e-2)
    assert (shapely.get_num_geometries(ring), holes(ring)) == (1, 1)
    assert ring.area == pytest.approx(np.pi * (13**2 - 7**2), rel=1e-2)


def test_a_plane_in_a_flat_face_still_gives_a_sound_area() -> None:
    area = sections(mesh(plate())).across(2, 5.0)
    assert area.is_valid
    assert area.is_empty or area.area == pytest.approx(60 * 40 - 4 * np.pi * 9, rel=1e-3)


def test_a_plane_beside_the_part_cuts_nothing() -> None:
    assert sections(mesh(plate())).across(2, 5.1).is_empty


@pytest.mark.parametrize("angle", [0.0, 1.0, 4.0])
def test_a_half_plane_cuts_the_profile_of_a_cup(angle: float) -> None:
    area = sections(mesh(cup())).along(2, (0.0, 0.0), angle)
    assert area.bounds == pytest.approx((0, 0, 20, 50), abs=0.05)
    assert area.area == pytest.approx(20 * 4 + 3 * 46, rel=5e-3)


def test_a_half_plane_from_a_line_off_the_centre_sees_one_side_only() -> None:
    made = sections(mesh(cq.Workplane("XY").box(10, 6, 4)))
    # ACROSS[2] is (x, y): from x = 2 to the wall at 5 one way, to that at -5 the other.
    assert made.along(2, (2.0, 0.0), 0.0).area == pytest.approx(3 * 4)
    assert made.along(2, (2.0, 0.0), np.pi).area == pytest.approx(7 * 4)
    assert made.along(2, (2.0, 0.0), np.pi / 2).area == pytest.approx(3 * 4)


def test_a_half_plane_along_y_takes_its_centre_in_z_and_x() -> None:
    made = sections(mesh(cq.Workplane("XZ").center(7, 3).circle(2).extrude(-5)))
    area = made.along(1, (3.0, 7.0), 0.5)
    assert area.bounds == pytest.approx((0, 0, 2, 5), abs=0.02)


def test_a_half_plane_that_misses_is_empty() -> None:
    assert sections(mesh(cq.Workplane().box(1, 1, 1))).along(2, (9.0, 0.0), 0.0).is_empty


def test_rings_within_rings_are_even_and_odd() -> None:
    squares = [np.array([[-a, -a], [a, -a], [a, a], [-a, a]], dtype=float) for a in (3, 2, 1)]
    assert area_of_rings(squares).area == pytest.approx(36 - 16 + 4)


def test_a_ring_that_crosses_itself_a_little_is_not_lost() -> None:
    ring = np.array([[0.0, 0.0], [6.0, 0.0], [6.0, 6.0], [6.0001, 5.9998], [5.9999, 5.9999], [0.0, 6.0]])
    assert not shapely.Polygon(ring).is_valid
    assert area_of_rings([ring]).area == pytest.approx(36, rel=1e-4)


def test_no_rings_no_area() -> None:
    assert area_of_rings([]).is_empty
    assert area_of_rings([np.array([[0.0, 0.0], [1.0, 0.0]])]).is_empty


points = st.lists(st.tuples(*2 * [st.integers(-50, 50)]), min_size=3, max_size=12)


@settings(deadline=None, max_examples=40)
@given(points, st.integers(0, 2), st.floats(0.01, 0.99))
def test_a_prism_is_cut_into_its_outline_at_any_height(corners: list[tuple[int, int]], axis: int, share: float) -> None:
    outline = shapely.convex_hull(shapely.multipoints(corners))
    if outline.geom_type != "Polygon":
        return
    vertices, triangles = Extrusion("add", axis, -3.0, 8.0, outline).solid()
    area = Sections(vertices, triangles, 1e-9).across(axis, -3.0 + 11.0 * share)
    assert area.symmetric_difference(outline).area < 1e-6 * outline.area
