from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import part

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.features import Extrusion, Feature, Revolution
from zero_to_cad.fit.outline import Loop, Numbers
from zero_to_cad.fit.patterns import Grid, Places, pattern
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.rounds import known_rims
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.part import Part
from zero_to_cad.program import parse
from zero_to_cad.sandbox import run

LOWER, UPPER = np.array([-10.0, -10.0, 0.0]), np.array([10.0, 10.0, 5.0])


def volume(*features: Feature) -> float:
    numbers = [Numbers(slack=1e-4, tolerance=0.03)] * 3
    place = Place(np.eye(3), np.zeros(3), LOWER, UPPER, 1.0)
    return run(write(steps(features, LOWER, UPPER, numbers), place)).measures.volume


def disc(radius: float) -> shapely.Polygon:
    return shapely.Point(0, 0).buffer(radius, quad_segs=32)


@pytest.mark.parametrize("pin", [disc(1.0), shapely.box(-1, -1, 1, 1)], ids=["round", "square"])
@pytest.mark.parametrize("bore", [disc(6.0), shapely.box(-6, -6, 6, 6)], ids=["round", "square"])
def test_an_island_in_a_hole_is_made(pin: shapely.Polygon, bore: shapely.Polygon) -> None:
    """CadQuery takes the wires of one sketch for outlines and their holes, and an island for one more hole."""
    plate = shapely.box(-10, -10, 10, 10).difference(bore).union(pin)
    floor = Extrusion("add", 2, 0.0, 1.0, shapely.box(-10, -10, 10, 10))
    made = volume(Extrusion("add", 2, 0.0, 5.0, plate), floor)
    assert made == pytest.approx(400 + 4 * plate.area, rel=5e-3)


def test_an_island_in_a_cut_stays() -> None:
    block = Extrusion("add", 2, 0.0, 5.0, shapely.box(-10, -10, 10, 10))
    moat = disc(8.0).difference(disc(4.0)).union(disc(2.0))
    made = volume(block, Extrusion("cut", 2, 1.0, 6.0, moat))
    assert made == pytest.approx(2000 - 4 * math.pi * (64 - 16 + 4), rel=5e-3)


def test_an_island_in_a_turned_profile_is_made() -> None:
    frame = shapely.box(0, 0, 9, 5).difference(shapely.box(2, 1, 8, 4))
    ring = shapely.box(4, 2, 6, 3)
    with pytest.raises(Exception, match="separate solids"):
        volume(Revolution("add", 2, (0.0, 0.0), frame.union(ring)))
    stem = Extrusion("add", 2, 0.5, 2.5, shapely.box(4.5, -0.5, 5.5, 0.5))
    made = volume(Revolution("add", 2, (0.0, 0.0), frame.union(ring)), stem)
    turned = math.pi * (81 * 5 - 3 * (64 - 4) + (36 - 16))
    assert turned < made < turned + 2


def test_points_moved_to_one_place_make_no_side() -> None:
    """Sections cut the corners of round walls: what they show near a known radius is moved there."""
    profile = shapely.Polygon([(0, 0), (5, 0), (4.99, 2), (5, 2.0), (5, 4), (0, 4)])
    numbers = [Numbers(slack=1e-4, tolerance=1e-3, circles=((0.0, 0.0, 5.0),))] * 3
    (step,) = steps([Revolution("add", 2, (0.0, 0.0), profile)], LOWER, UPPER, numbers)
    (ring,) = step.rings
    assert isinstance(ring, Loop)
    ends = [ring.start, *(segment.end for segment in ring.segments)]
    assert all(a != b for a, b in pairwise(ends))
    assert len(ends) == 6


def test_a_profile_has_its_corners_on_the_rims_of_the_faces() -> None:
    """Cones too end in circles that chords pass inside of; a circle about another axis says nothing."""
    profile = shapely.Polygon([(0, 0), (5.97, 0), (3.983, 4), (3.983, 5), (0, 5)])
    rims = ((0.0, 0.0, 6.0, 0.0), (0.0, 0.0, 4.0, 4.0), (0.0, 0.0, 4.0, 5.0), (3.0, 0.0, 5.97, 0.0))
    numbers = [Numbers(slack=1e-4, tolerance=1e-2, rims=rims)] * 3
    (step,) = steps([Revolution("add", 2, (0.0, 0.0), profile)], LOWER, UPPER, numbers)
    (ring,) = step.rings
    assert isinstance(ring, Loop)
    assert {segment.end for segment in ring.segments} == {(0, 0), (6, 0), (4, 4), (4, 5), (0, 5)}


@pytest.mark.parametrize("known", [lambda made: made, lambda made: Part.from_mesh(made.mesh())], ids=["B-rep", "mesh"])
def test_cylinders_cones_and_tori_have_rims(known: Callable[[Part], Part]) -> None:
    stem = cq.Workplane().circle(2).extrude(7)
    knob = cq.Workplane().circle(6).workplane(offset=3).circle(3).loft().union(stem).faces(">Z").edges().fillet(0.5)
    rims = known_rims(boundary(known(part(knob))).faces, np.eye(3), np.zeros(3), 2)
    assert {(0, 0, 2, 3), (0, 0, 2, 6.5), (0, 0, 1.5, 7)} <= set(rims)


def test_a_dish_ends_where_its_sphere_meets_walls_that_holes_interrupt() -> None:
    cap = cq.Workplane().circle(25).extrude(20).cut(cq.Workplane().sphere(40).translate((0, 0, 50)))
    cap = cap.cut(cq.Workplane().circle(15).extrude(30).translate((0, 0, 6)))
    holes = cq.Workplane().polarArray(20, 0, 360, 3).circle(2.95).extrude(40)
    whole = part(cap.cut(holes))
    program = next(explain(whole, 60.0)).program
    assert 40.0 in {abs(one.value) for one in parse(program).parameters}
    assert run(program).measures.volume == pytest.approx(whole.measures.volume, rel=1e-6)


def test_a_pair_is_a_row_about_zero_and_nowhere_else() -> None:
    assert pattern([(3.0, 7.5), (3.0, -7.5)], 1e-6) == Grid((3.0, 0.0), 0.0, 15.0, 1, 2)
    assert pattern([(-4.0, 1.0), (4.0, 1.0)], 1e-6) == Grid((0.0, 1.0), 8.0, 0.0, 2, 1)
    assert isinstance(pattern([(3.0, 7.5), (3.0, -7.0)], 1e-6), Places)
    assert isinstance(pattern([(3.0, 7.5), (-3.0, -7.5)], 1e-6), Places)
