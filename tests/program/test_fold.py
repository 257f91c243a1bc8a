from __future__ import annotations

import pytest

from zero_to_cad.program import parse
from zero_to_cad.program.fold import fold

PROGRAM = """import cadquery as cq

# plate
width = 40.0
thickness = 3.0

# hole
hole_x = 5.0

body = cq.Workplane("XY").workplane(offset=-hole_x / 2).rect(width, width - hole_x)
result = body.extrude(thickness - hole_x)
"""


def test_a_name_becomes_a_number_wherever_it_is_used() -> None:
    assert (
        fold(PROGRAM, ["hole_x"])
        == """import cadquery as cq

# plate
width = 40.0
thickness = 3.0

body = cq.Workplane("XY").workplane(offset=-2.5).rect(width, width - 5.0)
result = body.extrude(thickness - 5.0)
"""
    )


def test_expressions_of_numbers_alone_become_one() -> None:
    folded = fold(PROGRAM, ["hole_x", "thickness"])
    assert "extrude(-2.0)" in folded
    assert [parameter.name for parameter in parse(folded).parameters] == ["width"]


def test_a_negative_number_in_a_sum_keeps_its_brackets() -> None:
    source = "import cadquery as cq\nx = -2.0\ny = 1.0\nresult = cq.Workplane().circle(y - x)\n"
    assert "circle(y - (-2.0))" in fold(source, ["x"])


@pytest.mark.parametrize("names", [[], ["unknown"]])
def test_nothing_to_fold_changes_nothing(names: list[str]) -> None:
    assert fold(PROGRAM, names) == PROGRAM
