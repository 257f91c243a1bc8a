from __future__ import annotations

import numpy as np
import pytest
from bodies import FloatArray

from zero_to_cad.fit.kernels import circle_through, longest_arc, run_is_arc, slab_gains, thinned

WIDEST = 0.6


def circle(radius: float, count: int, centre: tuple[float, float] = (0.0, 0.0), sweep: float = 2 * np.pi) -> FloatArray:
    """Points of a circle as a tessellator cuts it; both ends of an arc when `sweep` (rad) is less than a turn."""
    whole = sweep == 2 * np.pi
    angles = np.linspace(0.0, sweep, count, endpoint=not whole)
    return np.ascontiguousarray(np.column_stack((np.cos(angles), np.sin(angles))) * radius + centre)


def test_thinning_drops_points_on_straight_sides_and_keeps_the_corners() -> None:
    ring = np.array([[0, 0], [1, 0], [2, 0], [5, 0], [5, 1], [5, 3], [2, 3], [0, 3], [0, 2]], dtype=float)
    assert thinned(ring, 1e-6).tolist() == [[0, 0], [5, 0], [5, 3], [0, 3]]


def test_thinning_keeps_every_point_of_a_circle() -> None:
    ring = circle(10, 64)
    assert np.array_equal(thinned(ring, 1e-3), ring)


def test_thinning_keeps_a_spike_that_turns_back_on_itself() -> None:
    ring = np.array([[0, 0], [4, 0], [9, 0], [4, 0], [4, 3], [0, 3]], dtype=float)
    assert [9, 0] in thinned(ring, 1e-6).tolist()


def test_thinning_moves_no_outline_by_more_than_the_tolerance() -> None:
    ring = circle(10, 400)
    kept = thinned(ring, 0.05)
    assert len(kept) < 100
    # The sagitta of the longest chord left.
    chord = np.hypot(*(np.roll(kept, -1, axis=0) - kept).T).max()
    assert 10 - np.sqrt(100 - (chord / 2) ** 2) < 0.06


@pytest.mark.parametrize("sweep", [0.5, 2.0, 2 * np.pi])
def test_a_circle_is_found_through_its_points(sweep: float) -> None:
    points = circle(12.5, 40, (100.0, -30.0), sweep)
    assert circle_through(points, 0, 40) == pytest.approx((100.0, -30.0, 12.5), abs=1e-6)


def test_straight_points_have_no_circle() -> None:
    points = np.column_stack((np.arange(6.0), 2 * np.arange(6.0)))
    assert circle_through(points, 0, 6) == (0.0, 0.0, 0.0)


def test_an_arc_is_a_run_of_like_steps_on_one_circle() -> None:
    points = circle(5, 20, (1.0, 2.0), np.pi / 2)
    found, *fit = run_is_arc(points, 0, 20, 1e-6, WIDEST)
    assert found
    assert fit == pytest.approx([1.0, 2.0, 5.0])


def test_corners_of_a_hexagon_are_no_arc() -> None:
    assert not run_is_arc(circle(10, 6), 0, 6, 1e-3, WIDEST)[0]


def test_a_point_off_the_circle_breaks_an_arc() -> None:
    points = circle(5, 20)
    points[9] *= 1.01
    assert not run_is_arc(points, 0, 20, 1e-3, WIDEST)[0]


def test_a_wave_is_no_arc() -> None:
    x = np.linspace(0, 4 * np.pi, 40)
    assert not run_is_arc(np.column_stack((x, 1e-3 * np.sin(x))), 0, 40, 1e-2, WIDEST)[0]


def test_the_longest_arc_ends_where_the_side_begins() -> None:
    quarter = circle(5, 16, (0.0, 0.0), np.pi / 2)
    points = np.vstack((quarter, [[-20.0, 5.0], [-20.0, 0.0]]))
    count, *fit = longest_arc(points, 0, 1e-6, WIDEST, len(points))
    assert count == 16
    assert fit == pytest.approx([0.0, 0.0, 5.0])


def test_no_arc_begins_on_a_straight_side() -> None:
    square = np.array([[0, 0], [1, 0], [2, 0], [2, 2], [0, 2]], dtype=float)
    assert longest_arc(square, 0, 1e-3, WIDEST, 6)[0] == 0


def test_gains_are_sums_of_the_columns_that_gain() -> None:
    wanted, harm = np.zeros((1, 2, 4)), np.zeros((1, 2, 4))
    wanted[0, 0] = [1, 1, 0, 5]
    harm[0, 0] = [0, 0, 3, 0]
    wanted[0, 1, 3] = 1
    harm[0, 1, :3] = 4
    cuts = np.array([0, 2, 4])
    # From end to end: 2 - 3 + 5 in the first column, and a loss in the second that is left out.
    assert slab_gains(wanted, harm, cuts, False).tolist() == [[0, 2, 4], [0, 0, 2], [0, 0, 0]]


def test_whole_gains_take_in_the_columns_that_lose() -> None:
    wanted, harm = np.zeros((1, 2, 4)), np.zeros((1, 2, 4))
    wanted[0, 0] = [1, 1, 0, 5]
    harm[0, 0] = [0, 0, 3, 0]
    wanted[0, 1, 3] = 1
    harm[0, 1, :3] = 4
    cuts = np.array([0, 2, 4])
    assert slab_gains(wanted, harm, cuts, True).tolist() == [[0, 2, -7], [0, 0, -1], [0, 0, 0]]
