"""Prisms and bores askew to the frame: found, built and written as such."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import bracket, egg, mesh, part, plate, shaft
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.search import Search
from zero_to_cad.fit.slants import slants
from zero_to_cad.fit.subject import Subject, manifold
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

FOREVER = Deadline(float("inf"))


def bored() -> cq.Workplane:
    """A block of 40 x 30 x 20 with a bore of 6 that leans by 30 degrees, and a blind one of 5 that leans by 40."""
    through = cq.Workplane(cq.Plane((0, 0, 0), (1, 0, 0), (0, 0.5, 0.75**0.5))).circle(3).extrude(60, both=True)
    lean = np.radians(40)
    blind = cq.Workplane(cq.Plane((12, 0, 0), (0, 1, 0), (np.sin(lean), 0, np.cos(lean)))).circle(2.5).extrude(40)
    return cq.Workplane().box(40, 30, 20).cut(through).cut(blind)


def ribbed() -> cq.Workplane:
    """A hub on a round flange with three ribs 120 degrees apart."""
    hub = cq.Workplane().circle(40).extrude(8).faces(">Z").workplane().circle(12).extrude(40)
    rib = cq.Workplane("XZ").polyline([(5, 4), (36, 4), (36, 8), (11, 40), (5, 40)]).close().extrude(3, both=True)
    for angle in (0, 120, 240):
        hub = hub.union(rib.rotate((0, 0, 0), (0, 0, 1), angle))
    return hub


def buttressed() -> cq.Workplane:
    """A plate with a post, and a wall along no axis through it that gets narrower upwards."""
    wall = cq.Workplane("XZ").polyline([(-30, 0), (30, 0), (0, 35)]).close().extrude(4, both=True)
    plate = cq.Workplane().box(90, 70, 6, (True, True, False)).translate((0, 0, -6))
    return plate.union(wall.rotate((0, 0, 0), (0, 0, 1), 30)).union(cq.Workplane().circle(12).extrude(40))


def braced() -> cq.Workplane:
    """A plate and a wall, and between them a plate that leans by 45 degrees, with a round end."""
    plate = cq.Workplane().box(70, 60, 10, (False, True, False)).translate((-70, 0, 0))
    wall = cq.Workplane().box(10, 60, 50, (False, True, False)).translate((-10, 0, 0))
    lean = cq.Plane((0, 0, 0), (0, 1, 0), (1, 0, 1))
    brace = cq.Workplane(lean).center(0, -20).rect(60, 50).extrude(6)
    return plate.union(wall).union(brace.union(cq.Workplane(lean).center(0, -45).circle(30).extrude(6)))


@pytest.mark.parametrize("body", [plate, bracket, shaft, egg])
def test_what_lies_along_the_frame_has_no_slants(body: Callable[[], cq.Workplane]) -> None:
    assert slants(mesh(body()), boundary(part(body())).faces, np.eye(3)) == ()


def test_slants_are_the_exact_directions_of_bores() -> None:
    found = slants(mesh(bored()), boundary(part(bored())).faces, np.eye(3))
    lean = np.radians(40)
    for wanted in ((0, 0.5, 0.75**0.5), (np.sin(lean), 0, np.cos(lean))):
        assert any(turn[2] == pytest.approx(wanted, abs=1e-9) for turn in found)
    for turn in found:
        assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1)


def test_ribs_askew_to_the_frame_are_prisms() -> None:
    made = mesh(ribbed())
    turns = slants(made, boundary(part(ribbed())).faces, np.eye(3))
    assert sorted(abs(turn[2] @ (np.sqrt(0.75), 0.5, 0)) for turn in turns) == pytest.approx([0.5, 1])
    found = Search(Subject(made, 1e-3, turns), "lean").run(FOREVER, 30)
    ribs = [feature for feature in found.features if isinstance(feature, Extrusion) and feature.turn is not None]
    assert [(rib.lower, rib.upper) for rib in ribs] == [pytest.approx((-3, 3), abs=1e-6)] * 2
    assert found.iou > 0.998


def test_what_leans_is_written_on_a_plane_of_its_own() -> None:
    lean = np.array([[0.0, 1, 0], [-0.8, 0, 0.6], [0.6, 0, 0.8]])
    block = Extrusion("add", 2, 0.0, 10.0, shapely.box(-20, -20, 20, 20))
    bore = Extrusion("cut", 2, -20.0, 30.0, shapely.Point(1, 2).buffer(3, quad_segs=32), lean)
    post = Extrusion("add", 2, 8.0, 20.0, shapely.box(-4, -14, 4, -6), lean)
    lower, upper = np.array([-20.0, -20, 0]), np.array([20.0, 20, 10])
    numbers = Numbers(slack=1e-4, tolerance=0.03)
    made = steps((block, bore, post), lower, upper, [numbers] * 3, [(lean, numbers)])
    program = write(made, Place(np.eye(3), np.zeros(3), lower, upper, 1.0))
    assert program.count("_plane = cq.Plane(") == 2
    assert formatted(program) == program
    meant = manifold(*block.solid()) - manifold(*bore.solid()) + manifold(*post.solid())
    assert run(program).measures.volume == pytest.approx(meant.volume(), rel=1e-3)


@pytest.mark.parametrize(("body", "most"), [(buttressed, 3), (braced, 5)])
def test_what_leans_stands_on_what_does_not(body: Callable[[], cq.Workplane], most: int) -> None:
    target = part(body())
    first = next(explain(target, 300.0))
    assert "_plane = cq.Plane(" in first.program
    assert first.program.count(".extrude(") <= most
    assert score(run(first.program), target, "exact").iou > 0.999
