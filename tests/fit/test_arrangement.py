from __future__ import annotations

import numpy as np
import pytest
import shapely

from zero_to_cad.fit.arrangement import best_area, votes, without_slivers

SMALL, LARGE = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 20, 10)
NOTHING = shapely.Polygon()


def test_an_addition_covers_what_the_majority_holds() -> None:
    # Half of the large rectangle is there for 6 mm of 10.
    area, gain = best_area("add", [SMALL, LARGE], [NOTHING] * 2, np.array([4.0, 6.0]), 0.01, 1.0)
    assert area.equals(LARGE)
    assert gain == pytest.approx(100 * 10 + 100 * (6 - 4))


def test_an_addition_leaves_out_what_the_minority_holds() -> None:
    area, gain = best_area("add", [SMALL, LARGE], [NOTHING] * 2, np.array([6.0, 4.0]), 0.01, 1.0)
    assert area.equals(SMALL)
    assert gain == pytest.approx(1000)


def test_the_dearer_the_harm_the_larger_the_majority() -> None:
    weights = np.array([4.0, 6.0])
    cheap, _ = best_area("add", [SMALL, LARGE], [NOTHING] * 2, weights, 0.01, 1.4)
    dear, _ = best_area("add", [SMALL, LARGE], [NOTHING] * 2, weights, 0.01, 1.6)
    assert cheap.equals(LARGE)
    assert dear.equals(SMALL)


def test_a_cut_takes_what_is_built_and_not_wanted() -> None:
    area, gain = best_area("cut", [SMALL] * 2, [LARGE] * 2, np.array([1.0, 2.0]), 0.01, 1.0)
    assert area.equals(shapely.box(10, 0, 20, 10))
    assert gain == pytest.approx(300)


def test_a_cut_with_dear_harm_spares_what_is_wanted_anywhere() -> None:
    area, gain = best_area("cut", [SMALL, LARGE], [LARGE] * 2, np.array([9.0, 1.0]), 0.01, 30.0)
    assert area.is_empty
    assert gain == 0.0


def test_nothing_is_added_where_all_is_built() -> None:
    area, gain = best_area("add", [SMALL], [LARGE], np.array([1.0]), 0.01, 1.0)
    assert area.is_empty
    assert gain == 0.0


def test_nothing_comes_of_nothing() -> None:
    area, gain = best_area("add", [NOTHING], [NOTHING], np.array([1.0]), 0.01, 1.0)
    assert area.is_empty
    assert gain == 0.0


def test_an_addition_may_reach_into_what_is_built_for_a_simpler_outline() -> None:
    # The built block covers all but a frame of what is wanted: the frame's hole costs nothing to fill.
    area, _ = best_area("add", [shapely.box(-5, -5, 15, 15)], [SMALL], np.array([1.0]), 0.01, 1.0)
    assert area.equals(shapely.box(-5, -5, 15, 15))


def test_a_radial_gain_counts_each_cell_at_its_mean_radius() -> None:
    ring = shapely.box(4, 0, 6, 3)
    weights = np.full(4, np.pi / 2)
    area, gain = best_area("add", [ring] * 4, [NOTHING] * 4, weights, 0.01, 1.0, radial=True)
    assert area.equals(ring)
    assert gain == pytest.approx(np.pi * (36 - 16) * 3)


def test_votes_tell_who_holds_a_point() -> None:
    points = np.array([[5.0, 5.0], [15.0, 5.0], [30.0, 5.0]])
    assert votes([SMALL, LARGE, NOTHING], points).tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]


def test_slivers_tails_and_slits_go_and_corners_stay() -> None:
    tail = shapely.box(10, 4, 14, 4.005)
    slit = shapely.box(5, 2, 5.004, 10)
    speck = shapely.box(30, 0, 30.008, 8)
    cleaned = without_slivers(shapely.union_all([SMALL - slit, tail, speck]), 0.02)
    assert cleaned.geom_type == "Polygon"
    assert cleaned.symmetric_difference(SMALL).area < 1e-6
    assert len(shapely.get_coordinates(cleaned)) == 5


def test_outlines_that_differ_by_noise_leave_no_ragged_edge() -> None:
    lower = shapely.Polygon([(0, 0), (10, 0.004), (20, 0), (20, 10), (0, 10)])
    upper = shapely.Polygon(
        [(0, 0.004), (5, 0), (15, 0.004), (20, 0), (20, 10), (12, 10), (12, 14), (4, 14), (4, 10), (0, 10)]
    )
    area, _ = best_area("add", [lower, upper], [NOTHING] * 2, np.array([4.0, 6.0]), 0.01, 1.0)
    assert area.geom_type == "Polygon"
    assert area.bounds == pytest.approx((0, 0, 20, 14), abs=0.01)
    assert area.area == pytest.approx(200 + 8 * 4, rel=1e-3)


def test_what_is_not_worth_drawing_is_left_out() -> None:
    crumb = shapely.box(30, 0, 30.5, 0.5)
    dented = shapely.union(LARGE, crumb).difference(shapely.box(5, 5, 5.5, 5.5))
    area, gain = best_area("add", [dented], [NOTHING], np.array([1.0]), 0.01, 1.0, least=1.0)
    assert area.equals(LARGE)
    assert gain == pytest.approx(200 - 0.25)
    every, _ = best_area("add", [dented], [NOTHING], np.array([1.0]), 0.01, 1.0)
    assert every.equals(dented)
