"""Profiles of revolutions from what was seen."""

from __future__ import annotations

from functools import cache

import cadquery as cq
import numpy as np
import pytest
import shapely

from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.features import Revolution
from zero_to_cad.fit.seen import explain_views
from zero_to_cad.fit.stacking import built, stacked
from zero_to_cad.fit.turning import about, on_lines, profiles, turned_cells, turns
from zero_to_cad.part import Part
from zero_to_cad.see import Seen, see
from zero_to_cad.views import Views, render

PROFILE = [(0, 0), (20, 0), (20, 20), (8, 40), (0, 40)]


@cache
def pictures() -> Views:
    return render(Part.from_shape(cq.Workplane("XZ").polyline(PROFILE).close().revolve().val()))


@cache
def nose() -> Seen:
    return see(pictures())


def test_the_line_of_a_turned_part_and_its_slopes_are_known() -> None:
    turn = turns(nose())[0]
    assert turn.axis == 2
    assert turn.centre == pytest.approx((0, 0), abs=1)
    assert any(across == pytest.approx(20 / np.hypot(20, 12), abs=0.05) for across, _, _ in turn.slopes)


def test_a_turned_part_is_one_revolution_with_a_slope() -> None:
    found = stacked(nose(), 1.0, Deadline(60), (), turns(nose()))
    assert len(found.features) == 1
    (body,) = found.features
    assert isinstance(body, Revolution)
    assert found.iou > 0.96
    scale = pictures().scale
    assert scale is not None
    corners = shapely.get_coordinates(shapely.get_parts(body.area)[0].exterior)[:-1] * scale + (0, 20)
    for corner in PROFILE:
        assert np.hypot(*(corners - corner).T).min() < 2 * scale
    assert len(corners) <= 7


def test_a_revolution_fills_the_cells_that_are_built() -> None:
    body = Revolution("add", 2, (0.0, 0.0), shapely.box(10.0, -20.0, 40.0, 20.0))
    filled = built(nose(), [body])
    assert np.array_equal(filled, turned_cells(nose(), body))
    x, y, z = ((line[1:] + line[:-1]) / 2 for line in nose().lines)
    away = np.hypot(x[:, None], y[None, :])
    wanted = ((away > 10) & (away < 40))[:, :, None] & (np.abs(z) < 20)
    assert (filled != wanted).mean() < 0.02


def test_a_cavity_closed_all_around_is_not_believed() -> None:
    turn = turns(nose())[0]
    balance = about(turn, np.where(nose().filled, 1.0, -1.0))
    balance[10:18, 20:34] *= -1
    (found,) = profiles(nose(), turn, "add", balance, np.abs(balance), (0.5,))
    (part,) = shapely.get_parts(found.area)
    assert part.area > 9000
    assert not part.interiors


def test_sides_are_brought_onto_known_lines() -> None:
    rough = shapely.Polygon([(0.2, 0), (10.3, 0.2), (9.8, 9.7), (5.2, 15.1), (0, 14.9)])
    slope = np.array([1, 1]) / np.sqrt(2)
    lines = np.array([(1, 0, 0), (0, 1, 0), (1, 0, 10), (*slope, 20 / np.sqrt(2)), (0, 1, 15)], np.float64)
    exact = on_lines(shapely.MultiPolygon([rough]), lines, 1.0)
    wanted = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 15), (0, 15)])
    assert shapely.symmetric_difference(exact, wanted).area < 1e-9


def test_the_program_of_a_turned_part_turns_it() -> None:
    first = next(iter(explain_views(pictures(), 30.0)))
    assert ".revolve()" in first.program
    assert first.program.count("union") == 0
