from __future__ import annotations

import shapely

from zero_to_cad.fit.features import Extrusion, Feature
from zero_to_cad.fit.pieces import pieces, unfilmed
from zero_to_cad.fit.subject import manifold


def solid(feature: Feature) -> object:
    return manifold(*feature.solid())


def test_a_film_between_two_cuts_holds_nothing_together() -> None:
    """A bar cut in two from above and from below, but for a rounding."""
    bar = Extrusion("add", 2, 0.0, 10.0, shapely.box(0, 0, 60, 10))
    above = Extrusion("cut", 2, 5.00001, 11.0, shapely.box(20, -1, 40, 11))
    below = Extrusion("cut", 2, -1.0, 5.0, shapely.box(20, -1, 40, 11))
    assert len(pieces(solid(bar) - solid(above) - solid(below), 6000.0)) == 1  # type: ignore[operator]
    assert [round(piece.volume()) for piece in pieces(unfilmed((bar, above, below), solid), 6000.0)] == [2000, 2000]


def test_a_thin_wall_holds() -> None:
    bar = Extrusion("add", 2, 0.0, 10.0, shapely.box(0, 0, 60, 10))
    slot = Extrusion("cut", 2, 0.05, 11.0, shapely.box(20, -1, 40, 11))
    assert len(pieces(unfilmed((bar, slot), solid), 6000.0)) == 1


def test_crumbs_are_no_pieces() -> None:
    bar = Extrusion("add", 2, 0.0, 10.0, shapely.box(0, 0, 60, 10))
    crumb = Extrusion("add", 2, 0.0, 0.001, shapely.box(70, 0, 70.01, 0.01))
    assert len(pieces(unfilmed((bar, crumb), solid), 6000.0)) == 1


def test_what_stands_on_the_floor_of_a_cut_holds() -> None:
    base = Extrusion("add", 2, 0.0, 20.0, shapely.box(0, 0, 60, 40))
    cavity = Extrusion("cut", 2, 2.0, 21.0, shapely.box(2, 2, 58, 38))
    post = Extrusion("add", 2, 2.0, 15.0, shapely.box(20, 20, 24, 24))
    made = unfilmed((base, cavity, post), solid)
    assert len(pieces(made, 48000.0)) == 1
