"""Each gate refuses what it is there to refuse, and says where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import author, examine
from zero_to_cad.synthesis.gates import Refusal

GOOD = """import cadquery as cq

plate_length = 40.0
plate_width = 30.0
plate_thickness = 5.0
hole_diameter = 6.0

plate = cq.Workplane("XY").box(plate_length, plate_width, plate_thickness)
plate = plate.faces(">Z").workplane().hole(hole_diameter)

result = plate
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


def refused(program: str, sandbox: Sandbox) -> Refusal:
    verdict = examine(program, sandbox, "row")
    assert verdict.sample is None
    assert verdict.refusal is not None
    return verdict.refusal


def test_a_good_program_becomes_a_whole_row(sandbox: Sandbox) -> None:
    verdict = examine(GOOD, sandbox, "row-1")
    assert verdict.refusal is None
    sample = verdict.sample
    assert sample is not None
    assert (sample.uuid, sample.program, sample.num_faces, len(sample.images)) == ("row-1", GOOD, 7, 8)
    assert sample.part.measures.volume == pytest.approx(40 * 30 * 5 - 3.14159265 * 9 * 5, rel=1e-6)
    assert sample.stl.startswith(b"binary STL")


def test_the_same_program_gives_the_same_row(sandbox: Sandbox) -> None:
    program = author(1, 3).program
    first, second = (examine(program, sandbox, "row").sample for _ in range(2))
    assert first is not None
    assert first == second


@pytest.mark.parametrize(
    ("change", "gate", "line", "said"),
    [
        (("hole_diameter)", "hole_diameter"), "run", None, ""),
        ((".hole(hole_diameter)", ".fillet(-1)"), "run", 9, "edges be selected"),
        (("result = plate", "answer = plate"), "solid", None, "`result`"),
        ((".hole(hole_diameter)", ".rarray(60, 1, 2, 1).circle(2).extrude(3)"), "solid", None, "separate solids"),
        (("plate = plate.faces", "other = plate.faces"), "faces", None, "6 faces"),
        (("\nresult", "\nplate = plate.cut(plate.translate((90, 0, 0)))\n\nresult"), "effect", 11, ".cut()"),
        (("\nresult", '\nplate = plate.faces("|Z").edges("#Z and |Z").end(2)\n\nresult'), "effect", 11, "selector"),
        (("\nresult", "\nplate = plate.translate((0, 0, 0))\n\nresult"), "effect", 11, ".translate()"),
    ],
)  # fmt: skip
def test_a_gate_says_what_is_wrong(
    change: tuple[str, str], gate: str, line: int | None, said: str, sandbox: Sandbox
) -> None:
    assert change[0] in GOOD
    refusal = refused(GOOD.replace(*change, 1), sandbox)
    assert refusal.gate == gate
    assert line is None or refusal.line == line
    assert said in refusal.message


def test_a_program_that_differs_each_time_is_refused(sandbox: Sandbox) -> None:
    program = GOOD.replace("import cadquery as cq", "import random\nimport cadquery as cq").replace(
        "plate_length = 40.0", "plate_length = 40.0 + random.random()"
    )
    assert refused(program, sandbox).gate == "repeat"


def test_a_program_that_fails_only_when_run_again_is_refused(sandbox: Sandbox) -> None:
    program = GOOD.replace(
        "\nresult", "\nimport math\nif hasattr(math, 'seen'): raise ValueError('again')\nmath.seen = 1\n\nresult"
    )
    refusal = refused(program, sandbox)
    assert refusal.gate == "repeat"
    assert "again" in refusal.message


def test_a_cut_in_a_loop_counts_when_it_works_once(sandbox: Sandbox) -> None:
    loop = (
        "\nslot = cq.Workplane().box(2, 99, 99)\nfor place in (0, 10, 70):\n"
        "    plate = plate.cut(slot.translate((place, 0, 96 / 2)))\n\nresult"
    )
    assert examine(GOOD.replace("\nresult", loop, 1), sandbox, "row").refusal is None


def test_two_calls_in_one_line_are_told_apart(sandbox: Sandbox) -> None:
    idle = "\nplate = plate.cut(cq.Workplane().box(5, 5, 99)).cut(cq.Workplane().box(4, 4, 9))\n\nresult"
    assert refused(GOOD.replace("\nresult", idle, 1), sandbox).gate == "effect"


def test_hostile_code_is_refused_and_costs_nothing_else(sandbox: Sandbox) -> None:
    assert refused("import os\nresult = os.listdir('/')\n", sandbox).message.startswith("a program may not import os")
    assert examine(GOOD, sandbox, "row").refusal is None
