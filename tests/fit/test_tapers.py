"""Drafted walls whose corners are round, sharp or both, convex and inwards, come back as tapers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import cadquery as cq
import pytest
from bodies import part
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.part import Part
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

SECONDS = 300.0
ELL = [(0, 0), (60, 0), (60, 20), (22, 20), (22, 50), (0, 50)]
TEE = [(-30, 0), (30, 0), (30, 10), (8, 10), (8, 40), (-8, 40), (-8, 10), (-30, 10)]


def rounded(width: float, length: float, radius: float) -> cq.Sketch:
    return cq.Sketch().rect(width, length).vertices().fillet(radius)


def ell(radius: float) -> cq.Sketch:
    """An L of which all corners are round."""
    return cq.Sketch().polygon([*ELL, ELL[0]]).vertices().fillet(radius)


def inward(radius: float) -> cq.Sketch:
    """An L of which only the corner inwards is round."""
    corner = cq.selectors.NearestToPointSelector((22, 20, 0))
    return cq.Sketch().polygon([*ELL, ELL[0]]).vertices(corner).fillet(radius)


def block() -> cq.Workplane:
    return cq.Workplane().box(90, 70, 30, (True, True, False))


def plate() -> cq.Workplane:
    return cq.Workplane().box(90, 70, 6, (True, True, False)).translate((0, 0, -6))


def tray() -> cq.Workplane:
    """Walls that lean outwards, and the cavity's as well, but from higher up."""
    outside = cq.Workplane().placeSketch(rounded(80, 60, 10)).extrude(25, taper=-4)
    return outside.cut(cq.Workplane().workplane(offset=3).placeSketch(rounded(74, 54, 7)).extrude(22, taper=-4))


def pocket(outline: cq.Sketch, x: float = 0, y: float = 0) -> cq.Workplane:
    return block().cut(cq.Workplane().workplane(offset=30).center(x, y).placeSketch(outline).extrude(-22, taper=4))


# How many tapers the program of each has, and dimensions that it names.
PARTS: dict[str, tuple[Callable[[], cq.Workplane], int, set[str]]] = {
    "rounded": (lambda: cq.Workplane().placeSketch(rounded(60, 40, 6)).extrude(20, taper=3), 1, {"_angle = 3.0"}),
    "slot": (lambda: cq.Workplane().slot2D(50, 20).extrude(15, taper=6), 1, {"_angle = 6.0"}),
    "inward": (lambda: cq.Workplane().placeSketch(inward(6)).extrude(15, taper=3), 1, {"_angle = 3.0"}),
    "all round": (lambda: cq.Workplane("XZ").placeSketch(ell(5)).extrude(15, taper=3), 1, {"_angle = 3.0"}),
    "sharp": (lambda: cq.Workplane().polyline(ELL).close().extrude(15, taper=3), 1, {"_angle = 3.0"}),
    "widening": (lambda: cq.Workplane().polyline(TEE).close().extrude(12, taper=-4), 1, {"_angle = -4.0"}),
    "pocket": (lambda: pocket(rounded(60, 40, 8)), 1, {"_angle = 4.0", "_depth = 22.0"}),
    "pocket inward": (lambda: pocket(ell(6), -30, -25), 1, {"_angle = 4.0", "_depth = 22.0"}),
    "boss": (lambda: plate().union(cq.Workplane().placeSketch(rounded(40, 30, 5)).extrude(18, taper=5)), 1, {"= 5.0"}),
    "hexagon": (lambda: cq.Workplane().polygon(6, 40).extrude(18, taper=7), 1, {"_angle = 7.0"}),
    "tray": (tray, 2, {"_angle = 4.0"}),
}


@pytest.mark.parametrize("name", PARTS)
def test_walls_that_lean_evenly_are_tapers(name: str) -> None:
    body, count, dimensions = PARTS[name]
    target = part(body(), name)
    first = next(explain(target, SECONDS))
    assert first.program.count("taper=") == count
    assert {wanted for wanted in dimensions if wanted not in first.program} == set()
    assert formatted(first.program) == first.program
    assert score(run(first.program), target, "exact").iou > 0.9999


@pytest.mark.parametrize("name", ["rounded", "inward", "sharp", "widening", "pocket"])
def test_a_mesh_tells_of_tapers_too(name: str) -> None:
    body, count, _ = PARTS[name]
    target = part(body(), name)
    first = next(explain(Part.from_mesh(target.mesh(1e-3, 0.2), name), SECONDS))
    assert first.program.count("taper=") == count
    assert score(run(first.program), target, "exact").iou > 0.998


def test_where_the_kernel_makes_no_taper_a_loft_comes_later() -> None:
    """Arcs written to six digits are not quite tangent to walls along no axis."""
    sketch = cq.Sketch().regularPolygon(20, 6).vertices().fillet(4)
    target = part(cq.Workplane().placeSketch(sketch).extrude(18, taper=7))
    first, *others = islice(explain(target, SECONDS), 3)
    assert "taper=" in first.program
    (later,) = [found.program for found in others if ".loft(" in found.program]
    assert "taper=" not in later
    assert score(run(later), target, "exact").iou > 0.9999
