from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cadquery as cq
import numpy as np
import pytest
from bodies import bracket, cup, grooved, mesh, part, pinned, plate, shaft, tilted

from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.features import Extrusion, Revolution
from zero_to_cad.fit.frame import own_frame
from zero_to_cad.fit.rounds import known_circles
from zero_to_cad.fit.search import Built, Search
from zero_to_cad.fit.subject import Subject

FOREVER = Deadline(float("inf"))
Style = Literal["carve", "build", "plain"]


def subject(body: cq.Workplane) -> Subject:
    return Subject(mesh(body), 1e-3)


def search(body: cq.Workplane, style: Style = "build", thrift: float = 1.0, most: int = 30) -> Built:
    return Search(subject(body), style, thrift).run(FOREVER, most)


# -- how a part is seen ----------------------------------------------------------------------------


def test_flat_faces_are_levels() -> None:
    found = subject(cq.Workplane().box(30, 20, 10).faces(">X").workplane().rect(8, 4).extrude(5)).levels
    assert found[0] == pytest.approx([-15, 15, 20])
    assert found[1] == pytest.approx([-10, -4, 4, 10])
    assert found[2] == pytest.approx([-5, -2, 2, 5])


def test_grid_lines_pass_through_every_level_and_rise() -> None:
    seen = subject(bracket())
    for lines, levels in zip(seen.grid, seen.levels, strict=True):
        assert np.isin(levels, lines).all()
        assert (np.diff(lines) > 0).all()


def test_an_extrusion_may_begin_at_every_level() -> None:
    seen = subject(bracket())
    for axis in range(3):
        assert np.isin(seen.levels[axis], seen.grid[axis][seen.cuts(axis)]).all()


def test_filled_cells_add_up_to_the_volume() -> None:
    for body in (plate(), cup()):
        seen = subject(body)
        assert float(seen.cell[seen.filled].sum()) == pytest.approx(seen.volume, rel=0.02)


def test_round_walls_give_their_line() -> None:
    (line, *_) = subject(shaft()).lines
    assert line.axis == 2
    assert line.centre == pytest.approx((0, 0), abs=1e-6)


def test_a_box_has_no_line_to_turn_around() -> None:
    assert subject(cq.Workplane().box(30, 20, 10)).lines == []


@pytest.mark.parametrize(("axis", "area"), [(0, 40 * 50), (1, 40 * 50), (2, np.pi * 400)])
def test_the_shadow_of_a_cup_has_no_hole(axis: int, area: float) -> None:
    body = subject(cup()).body
    lower, upper = (0.0, 50.0) if axis == 2 else (-20.0, 20.0)
    assert body.shadow(axis, lower, upper).area == pytest.approx(area, rel=2e-3)


def test_the_shadow_of_a_slab_is_of_what_lies_in_it() -> None:
    body = subject(cup()).body
    assert body.shadow(2, 10.0, 50.0).area == pytest.approx(np.pi * (400 - 289), rel=1e-2)
    assert body.shadow(0, 0.0, 20.0).bounds == pytest.approx((-20, 0, 20, 50), abs=0.01)


def test_the_circles_of_the_b_rep_are_known_along_their_axis() -> None:
    made = part(bracket())
    assert known_circles(boundary(made).faces, np.eye(3), np.zeros(3), 0) == ((-15.0, 24.0, 4.5),)
    assert known_circles(boundary(made).faces, np.eye(3), np.zeros(3), 1) == ()


def test_the_circles_of_a_turned_part_are_known_in_its_frame() -> None:
    made = part(tilted())
    seen = made.mesh(1e-3, 0.1)
    frame = own_frame(seen.vertices, seen.triangles)
    (found,) = known_circles(boundary(made).faces, frame, np.zeros(3), 0)
    assert found == pytest.approx((-15.0, 24.0, 4.5), abs=1e-6)


# -- what is found ---------------------------------------------------------------------------------


def test_a_plate_is_one_extrusion() -> None:
    found = search(plate())
    (only,) = found.features
    assert isinstance(only, Extrusion)
    assert (only.operation, only.axis) == ("add", 2)
    assert (only.lower, only.upper) == pytest.approx((-5, 5))
    assert found.iou > 1 - 1e-4
    assert found.pieces == 1


@pytest.mark.parametrize("body", [shaft, grooved])
def test_what_is_round_is_one_revolution(body: Callable[[], cq.Workplane]) -> None:
    (only,) = search(body()).features
    assert isinstance(only, Revolution)
    assert only.axis == 2


def test_a_cut_leaves_the_part_on_both_sides() -> None:
    base, hole = search(bracket()).features
    assert isinstance(base, Extrusion)
    assert isinstance(hole, Extrusion)
    assert (base.operation, base.axis, hole.operation, hole.axis) == ("add", 1, "cut", 0)
    assert hole.lower < 0
    assert hole.upper > 8


def test_the_plain_style_turns_nothing() -> None:
    for body in (shaft(), grooved()):
        found = search(body, "plain")
        assert all(isinstance(feature, Extrusion) for feature in found.features)
        assert found.iou > 1 - 5e-3


@pytest.mark.parametrize("style", ["build", "carve", "plain"])
def test_every_style_explains_a_bracket(style: Style) -> None:
    found = search(bracket(), style)
    assert found.iou > 1 - 1e-3
    assert found.pieces == 1


def test_a_pin_too_small_to_count_is_built_where_it_sets_the_size() -> None:
    found = search(pinned())
    upper = [feature.upper for feature in found.features if isinstance(feature, Extrusion) and feature.axis == 2]
    assert max(upper) == pytest.approx(17)


def test_a_pit_too_small_to_count_is_left_out() -> None:
    body = cq.Workplane().box(80, 60, 5).faces(">Z").workplane().center(20, 10).hole(0.8, 1)
    assert len(search(body).features) == 1


def test_thrift_asks_for_fewer_features() -> None:
    body = plate().faces(">Z").workplane().center(0, 0).circle(4).extrude(1).faces("<X").workplane().hole(2, 8)
    assert len(search(body, "plain", 50.0).features) < len(search(body, "plain").features)


def test_no_more_features_than_asked_for() -> None:
    assert len(search(bracket(), most=1).features) == 1


def test_one_feature_is_found_however_late_it_is() -> None:
    found = Search(subject(bracket()), "build").run(Deadline(0.0), 30)
    assert len(found.features) == 1
    assert found.iou > 0.9


def test_the_price_counts_what_is_wrong_and_what_it_takes() -> None:
    fine, rough = search(bracket()), search(bracket(), most=1)
    assert fine.iou > rough.iou
    assert fine.cost < rough.cost
    assert fine.cost > 1 - fine.iou


# -- beginning otherwise ---------------------------------------------------------------------------


@pytest.mark.parametrize("axis", range(3))
def test_the_first_feature_lies_along_the_axis_asked_for(axis: int) -> None:
    found = Search(subject(bracket()), "build", first=axis).run(FOREVER, 30)
    assert isinstance(found.features[0], Extrusion)
    assert found.features[0].axis == axis


def test_a_search_that_is_dearer_than_its_rival_ends() -> None:
    seen = subject(bracket())
    whole = Search(seen, "build", first=0).run(FOREVER, 30)
    assert len(whole.features) > 1
    rival = Built((), 1.0, 1, 1e-9, effort=whole.effort)
    assert len(Search(seen, "build", first=0).run(FOREVER, 30, rival).features) == 1
    assert Search(seen, "build", first=0).run(FOREVER, 30, whole) == whole


def arched() -> cq.Workplane:
    """A block of 50 x 17 x 50 of which a cylinder takes a side away, hollowed from the other side."""
    block = cq.Workplane().box(50, 17, 50).cut(cq.Workplane().center(0, 58).circle(55).extrude(60, both=True))
    return block.cut(cq.Workplane("XZ").workplane(offset=-2).rect(41, 41).extrude(20))


def test_stock_is_as_long_as_the_part() -> None:
    made = subject(arched())
    first = Search(made, "carve", first=2, stock=True).run(FOREVER, 1).features[0]
    assert isinstance(first, Extrusion)
    assert (first.operation, first.axis) == ("add", 2)
    assert (first.lower, first.upper) == pytest.approx((-25, 25))


def test_of_a_stock_little_has_to_be_cut() -> None:
    made = subject(arched())
    sawn = Search(made, "carve", first=2, stock=True).run(FOREVER, 30)
    assert sawn.iou > 0.999
    assert len(sawn.features) == 2


def test_arcs_of_known_circles_cost_one_side_each() -> None:
    faces = boundary(part(arched())).faces
    circles = [known_circles(faces, np.eye(3), np.zeros(3), axis) for axis in range(3)]
    told = Subject(mesh(arched()), 1e-3, circles=circles)
    searched = Search(told, "carve", first=2, stock=True)
    searched.run(FOREVER, 1)
    assert searched.sides <= 6


def test_corners_that_the_part_does_not_have_are_counted_and_cost_more() -> None:
    # Along y a section through the middle of the round end says where a block should end: nowhere in particular.
    bar = cq.Workplane().rect(60, 20).extrude(20).edges(">X and >Y").fillet(19)
    made = bar.cut(cq.Workplane("XZ").workplane(offset=-20).center(-20, 10).rect(30, 8).extrude(40))
    told = Subject(mesh(made), 1e-3, corners=boundary(part(made)).corners)
    across, along = (Search(told, "build", first=axis).run(FOREVER, 30) for axis in (1, 2))
    assert across.invented > 0
    assert along.invented == 0
    assert along.cost < across.cost
    untold = Search(subject(made), "build", first=2).run(FOREVER, 30)
    assert untold.invented > along.invented


def test_a_ring_that_few_points_call_free_is_looked_at_twice() -> None:
    # Two pockets far apart: rings around the one's line reach the other between what stands in their way.
    plate = cq.Workplane().box(120, 20, 10).edges("|Z").fillet(9.9)
    for side in (-1, 1):
        slot = cq.Workplane("XY").workplane(offset=-3).center(side * 50, 0).rect(24, 30).extrude(6)
        plate = plate.cut(slot).cut(cq.Workplane("XY").center(side * 50, 0).circle(2.6).extrude(30, both=True))
    found = Search(subject(plate), "carve", first=2, stock=True).run(FOREVER, 30)
    assert not any(isinstance(feature, Revolution) for feature in found.features)
    assert found.iou > 0.999


def test_a_search_goes_on_from_what_another_found() -> None:
    made = subject(plate().cut(cq.Workplane().workplane(offset=3).center(20, 0).rect(3, 3).extrude(10)))
    first = Search(made, "carve").run(FOREVER, 1)
    more = Search(made, "build")
    more.resume(first)
    found = more.run(FOREVER, 30)
    assert found.features[:1] == first.features
    assert found.iou > max(first.iou, 0.999)
    assert found.sides > first.sides
