from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.fit.outline import Loop, Segment
from zero_to_cad.fit.shapes import Polygon, Rectangle, Slot, copies, halves_of, shape_of, shifted

NEAR = 1e-4


def polygon(*points: tuple[float, float]) -> Loop:
    return Loop(points[0], tuple(Segment(point) for point in [*points[1:], points[0]]))


def regular(sides: int, radius: float, degrees: float, x: float = 0.0, y: float = 0.0) -> Loop:
    turns = [math.radians(degrees + 360 * k / sides) for k in range(sides)]
    return polygon(*((x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns))


def test_a_rectangle() -> None:
    assert shape_of(polygon((1, 2), (4, 2), (4, 7), (1, 7)), NEAR) == (Rectangle(3.0, 5.0), (2.5, 4.5))
    assert shape_of(polygon((1, 2), (4, 2.1), (4, 7), (1, 7)), NEAR) is None


@given(st.floats(1.0, 89.0), st.floats(1.5, 4.0), st.booleans())
def test_a_turned_rectangle(degrees: float, length: float, turned_over: bool) -> None:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [(x * cos - y * sin + 7.0, x * sin + y * cos) for x in (-0.5, 0.5) for y in (-length / 2, length / 2)]
    order = [0, 1, 3, 2] if turned_over else [0, 2, 3, 1]
    found, middle = shape_of(polygon(*(corners[k] for k in order)), 1e-6) or (None, None)
    assert isinstance(found, Rectangle)
    assert (found.width, found.length, found.angle) == pytest.approx((1.0, length, degrees), abs=1e-4)
    assert middle == pytest.approx((7.0, 0.0), abs=2e-6)


def test_an_angle_is_as_round_as_the_corners_allow() -> None:
    corners = [(-2.12132, -2.1214), (2.1213, 2.12132), (0.70711, 3.53553), (-3.53553, -0.70711)]
    found, _ = shape_of(polygon(*corners), 1e-3) or (None, None)
    assert isinstance(found, Rectangle)
    assert found.angle == 45.0


def test_a_hexagon_has_the_rounder_of_its_two_diameters() -> None:
    flats, middle = shape_of(regular(6, 5.5 / math.sqrt(3), 60.0, 3.0), NEAR) or (None, None)
    assert flats == Polygon(6, 5.5, 0.0, flats=True)
    assert middle == (3.0, 0.0)
    corners, _ = shape_of(regular(6, 4.0, 30.0), NEAR) or (None, None)
    assert corners == Polygon(6, 8.0, 30.0, flats=False)


@pytest.mark.parametrize("degrees", [0.0, 90.0, 30.0])
def test_a_slot(degrees: float) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cos * x - sin * y, sin * x + cos * y

    sides = (
        Segment(at(3, -1)),
        Segment(at(3, 1), at(4, 0), 1.0),
        Segment(at(-3, 1)),
        Segment(at(-3, -1), at(-4, 0), 1.0),
    )
    assert shape_of(Loop(at(-3, -1), sides), NEAR) == (Slot(8.0, 2.0, degrees), (0.0, 0.0))


@given(st.floats(-50, 50), st.floats(-50, 50), st.integers(0, 4))
def test_a_shifted_loop_is_a_copy_wherever_it_begins(x: float, y: float, first: int) -> None:
    points = [(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (2.0, 3.0), (0.0, 1.0)]
    moved = polygon(*((px + x, py + y) for px, py in points[first:] + points[:first]))
    mirrored = polygon(*((-px, py) for px, py in [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 1.0)]))
    one, two = polygon(*points), mirrored
    assert copies([one, two, moved], NEAR) == [[one, moved], [two]]
    back = shifted(moved, (x, y))
    assert copies([one, back], NEAR) == [[one, back]]


def test_halves_are_clear_of_the_mirror_and_of_each_other() -> None:
    right = [(1.0, 0.0), (4.0, 0.0), (2.0, 3.0)]
    clear, touching = polygon(*right), polygon((0.0, 5.0), (4.0, 5.0), (4.0, 8.0))
    images = [polygon(*((-x, y) for x, y in points)) for points in (right, [(0.0, 5.0), (4.0, 5.0), (4.0, 8.0)])]
    assert halves_of([clear, images[0], touching, images[1]], 0, NEAR) == [(clear, images[0])]
    neighbour = polygon((4.0, 0.0), (6.0, 0.0), (6.0, 2.0))
    image = polygon((-4.0, 0.0), (-6.0, 0.0), (-6.0, 2.0))
    assert halves_of([clear, images[0], neighbour, image], 0, NEAR) == []
