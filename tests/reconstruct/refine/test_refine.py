"""Refinement of real programs against a part and against its pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zero_to_cad.errors import ProgramError
from zero_to_cad.part import Part
from zero_to_cad.program import parse
from zero_to_cad.propose import Target
from zero_to_cad.reconstruct.refine import refine
from zero_to_cad.sandbox import Sandbox, Success
from zero_to_cad.score import score
from zero_to_cad.views import render

KNOWN = """import cadquery as cq

# plate
length = 60.0  # mm
width = 40.0
height = 8.0
bore = 14.0
bolts = 4

plate = cq.Workplane("XY").box(length, width, height)
result = plate.faces(">Z").workplane().hole(bore).faces(">Z").workplane().polarArray(16, 45, 360, bolts).hole(4)
"""
OFF = {"length": 66.0, "width": 34.0, "height": 9.0, "bore": 12.0}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def known(sandbox: Sandbox) -> Part:
    outcome = sandbox.run(KNOWN)
    assert isinstance(outcome, Success)
    return outcome.part


@pytest.mark.parametrize("by_views", [False, True])
def test_disturbed_dimensions_come_back(known: Part, sandbox: Sandbox, by_views: bool) -> None:
    target = Target("plate", views=render(known)) if by_views else Target("plate", part=known)
    disturbed = parse(KNOWN).with_parameters(OFF).source
    found = refine(disturbed, target, sandbox, 300)
    assert found is not None
    assert found.after > found.before
    assert score(found.outcome.part, known, "exact").iou > (0.97 if by_views else 0.999)
    values = {p.name: p.value for p in parse(found.program).parameters}
    assert values["bolts"] == 4
    for name in OFF:
        assert values[name] == pytest.approx(known_value(name), rel=0.02 if by_views else 2e-3)
    assert "length = 6" in found.program
    assert "  # mm" in found.program


def known_value(name: str) -> float:
    return next(p.value for p in parse(KNOWN).parameters if p.name == name)


def test_a_program_that_is_right_stays_as_it_is(known: Part, sandbox: Sandbox) -> None:
    assert refine(KNOWN, Target("plate", part=known), sandbox, 20) is None


def test_a_program_without_dimensions(known: Part, sandbox: Sandbox) -> None:
    nothing = "import cadquery as cq\nresult = cq.Workplane(cq.Solid.makeBox(*(9, 9, 9)))\n"
    assert refine(nothing, Target("plate", part=known), sandbox, 20) is None


def test_a_program_that_gives_no_part(known: Part, sandbox: Sandbox) -> None:
    broken = 'import cadquery as cq\nresult = cq.Workplane("XY").box(9, 9, 9).fillet(50)\n'
    with pytest.raises(ProgramError, match="no part"):
        refine(broken, Target("plate", part=known), sandbox, 20)
