from __future__ import annotations

import manifold3d
import pytest
import shapely

from zero_to_cad.fit.features import Extrusion, Feature
from zero_to_cad.fit.retracted import retracted
from zero_to_cad.fit.subject import manifold

PLANES = ((-10.0, 10.0, 14.0), (-10.0, -2.0, 2.0, 10.0), (0.0, 5.0, 8.0))
BODY = Extrusion("add", 2, 0.0, 5.0, shapely.box(-10, -10, 10, 10))


def volume(features: tuple[Feature, ...]) -> float:
    made = manifold3d.Manifold()
    for feature in features:
        made += manifold(*feature.solid())
    return float(made.volume())


def drawn(feature: Extrusion) -> Extrusion:
    made = retracted((BODY, feature), PLANES, 0.2, 24.0)
    assert volume(made) == pytest.approx(volume((BODY, feature)))
    assert isinstance(made[1], Extrusion)
    return made[1]


def test_a_boss_begins_where_it_comes_out() -> None:
    boss = drawn(Extrusion("add", 2, 2.0, 8.0, shapely.Point(0, 0).buffer(3)))
    assert (boss.lower, boss.upper) == (5.0, 8.0)


def test_a_wall_that_was_moved_in_is_moved_back() -> None:
    ear = drawn(Extrusion("add", 2, 0.0, 5.0, shapely.box(9.8, -2, 14, 2)))
    assert ear.area.bounds == (10.0, -2.0, 14.0, 2.0)


def test_what_no_flat_face_begins_stays() -> None:
    """A pin out of a round wall begins inside of it: at the plane beside it there would be a gap."""
    round_body = Extrusion("add", 2, 0.0, 5.0, shapely.Point(0, 0).buffer(10.05, quad_segs=64))
    pin = Extrusion("add", 2, 0.0, 5.0, shapely.box(9.8, -2, 14, 2))
    made = retracted((round_body, pin), PLANES, 0.2, 24.0)
    assert made[1].area.bounds[0] == pytest.approx(9.8)


def test_cuts_stay_as_they_are() -> None:
    cut = Extrusion("cut", 2, 2.0, 5.2, shapely.box(9.8, -2, 14, 2))
    assert retracted((BODY, cut), PLANES, 0.2, 24.0)[1] == cut
