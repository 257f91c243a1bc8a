"""Bars between pieces that do not touch."""

from __future__ import annotations

import pytest
import shapely

from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.tying import bars, body_of


def block(x: float, size: float, low: float = 0.0) -> Extrusion:
    area = shapely.MultiPolygon([shapely.box(x, 0.0, x + size, size)])
    return Extrusion("add", 2, low, low + size, area)


def test_pieces_apart_become_one() -> None:
    features = [block(0.0, 20.0), block(24.0, 10.0), block(2.0, 8.0, 23.0)]
    apart = body_of(features)
    assert len(apart.decompose()) == 3
    ties = bars(apart, 1.0)
    assert len(ties) == 2
    assert {tie.axis for tie in ties} == {0, 2}
    whole = body_of([*features, *ties])
    assert len(whole.decompose()) == 1
    assert whole.volume() - apart.volume() < 0.01 * apart.volume()


def test_what_is_one_stays_as_it_is() -> None:
    assert bars(body_of([block(0.0, 20.0), block(20.0, 10.0)]), 1.0) == []


def test_specks_are_not_tied() -> None:
    assert bars(body_of([block(0.0, 20.0), block(30.0, 2.0)]), 1.0) == []


def test_a_cut_takes_away() -> None:
    whole = Extrusion("cut", 2, -1.0, 30.0, shapely.MultiPolygon([shapely.box(5.0, -1.0, 8.0, 30.0)]))
    body = body_of([block(0.0, 20.0), whole])
    assert body.volume() == pytest.approx(20 * 20 * 17)
    assert len(bars(body, 1.0)) == 1
