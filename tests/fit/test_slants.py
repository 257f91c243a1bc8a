"""Prisms and bores askew to the frame: found, built and written as such."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
from bodies import bracket, egg, mesh, part, plate, shaft
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.slants import slants
from zero_to_cad.sandbox import run
from zero_to_cad.score import score


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


ASKEW = {"ribbed": ribbed}


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


@pytest.mark.parametrize("name", ASKEW)
def test_what_leans_is_written_on_a_plane_of_its_own(name: str) -> None:
    target = part(ASKEW[name](), name)
    found = next(explain(target, 300.0))
    assert "_plane = cq.Plane(" in found.program
    assert formatted(found.program) == found.program
    made = run(found.program)
    assert made.measures.solids == 1
    assert score(made, target, "exact").iou >= 0.999
