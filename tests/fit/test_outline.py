from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import FloatArray, mesh
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zero_to_cad.fit.outline import Circle, Loop, Numbers, Segment, is_simple, rings_of, side_count, trace
from zero_to_cad.fit.sections import Sections

NUMBERS = Numbers(slack=1e-4, tolerance=0.03)


def outline(sketch: cq.Workplane) -> FloatArray:
    """The outer ring of a sketch's tessellated extrusion."""
    made = mesh(sketch.extrude(5))
    area = Sections(made.vertices, made.triangles, 1e-6).across(2, 2.3)
    return np.asarray(shapely.get_coordinates(area.exterior)[:-1])


def loop(points: FloatArray, numbers: Numbers = NUMBERS) -> Loop:
    found = trace(points, numbers)
    assert isinstance(found, Loop)
    return found


def arcs(found: Loop) -> list[float]:
    return sorted(segment.radius for segment in found.segments if segment.middle is not None)


def corners(found: Loop) -> set[tuple[float, float]]:
    return {segment.end for segment in found.segments}


@pytest.mark.parametrize(("centre", "radius"), [((0.0, 0.0), 5.0), ((12.5, -3.25), 7.5), ((100.0, 40.0), 0.8)])
def test_a_tessellated_circle_is_the_circle(centre: tuple[float, float], radius: float) -> None:
    assert trace(outline(cq.Workplane().center(*centre).circle(radius)), NUMBERS) == Circle(centre, radius)


def test_a_rounded_rectangle_is_four_lines_and_four_arcs() -> None:
    found = loop(outline(cq.Workplane().sketch().rect(40, 24).vertices().fillet(5).finalize()))
    assert len(found.segments) == 8
    assert arcs(found) == [5.0] * 4
    assert corners(found) == {(x, y) for x, y in [(15.0, 12.0), (20.0, 7.0)] for x, y in mirrored(x, y)}


def mirrored(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y), (-x, y), (x, -y), (-x, -y)]


def test_the_middle_of_an_arc_lies_on_its_circle() -> None:
    found = loop(outline(cq.Workplane().sketch().rect(40, 24).vertices().fillet(5).finalize()))
    middles = [segment.middle for segment in found.segments if segment.middle]
    away = np.abs(middles) - (15, 7)
    assert np.hypot(*away.T) == pytest.approx([5.0] * 4, abs=2e-6)


def test_a_slot_is_two_lines_and_two_arcs() -> None:
    found = loop(outline(cq.Workplane().slot2D(30, 8)))
    assert len(found.segments) == 4
    assert arcs(found) == [4.0, 4.0]
    assert corners(found) == set(mirrored(11.0, 4.0))


def test_a_half_disc_is_a_line_and_an_arc_of_half_a_turn() -> None:
    found = loop(outline(cq.Workplane().moveTo(-6, 0).lineTo(6, 0).threePointArc((0, 6), (-6, 0)).close()))
    assert len(found.segments) == 2
    assert arcs(found) == [6.0]
    assert next(s.middle for s in found.segments if s.middle) == pytest.approx((0, 6), abs=1e-5)


def test_more_than_half_a_turn_keeps_its_bulge() -> None:
    # A D-shaped bore: a circle of 10 with a flat at y = -6.
    found = loop(outline(cq.Workplane().moveTo(-8, -6).lineTo(8, -6).threePointArc((0, 10), (-8, -6)).close()))
    assert len(found.segments) == 2
    assert arcs(found) == [10.0]
    assert corners(found) == {(-8.0, -6.0), (8.0, -6.0)}
    assert next(s.middle for s in found.segments if s.middle) == pytest.approx((0, 10), abs=1e-3)


@pytest.mark.parametrize("sides", [3, 5, 6, 8, 10])
def test_a_polygon_keeps_its_sides(sides: int) -> None:
    found = loop(outline(cq.Workplane().polygon(sides, 20)))
    assert len(found.segments) == sides
    assert arcs(found) == []


def test_an_l_is_six_lines() -> None:
    points = [(0, 0), (50, 0), (50, 8), (8, 8), (8, 40), (0, 40)]
    found = loop(outline(cq.Workplane().polyline(points).close()))
    assert len(found.segments) == 6
    assert corners(found) == set(points)


def test_a_long_side_beside_small_fillets_stays_a_line() -> None:
    found = loop(outline(cq.Workplane().sketch().rect(80, 3).vertices().fillet(0.5).finalize()))
    assert len(found.segments) == 8
    assert arcs(found) == [0.5] * 4


def test_an_s_is_two_arcs_that_turn_different_ways() -> None:
    sketch = cq.Workplane().moveTo(0, 0).threePointArc((5, 5), (10, 0)).threePointArc((15, -5), (20, 0))
    found = loop(outline(sketch.lineTo(20, -20).lineTo(0, -20).close()))
    assert arcs(found) == [5.0, 5.0]
    middles = sorted(segment.middle for segment in found.segments if segment.middle)
    assert np.hypot(middles[0][0] - 5, middles[0][1]) == pytest.approx(5, abs=1e-3)
    assert np.hypot(middles[1][0] - 15, middles[1][1]) == pytest.approx(5, abs=1e-3)
    assert middles[0][1] > 0 > middles[1][1]


def test_the_exact_circle_of_the_b_rep_is_believed() -> None:
    points = outline(cq.Workplane().circle(5.0123)) + np.array([0.002, 0.001])
    known = Numbers(1e-6, 0.03, ((50.0, 0.0, 5.0123), (0.0, 0.0, 5.0123)))
    assert trace(points, known) == Circle((0.0, 0.0), 5.0123)


def test_what_is_too_small_is_nothing() -> None:
    assert trace(np.array([[0.0, 0.0], [1e-5, 0.0], [0.0, 1e-5]]), NUMBERS) is None


@pytest.mark.parametrize(
    ("value", "slack", "read"),
    [
        (12.49999999, 1e-6, 12.5),
        (3.1416, 1e-5, 3.1416),
        (2.718281828, 1e-5, 2.718282),
        (-6.99995, 1e-4, -7.0),
        (0.30004, 1e-4, 0.3),
        (0.30015, 1e-4, 0.30015),
        (3.1416, 1e-4, 3.1416),
        (0.30015, 2e-4, 0.3),
        (1e-9, 1e-6, 0.0),
    ],
)
def test_numbers_are_read_as_typed(value: float, slack: float, read: float) -> None:
    assert Numbers(slack, 0.03).read(value) == pytest.approx(read, abs=1e-12)


def test_no_negative_zero_is_read() -> None:
    assert str(Numbers(1e-4, 0.03).read(-1e-9)) == "0.0"


@settings(deadline=None)
@given(st.floats(-1e3, 1e3), st.sampled_from([1e-6, 1e-5, 1e-4, 1e-3]))
def test_no_number_is_read_off_by_more_than_the_slack(value: float, slack: float) -> None:
    assert abs(Numbers(slack, 0.03).read(value) - value) <= slack * (1 + 1e-6)


def test_an_area_is_read_ring_by_ring() -> None:
    area = shapely.union(shapely.box(0, 0, 30, 20) - shapely.Point(10, 10).buffer(3), shapely.box(40, 0, 50, 10))
    found = rings_of(area, NUMBERS)
    inner = {len(outer.segments): holes for outer, holes in found if isinstance(outer, Loop)}
    assert sorted(len(holes) for _, holes in found) == [0, 1]
    assert inner == {4: inner[4]}
    (hole,) = next(holes for _, holes in found if holes)
    assert isinstance(hole, Circle)
    assert hole.centre == (10.0, 10.0)
    assert hole.radius == pytest.approx(3.0, abs=0.01)
    assert side_count(area, NUMBERS) == 4 + 1 + 4


@settings(deadline=None, max_examples=40)
@given(st.integers(8, 400), st.integers(8, 400), st.integers(2, 6), st.floats(0, 6.28))
def test_rounded_rectangles_come_back_wherever_the_ring_begins(w: int, h: int, r: int, turn: float) -> None:
    # Half sides of w / 10 + r, in tenths: corners and radii are all short numbers.
    x, y = w / 10, h / 10
    quarter = np.linspace(0, np.pi / 2, 17)
    points = np.vstack(
        [
            np.column_stack((sx * x + r * np.cos(quarter + start), sy * y + r * np.sin(quarter + start)))
            for sx, sy, start in ((1, 1, 0), (-1, 1, np.pi / 2), (-1, -1, np.pi), (1, -1, 1.5 * np.pi))
        ]
    )
    points = np.roll(points, int(turn * 10), axis=0)
    found = loop(points)
    assert arcs(found) == [r] * 4
    expected = {(round(a, 6), round(b, 6)) for a, b in [*mirrored(x + r, y), *mirrored(x, y + r)]}
    assert corners(found) == expected


def test_a_circle_of_two_tessellations_is_the_circle() -> None:
    angles = np.sort(np.concatenate((np.arange(63) * (2 * np.pi / 63), 0.03 + np.arange(63) * (2 * np.pi / 63))))
    found = trace(np.column_stack((4.95 * np.cos(angles), 4.95 * np.sin(angles))), NUMBERS)
    assert isinstance(found, Circle)
    assert found.radius == pytest.approx(4.95, abs=1e-3)


def test_coarse_small_fillets_are_the_known_circles_and_the_long_sides_between_them_are_lines() -> None:
    # Between two fins of a heat sink: fillets of 0.25 in steps of up to 0.37 rad, in a part so large that these hardly
    # matter.
    known = ((0.25, 0.25, 0.25), (7.25, 0.25, 0.25))
    turns = np.array([0.0, 0.2, 0.4, 0.77, 1.14, 1.36, np.pi / 2])
    left = [(0.25 - 0.25 * np.cos(t), 0.25 - 0.25 * np.sin(t)) for t in turns]
    right = [(7.5 - x, y) for x, y in left[::-1]]
    ring = np.array([*left, *right, (7.5, 30.0), (0.0, 30.0)])
    found = loop(ring, Numbers(slack=1e-4, tolerance=0.075, circles=known, corners=ring[[0, 6, 7, 13]]))
    assert arcs(found) == [0.25, 0.25]
    assert len(found.segments) == 6
    assert corners(found) == {(0.0, 0.25), (0.25, 0.0), (7.25, 0.0), (7.5, 0.25), (7.5, 30.0), (0.0, 30.0)}


# -- outlines that touch themselves ------------------------------------------------------------------


def test_a_vertex_that_would_close_a_narrow_place_is_left_out() -> None:
    # A square with a slit whose end is a hair from the lower side, on which a vertex is known.
    ring = np.array([[0, 0], [10, 0], [10, 10], [5.5, 10], [5, 0.005], [4.5, 10], [0, 10]], float)
    numbers = Numbers(slack=1e-4, tolerance=0.03, corners=np.array([[5.0, 0.0]]))
    found = loop(ring, numbers)
    assert is_simple(found)
    assert (5.0, 0.005) in corners(found)


def test_an_arc_that_touches_a_line_is_seen() -> None:
    # The line from the arc's end runs over its beginning.
    touching = (
        Segment((10.0, 0.0)),
        Segment((10.0, 8.0), (14.0, 4.0), 4.0),
        Segment((10.0, -3.0)),
        Segment((0.0, -3.0)),
    )
    assert not is_simple(Loop((0.0, 0.0), (*touching, Segment((0.0, 0.0)))))
    apart = (*touching[:2], Segment((0.0, 8.0)), Segment((0.0, 0.0)))
    assert is_simple(Loop((0.0, 0.0), apart))


@given(st.floats(-0.9, 0.9))
def test_an_arc_of_a_known_circle_ends_where_a_line_along_an_axis_meets_it(share: float) -> None:
    # A section of a mesh: the chord that the line cuts passes inside of the circle.
    angles = np.arange(0.05, 2 * np.pi, 0.1)
    chords = shapely.Polygon(np.column_stack((20 * np.cos(angles), 20 * np.sin(angles))))
    level = round(20 * share, 3)
    # A side as short as that is noise, and left out before anything is read.
    assume(np.abs(20 * np.sin(angles) - level).min() > 0.05)
    cut = shapely.intersection(chords, shapely.box(-30, level, 30, 30))
    numbers = Numbers(1e-6, 0.2, circles=((0.0, 0.0, 20.0),))
    found = loop(np.asarray(shapely.get_coordinates(cut.exterior)[:-1]), numbers)
    ends = [point for point in [found.start, *corners(found)] if abs(point[1] - level) < 1e-6]
    assert ends
    assert [abs(x) for x, _ in ends] == pytest.approx([(400 - level**2) ** 0.5] * len(ends), abs=2e-6)


def test_a_circle_that_hangs_on_a_wall_by_a_point_stays() -> None:
    """The wall's vertex is where it touches: both ends of the arc are near to it."""
    angles = np.linspace(-0.1, 0.1 - 2 * np.pi, 40)
    peg = np.column_stack((9.5 + 0.5 * np.cos(angles), 0.5 * np.sin(angles)))
    wall = [(10.0, -4.0), (10.0, -0.06), *peg.tolist(), (10.0, 0.06), (10.0, 4.0), (0.0, 4.0), (0.0, -4.0)]
    numbers = Numbers(1e-5, 0.02, circles=((9.5, 0.0, 0.5),), corners=np.array([(10.0, 0.0)]))
    found = loop(np.array(wall), numbers)
    assert arcs(found) == [0.5]
    assert abs(shapely.Polygon([found.start, *(side.end for side in found.segments)]).area - 80) < 0.2


def test_a_chord_of_a_known_circle_is_a_line() -> None:
    angles = np.radians([0, 10, 20, 30, 40, 50, 60, 70, 80, 140])
    ring = 13.0 * np.column_stack((np.cos(angles), np.sin(angles)))
    ring = np.vstack((ring, [(-10.0, -5.0), (13.0, -5.0)]))
    numbers = Numbers(1e-5, 0.06, circles=((0.0, 0.0, 13.0),), corners=ring[[0, 8, 9, 10, 11]])
    found = loop(ring, numbers)
    assert [segment.end for segment in found.segments if segment.middle is not None] == [
        pytest.approx(ring[8], abs=1e-5)
    ]
    assert any(segment.end == pytest.approx(ring[9], abs=1e-5) for segment in found.segments)


def test_a_cut_around_a_rounded_corner_ends_where_the_round_does_and_leaves_the_part_square() -> None:
    """As the search leaves it: too narrow beside the tangent walls to reach the ends of the round, and overshot."""
    angles = np.radians([-84.0, -75, -66, -57, -48, -39, -30, -21, -12, -6])
    # The tips are cut off a little outside the circle.
    radii = np.array([10.004, *[10.0] * 8, 10.004])
    ring = np.column_stack((8.5 + radii * np.cos(angles), 10 + radii * np.sin(angles)))
    ring = np.vstack((ring, [(19.5, 8.9), (19.5, -1.0), (9.6, -1.0)]))
    part = np.array([(8.5, 0.0), (18.5, 10.0), (0.0, 0.0), (18.5, 40.0)])
    levels = ((0.0, 18.5), (0.0, 40.0), ())
    found = loop(ring, Numbers(1e-5, 0.06, circles=((8.5, 10.0, 10.0),), planes=levels, corners=part))
    assert corners(found) == {(8.5, 0.0), (18.5, 10.0), (19.5, 10.0), (19.5, -1.0), (8.5, -1.0)}
    assert arcs(found) == [10.0]
