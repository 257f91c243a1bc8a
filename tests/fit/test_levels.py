from __future__ import annotations

from zero_to_cad.fit.levels import levelled
from zero_to_cad.fit.outline import Circle, Loop, Segment
from zero_to_cad.fit.plan import Step


def box(left: float, right: float, low: float, high: float) -> Loop:
    points = [(right, low), (right, high), (left, high), (left, low)]
    return Loop((left, low), tuple(Segment(point) for point in points))


def test_coordinates_nearly_equal_become_one_and_exact_ones_stay() -> None:
    base = Step("base", "add", 2, (box(0.0, 10.00003, 0.0, 5.0),), 0.0, 3.0)
    pin = Step("pin", "add", 0, (Circle((2.50004, 3.00002), 1.0),), 10.0, 12.0)
    first, second = levelled([base, pin], ((10.00003,), (2.5,), ()), 1e-3)
    assert first.rings == base.rings
    assert second.lower == 10.00003
    # Nothing exact is known of these, and nothing else lies at 2.5.
    assert second.rings == (Circle((2.50004, 3.0), 1.0),)


def test_a_rounder_number_does_not_move_an_exact_one_of_the_other_sign() -> None:
    base = Step("base", "add", 2, (box(-29.19572, 29.19572, 0.0, 5.0),), 0.0, 3.0)
    block = Step("block", "add", 2, (box(0.0, 29.194, 0.0, 5.0),), 0.0, 1.0)
    first, second = levelled([base, block], ((29.19572,), (), ()), 5e-3)
    assert first.rings == base.rings
    assert second.rings == (box(0.0, 29.19572, 0.0, 5.0),)


def test_a_side_that_loses_its_length_is_left_out() -> None:
    points = [(4.0, 0.0), (4.0, 2.0), (3.9999, 2.0), (0.0, 2.0), (0.0, 0.0)]
    ring = Loop((0.0, 0.0), tuple(Segment(point) for point in points))
    (step,) = levelled([Step("base", "add", 2, (ring,), 0.0, 1.0)], ((), (), ()), 1e-3)
    assert step.rings == (box(0.0, 4.0, 0.0, 2.0),)


def test_the_middle_of_an_arc_goes_with_its_ends() -> None:
    ring = Loop((0.0, 0.0), (Segment((2.0, 0.0005), (1.0, 1.0), 1.0), Segment((0.0, 0.0))))
    (step,) = levelled([Step("base", "add", 2, (ring,), 0.0, 1.0)], ((), (), ()), 1e-3)
    (moved,) = step.rings
    assert isinstance(moved, Loop)
    assert moved.segments[0].end == (2.0, 0.0)
    assert moved.segments[0].middle == (1.0, 0.99975)


def test_a_narrow_place_is_not_closed() -> None:
    points = [(4.0, 0.0), (4.0, 2.0), (2.0, 0.0005), (0.0, 2.0), (0.0, 0.0)]
    ring = Loop((0.0, 0.0), tuple(Segment(point) for point in points))
    (step,) = levelled([Step("base", "add", 2, (ring,), 0.0, 1.0)], ((), (), ()), 1e-3)
    assert step.rings == (ring,)
