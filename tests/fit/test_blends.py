"""Fillets and chamfers told from a B-rep, taken away, and put back by the program."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import cadquery as cq
import numpy as np
import pytest
from bodies import part
from ruff_format import formatted

from zero_to_cad.fit import aside, explain
from zero_to_cad.fit.aside import last_of
from zero_to_cad.fit.picking import Pick, cover, select, selections
from zero_to_cad.fit.sharpen import _defeatured, _filled, _sharp_edges, without_blends
from zero_to_cad.fit.strips import outermost, strips
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

FRAME, ORIGIN, SECONDS = np.eye(3), np.zeros(3), 300.0


def rounded_box() -> cq.Workplane:
    return cq.Workplane().box(40, 30, 10).edges("|Z").fillet(4)


def softened_box() -> cq.Workplane:
    """Rounded upright edges, and a smaller round all along the top that stands on them."""
    return rounded_box().faces(">Z").edges().fillet(1)


def chamfered_plate() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 8).faces(">Z").edges().chamfer(1.5)


def angle() -> cq.Workplane:
    """An L with a fillet in its inner corner and a larger one around the outer."""
    legs = cq.Workplane("XZ").polyline([(0, 0), (40, 0), (40, 6), (6, 6), (6, 30), (0, 30)]).close().extrude(20)
    inner = legs.edges(cq.selectors.NearestToPointSelector((6, -10, 6))).fillet(3)
    return inner.edges(cq.selectors.NearestToPointSelector((0, -10, 0))).fillet(5)


def shaft() -> cq.Workplane:
    """Both ends chamfered, and a round in the inner corner between."""
    body = cq.Workplane().circle(10).extrude(30).faces(">Z").workplane().circle(6).extrude(25)
    body = body.faces("%CYLINDER").faces(">Z").edges("<Z").fillet(2)
    return body.faces(">Z").edges().chamfer(1).faces("<Z").edges().chamfer(1.5)


def ball_corner() -> cq.Workplane:
    return cq.Workplane().box(30, 20, 10).edges().fillet(2)


MADE: dict[str, tuple[Callable[[], cq.Workplane], float, list[tuple[str, tuple[float, ...], bool]]]] = {
    "rounded box": (rounded_box, 12000.0, [("fillet", (4.0,), True)]),
    "softened box": (softened_box, 12000.0, [("fillet", (4.0,), True), ("fillet", (1.0,), True)]),
    "chamfered plate": (chamfered_plate, 19200.0, [("chamfer", (1.5,), True)]),
    "angle": (angle, 20 * (40 * 6 + 24 * 6), [("fillet", (5.0,), True), ("fillet", (3.0,), False)]),
    "shaft": (
        shaft,
        np.pi * (100 * 30 + 36 * 25),
        [("fillet", (2.0,), False), ("chamfer", (1.5,), True), ("chamfer", (1.0,), True)],
    ),
    "ball corner": (ball_corner, 6000.0, [("fillet", (2.0,), True)]),
}


@pytest.mark.parametrize("name", MADE)
def test_blends_are_taken_away_and_told(name: str) -> None:
    make, volume, wanted = MADE[name]
    sharp, blends = without_blends(part(make()), FRAME, ORIGIN, SECONDS)
    assert sharp.measures.volume == pytest.approx(volume, rel=1e-9)
    assert [(blend.kind, blend.sizes, blend.convex) for blend in blends] == wanted


@pytest.mark.parametrize("name", MADE)
def test_the_program_blends_last_and_makes_the_part(name: str) -> None:
    make, _, wanted = MADE[name]
    target = part(make())
    first = next(explain(target, SECONDS))
    assert formatted(first.program) == first.program
    assert first.program.count(".fillet(") + first.program.count(".chamfer(") == len(wanted)
    made = run(first.program)
    assert score(made, target, "exact").iou > 0.9995
    assert made.measures.volume == pytest.approx(target.measures.volume, rel=1e-5)


@pytest.mark.parametrize(
    "body",
    [
        cq.Workplane().slot2D(40, 12).extrude(5),
        cq.Workplane().box(20, 20, 5).faces(">Z").workplane().circle(6).extrude(10),
        cq.Workplane().polygon(6, 20).extrude(8),
        cq.Workplane().circle(10).workplane(offset=20).circle(6).loft(),
        cq.Workplane().box(30, 30, 3, (True, True, False)).cut(cq.Workplane().slot2D(20, 6).extrude(3)),
    ],
    ids=["full round", "boss", "hexagon", "taper", "slot"],
)
def test_what_no_blend_leaves_is_no_strip(body: cq.Workplane) -> None:
    assert strips(body.val(), 40.0) == ()


def test_a_turned_part_is_blended_in_its_own_axes() -> None:
    turned = rounded_box().rotate((0, 0, 0), (1, 2, 3), 33)
    first = next(explain(part(turned), SECONDS))
    assert '.edges("|Z").fillet(edge_fillet_radius)' in first.program


def test_a_selection_picks_the_meant_edges_alone() -> None:
    body = cq.Workplane().box(40, 30, 10).faces(">Z").workplane().rect(10, 8).cutThruAll()
    for wanted in (
        body.edges("|Z"),
        body.edges("|Z and >X"),
        body.edges(cq.selectors.BoxSelector((-6,) * 3, (6,) * 3)),
    ):
        found = list(selections(body.val(), wanted.vals()))
        assert found
        for selection, _ in found:
            assert set(select(body.val(), selection)) == set(wanted.vals())


def test_the_simplest_selection_comes_first() -> None:
    body = cq.Workplane().box(40, 30, 10)
    assert next(selections(body.val(), body.edges("|Z").vals()))[0] == (Pick("edges", "|Z"),)
    assert next(selections(body.val(), body.faces(">Z").edges().vals()))[0] == (
        Pick("faces", ">Z"),
        Pick("edges", ""),
    )


def test_selections_that_pick_the_same_edges_are_known() -> None:
    body = rounded_box()
    picks: dict[bytes, set[object]] = {}
    found = list(selections(body.val(), body.faces(">Z").edges().vals()))
    for selection, picked in found:
        edges = set(select(body.val(), selection))
        assert picks.setdefault(picked, edges) == edges
    assert 1 < len(picks) < len(found)


def test_edges_that_no_one_selection_picks_are_covered_by_several() -> None:
    body = cq.Workplane().box(40, 30, 10).faces(">Z").workplane().rect(10, 8).cutThruAll()
    wanted = [*body.edges("|Z and >X and >Y").vals(), *body.edges(cq.selectors.BoxSelector((-6,) * 3, (6,) * 3)).vals()]
    found = cover(body.val(), wanted, 3)
    picked = [edge for selection in found for edge in select(body.val(), selection)]
    assert len(found) > 1
    assert set(picked) == set(wanted)
    assert cover(body.val(), wanted, 1) == ()


@pytest.mark.parametrize("name", [name for name in MADE if name != "ball corner"])
def test_a_wedge_fills_what_the_kernel_would(name: str) -> None:
    body = part(MADE[name][0]()).shape
    for strip in outermost(strips(body, 40.0)):
        group = [other for other in outermost(strips(body, 40.0)) if other.alike(strip)]
        filled, defeatured = _filled(body, group), _defeatured(body, group)
        assert filled.Volume() == pytest.approx(defeatured.Volume(), rel=1e-6)
        assert len(filled.Faces()) == len(defeatured.Faces())


def test_the_rim_of_a_pocket_in_a_strip_is_no_edge_to_blend() -> None:
    outline = cq.Workplane().moveTo(18.5, 0).hLineTo(0).vLineTo(41.5).radiusArc((18.5, 60), 18.5).close()
    rounded = outline.extrude(15).faces(">Z").edges("not(<Y or >X)").fillet(2)
    # As far from the middle of the strip as the edge that the strip stands for.
    body = rounded.faces(">Z").workplane(origin=(0, 0, 0)).center(4.1, 20.75).rect(6, 3.35).cutBlind(-4).val()
    group = outermost(strips(body, 60.0))
    sharp = _defeatured(body, group)
    assert sharp is not None
    edges = _sharp_edges(sharp, body, group)
    assert sorted(edge.Length() for edge in edges) == pytest.approx([18.5 * np.pi / 2, 41.5])


def counting() -> Iterator[int]:
    yield 1
    yield 2
    time.sleep(SECONDS)
    yield 3


def crashing() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def spinning() -> Iterator[int]:
    yield 1
    while True:
        pass


def test_work_aside_has_so_much_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "BUSY", 1000.0)
    assert last_of(spinning, 0.2) == 1


def test_work_aside_is_given_up_in_time_and_may_crash() -> None:
    assert last_of(counting, 0.5) == 2
    assert last_of(crashing, SECONDS) == 1
    assert last_of(lambda: iter(()), SECONDS) is None
