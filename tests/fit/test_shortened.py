"""A program without one of its steps, or up to it, and without what only the steps left out used."""

from __future__ import annotations

import pytest

from zero_to_cad.fit.shortened import LARGEST, shortened, without_step

PROGRAM = """import cadquery as cq

# base
width = 40.0
base_height = width / 4

# boss
boss_diameter = 12.0
boss_height = 20.0

# hole
hole_diameter = boss_diameter / 2

body = cq.Workplane("XY").rect(width, width).extrude(base_height)

boss = (
    cq.Workplane("XY")
    .circle(boss_diameter / 2)
    .extrude(boss_height)
)
body = body.union(boss)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=boss_height))
    .hole(hole_diameter)
)

result = body
"""


def line_of(text: str) -> int:
    return PROGRAM[: PROGRAM.index(text)].count("\n") + 1


@pytest.mark.parametrize("text", ["body = (\n", ".hole(hole_diameter)"])
def test_without_the_last_step(text: str) -> None:
    kept = PROGRAM.replace("# hole\nhole_diameter = boss_diameter / 2\n\n", "")
    before, after = kept[: kept.index("body = (\n")], kept[kept.index("result = ") :]
    assert shortened(PROGRAM, line_of(text)) == f"{before}{LARGEST}\n\n{after}"


@pytest.mark.parametrize("text", [".circle(", "body = body.union"])
def test_a_step_begins_with_its_tool(text: str) -> None:
    assert (
        shortened(PROGRAM, line_of(text))
        == f"""import cadquery as cq

# base
width = 40.0
base_height = width / 4

body = cq.Workplane("XY").rect(width, width).extrude(base_height)

{LARGEST}

result = body
"""
    )


@pytest.mark.parametrize("text", [".circle(", "body = body.union"])
def test_one_step_is_left_out_and_those_behind_it_stay(text: str) -> None:
    before, after = PROGRAM[: PROGRAM.index("boss = (\n")], PROGRAM[PROGRAM.index("body = (\n") :]
    assert without_step(PROGRAM, line_of(text)) == before + after.replace("result =", f"{LARGEST}\n\nresult =")


def test_the_last_step_left_out_is_the_program_up_to_it() -> None:
    line = line_of(".hole(hole_diameter)")
    assert without_step(PROGRAM, line) == shortened(PROGRAM, line)


def test_the_largest_solid_is_kept_once() -> None:
    kept = PROGRAM.replace("result =", f"{LARGEST}\nresult =")
    left = without_step(kept, line_of(".circle("))
    assert left is not None
    assert left.count("max(") == 1
    assert without_step(kept, kept[: kept.index(LARGEST)].count("\n") + 1) is None


def test_what_later_steps_need_is_not_left_out() -> None:
    twice = PROGRAM.replace("result = body", "body = body.cut(boss)\nresult = body")
    assert without_step(twice, line_of(".circle(")) is None
    left = without_step(twice, line_of("body = body.union"))
    assert left is not None
    assert "body.cut(boss)" in left
    assert "body.union" not in left


@pytest.mark.parametrize("text", ["width = 40.0", "body = cq.Workplane", "result = "])
def test_the_base_and_what_is_behind_the_last_step_are_not_left_out(text: str) -> None:
    assert without_step(PROGRAM, line_of(text)) is None
    assert without_step(PROGRAM, 0) is None


@pytest.mark.parametrize("text", ["width = 40.0", "body = cq.Workplane", "result = "])
def test_nothing_is_left_before_the_base_and_nothing_is_late_after_the_last_step(text: str) -> None:
    assert shortened(PROGRAM, line_of(text)) is None


def test_half_of_the_steps_are_kept_where_nobody_knows_which_was_late() -> None:
    assert shortened(PROGRAM, 0) == shortened(PROGRAM, line_of(".circle("))


def test_what_was_shortened_is_shortened_again() -> None:
    once = shortened(PROGRAM, line_of(".hole(hole_diameter)"))
    assert once is not None
    twice = shortened(once, once[: once.index("body = body.union")].count("\n") + 1)
    assert twice == shortened(PROGRAM, line_of("body = body.union"))
    assert shortened(once, once[: once.index(LARGEST)].count("\n") + 1) is None


def test_a_very_long_chain_is_no_obstacle() -> None:
    sides = "".join(f"    .lineTo({k}.5, width + {k})\n" for k in range(250))
    outline = f'    cq.Workplane("XY")\n    .moveTo(0, 0)\n{sides}    .close()\n    .extrude(1.0)\n'
    program = PROGRAM.replace(
        'body = cq.Workplane("XY").rect(width, width).extrude(base_height)', f"body = (\n{outline})"
    )
    assert "lineTo" in program
    short = shortened(program, 0)
    assert short is not None
    assert short.count("lineTo") == 250
