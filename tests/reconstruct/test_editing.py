from __future__ import annotations

import pytest

from zero_to_cad.program import parse
from zero_to_cad.propose import Attempt, Candidate
from zero_to_cad.reconstruct.editing import Editability, edited, movable
from zero_to_cad.sandbox import Limits, Success, shared

# The block touches the plate along a face: moved away from it, it is a second solid.
PROGRAM = """import cadquery as cq

plate_width = 40.0
plate_thickness = 3.0
block_x = 20.0
hole_diameter = 4.0
hole_count = 2

body = cq.Workplane("XY").rect(plate_width, 20).extrude(plate_thickness)
block = cq.Workplane("YZ").workplane(offset=block_x).rect(10, 2).extrude(5)
body = body.union(block)
body = body.faces(">Z").workplane().rarray(10, 10, hole_count, 1).hole(hole_diameter)
result = body
"""


def attempt(expected: float | None) -> Attempt:
    outcome = shared().run(PROGRAM)
    assert isinstance(outcome, Success)
    return Attempt(Candidate(PROGRAM, "test", expected=expected), outcome, ())


def test_counts_are_not_moved() -> None:
    names = [parameter.name for parameter in movable(parse(PROGRAM))]
    assert names == ["plate_width", "plate_thickness", "block_x", "hole_diameter"]


def test_what_breaks_when_moved_becomes_a_number() -> None:
    before = attempt(1.0)
    after, found = edited(before, shared(), Limits(), 600.0)
    assert found == Editability(2, 2, numbers=("plate_width", "block_x"))
    assert "block_x" not in after.candidate.program
    assert isinstance(after.outcome, Success)
    assert isinstance(before.outcome, Success)
    assert after.outcome.measures.volume == pytest.approx(before.outcome.measures.volume)
    assert found.sentence.startswith("2 of 2 named dimensions can change by 5% either way, each alone; 2 could not")


def test_a_program_of_another_author_is_only_measured() -> None:
    before = attempt(None)
    after, found = edited(before, shared(), Limits(), 600.0)
    assert after is before
    assert found.broke == ("plate_width", "block_x")
    assert found.share == 0.5


def test_without_time_nothing_is_tried() -> None:
    before = attempt(1.0)
    after, found = edited(before, shared(), Limits(), 0.0)
    assert after is before
    assert found.share is None
    assert found.sentence == "none of 4 named dimensions was tried: the part has too many faces, or the time was up"
