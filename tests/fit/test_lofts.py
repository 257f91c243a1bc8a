"""Tapers, lofts and twists: found in a part's sections, taken by the search, and written as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import FloatArray, bracket, drafted, egg, frustum, helical, mesh, moulded, nozzle, part, plate, shaft
from hypothesis import given, settings
from hypothesis import strategies as st
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.features import Loft
from zero_to_cad.fit.lofts import lofts
from zero_to_cad.fit.subject import Subject, manifold
from zero_to_cad.part import Part
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

SECONDS = 300.0

# What the program of each says, as calls and as dimensions.
PARTS: dict[str, tuple[Callable[[], cq.Workplane], str, set[str]]] = {
    "drafted": (drafted, ".extrude(", {"_angle = 5.0", "_height = 20.0", "_width = 40.0", "_length = 30.0"}),
    "frustum": (frustum, "taper=", {"_angle = 12.0", "_height = 12.0", "_diameter = 30.0"}),
    "moulded": (moulded, "taper=", {"_angle = 8.0", "_depth = 12.0", "_width = 40.0", "_length = 30.0"}),
    "nozzle": (nozzle, ".loft(ruled=True)", {"_height = 25.0", "_end_width = 24.0", "_end_length = 12.0"}),
    "helical": (helical, ".twistExtrude(", {"_twist = 25.0", "bore_diameter = 8.0"}),
}


def found(made: Part) -> tuple[Loft, ...]:
    seen = made.mesh(1e-3, 0.1)
    subject = Subject(seen, 1e-3)
    return lofts(seen, subject.body, subject.levels, boundary(made).corners, subject.resolution)


@pytest.mark.parametrize("body", [plate, bracket, shaft, egg])
def test_what_is_straight_turned_or_of_free_form_has_none(body: Callable[[], cq.Workplane]) -> None:
    assert found(part(body())) == ()


def test_a_drafted_block_is_one_taper() -> None:
    (only,) = found(part(drafted()))
    assert (only.operation, only.axis) == ("add", 2)
    assert (only.lower, only.upper) == pytest.approx((0, 20))
    assert only.draft == pytest.approx(-20 * np.tan(np.radians(5)), abs=1e-5)
    assert only.area.area == pytest.approx(1200, rel=1e-6)


def test_the_taper_of_a_pocket_is_cut() -> None:
    (only,) = found(part(moulded()))
    assert only.operation == "cut"
    assert (only.lower, only.upper) == pytest.approx((-2, 10))
    assert only.draft == pytest.approx(12 * np.tan(np.radians(8)), abs=1e-5)


def test_a_loft_has_no_draft_and_no_twist() -> None:
    first = found(part(nozzle()))[0]
    assert (first.operation, first.axis, first.draft, first.twist) == ("add", 2, 0.0, 0.0)
    assert first.area.area == pytest.approx(100 * np.pi, rel=2e-3)


@pytest.mark.parametrize("angle", [-70, 25, 110])
def test_teeth_that_turn_by_more_than_their_pitch_are_told_too(angle: float) -> None:
    points = [
        (r * np.cos(np.pi * k / 6), r * np.sin(np.pi * k / 6)) for n in range(12) for k, r in ((n, 15), (n + 0.4, 18))
    ]
    (first, *_) = found(part(cq.Workplane().polyline(points).close().twistExtrude(20, angle)))
    assert first.twist == pytest.approx(angle, abs=0.1)


def test_pyramids_at_the_ends_of_pins_are_one_feature() -> None:
    at = [(-8, 0), (0, 0), (8, 0)]
    pins = cq.Workplane().box(30, 10, 5).union(cq.Workplane().pushPoints(at).rect(2, 2).extrude(-10))
    tips = cq.Workplane().workplane(offset=-10).pushPoints(at).rect(2, 2).extrude(-1.5, taper=20)
    (only,) = found(part(pins.union(tips)))
    assert (only.lower, only.upper) == pytest.approx((-11.5, -10))
    assert only.upper_area.area == pytest.approx(3 * 4, rel=1e-4)


@pytest.mark.parametrize("name", PARTS)
def test_the_first_program_says_what_it_is(name: str) -> None:
    body, call, dimensions = PARTS[name]
    target = part(body(), name)
    first = next(explain(target, SECONDS))
    assert call in first.program
    assert {wanted for wanted in dimensions if wanted not in first.program} == set()
    assert formatted(first.program) == first.program
    made = run(first.program)
    assert made.measures.valid
    assert score(made, target, "exact").iou > 0.999


@pytest.mark.parametrize("name", ["drafted", "moulded", "helical"])
def test_a_mesh_tells_as_much(name: str) -> None:
    body, call, _ = PARTS[name]
    target = part(body(), name)
    first = next(explain(Part.from_mesh(target.mesh(1e-3, 0.2), name), SECONDS))
    assert call in first.program
    assert score(run(first.program), target, "exact").iou > 0.998


def test_walls_go_on_past_a_level_at_which_something_else_lies() -> None:
    post = cq.Workplane().center(25, 0).rect(6, 6).extrude(12)
    tall = cq.Workplane().rect(30, 24).extrude(30, taper=8)
    (only,) = found(
        part(cq.Workplane().box(70, 40, 4, (True, True, False)).translate((8, 0, -4)).union(post).union(tall))
    )
    assert (only.lower, only.upper) == pytest.approx((0, 30))


@settings(max_examples=12, deadline=None)
@given(
    st.integers(3, 9), st.floats(1, 25), st.floats(5, 40), st.sampled_from(["YZ", "ZX", "XY"]), st.sampled_from([1, -1])
)
def test_a_drafted_prism_of_any_angle_is_found(sides: int, angle: float, radius: float, plane: str, way: int) -> None:
    inner = radius * np.cos(np.pi / sides)
    height = min(0.7 * inner / np.tan(np.radians(angle)), 4 * radius)
    made = part(cq.Workplane(plane).polygon(sides, 2 * radius).extrude(way * height, taper=angle))
    axis = ("YZ", "ZX", "XY").index(plane)
    (only,) = [loft for loft in found(made) if loft.axis == axis]
    assert -way * only.draft == pytest.approx(height * np.tan(np.radians(angle)), rel=1e-3)
    solid, seen = manifold(*only.solid()), mesh_of(made)
    assert (solid ^ seen).volume() > 0.999 * (solid + seen).volume()


def mesh_of(made: Part) -> Any:
    seen = made.mesh(1e-3, 0.1)
    return manifold(seen.vertices, seen.triangles)


def test_outlines_that_hold_nothing_are_none() -> None:
    """A section that grazes a part may have some."""

    class Grazed:
        def across(self, axis: int, heights: FloatArray) -> list[shapely.Polygon]:
            return [shapely.Polygon([(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)])] * len(heights)

    made = mesh(frustum())
    levels = [np.array([low, high]) for low, high in zip(made.vertices.min(0), made.vertices.max(0), strict=True)]
    assert lofts(made, Grazed(), levels, np.zeros((0, 3)), 0.03) == ()
