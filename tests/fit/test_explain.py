"""From a part to a program that makes it, through the real sandbox and the real score."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

import cadquery as cq
import pytest
from bodies import bracket, cup, egg, grooved, mesh, part, pinned, plate, shaft, tilted
from ruff_format import formatted

from zero_to_cad.fit import Explanation, explain
from zero_to_cad.part import Part
from zero_to_cad.program import check, parse
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

# Far more than any of these parts takes: what a test finds must not hang on the machine's load.
SECONDS = 300.0

# What is to be found in each: dimensions with names, and numbers wherever they stand.
PARTS: dict[str, tuple[Callable[[], cq.Workplane], set[float], set[float]]] = {
    "plate": (plate, {60.0, 40.0, 10.0, 6.0}, {20.0, 10.0}),
    "bracket": (bracket, {30.0, 9.0}, {50.0, 40.0, 8.0, 15.0, 24.0}),
    "shaft": (shaft, set(), {70.0, 55.0, 20.0}),
    # The floor of the cup stays as thick when it is made higher.
    "cup": (cup, {50.0, 40.0, 34.0, 4.0}, set()),
    "tilted": (tilted, {30.0, 9.0}, {50.0, 40.0, 8.0, 15.0, 24.0}),
    "pinned": (pinned, {80.0, 60.0, 5.0, 2.0, 12.0}, {20.0, 10.0}),
    "grooved": (grooved, {12.0, 50.0}, {36.0, 24.0}),
}
# Explained as meshes too, as if read from an STL file.
MESHES = ("plate", "bracket", "shaft", "tilted")


@cache
def made(name: str) -> Part:
    return part(PARTS[name][0](), name)


@cache
def meshed(name: str) -> Part:
    return Part.from_mesh(made(name).mesh(1e-3, 0.2), name)


@cache
def first(target: Part) -> Explanation:
    return next(explain(target, SECONDS))


def numbers(source: str) -> set[float]:
    """Every number in a program, without its sign."""
    constants = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return {float(value) for value in constants if isinstance(value, int | float)}


@pytest.mark.parametrize("name", PARTS)
def test_the_first_program_makes_the_part(name: str) -> None:
    found = run(first(made(name)).program)
    assert found.measures.solids == 1
    assert found.measures.valid
    assert score(found, made(name), "exact").iou >= 0.995
    assert found.measures.size == pytest.approx(made(name).measures.size, rel=1e-4)


@pytest.mark.parametrize("name", MESHES)
def test_a_part_known_as_a_mesh_is_explained_too(name: str) -> None:
    found = run(first(meshed(name)).program)
    assert found.measures.solids == 1
    assert score(found, made(name), "exact").iou >= 0.99


@pytest.mark.parametrize("name", PARTS)
def test_the_program_holds_the_dimensions_of_the_part(name: str) -> None:
    _, named, anywhere = PARTS[name]
    program = parse(first(made(name)).program)
    assert named <= {abs(parameter.value) for parameter in program.parameters}
    assert anywhere | named <= numbers(program.source)


@pytest.mark.parametrize("name", ["shaft", "grooved"])
def test_round_walls_have_the_radii_of_the_b_rep(name: str) -> None:
    # As radii in a profile or as diameters of circles.
    radii = {"shaft": {15.0, 10.0, 6.0}, "grooved": {25.0, 18.0, 12.0}}[name]
    found = numbers(first(made(name)).program)
    assert all(radius in found or 2 * radius in found for radius in radii)


def test_a_plate_is_a_base_and_a_hole() -> None:
    found = first(made("plate"))
    assert found.summary == "1 feature: base; 4 holes"
    assert {p.name: p.value for p in parse(found.program).parameters}["hole_diameter"] == 6.0


@pytest.mark.parametrize("name", PARTS)
def test_the_program_is_sound_and_ends_with_its_result(name: str) -> None:
    source = first(made(name)).program
    check(source)
    last = ast.parse(source).body[-1]
    assert isinstance(last, ast.Assign)
    assert ast.unparse(last.targets[0]) == "result"


@pytest.mark.parametrize("name", ["plate", "bracket", "shaft", "pinned", "grooved"])
def test_the_program_is_laid_out_as_ruff_would(name: str) -> None:
    source = first(made(name)).program
    assert formatted(source) == source


@pytest.mark.parametrize("name", PARTS)
def test_what_is_expected_is_what_comes(name: str) -> None:
    # The search measures against a mesh whose round walls are chords.
    found = first(made(name))
    assert found.expected == pytest.approx(score(run(found.program), made(name), "exact").iou, abs=5e-3)


@pytest.mark.parametrize("name", ["plate", "tilted", "grooved"])
def test_the_same_part_gives_the_same_programs(name: str) -> None:
    again = part(PARTS[name][0](), "other name")
    assert [e.program for e in explain(again, SECONDS)] == [e.program for e in explain(made(name), SECONDS)]


def test_a_remedy_keeps_the_largest_solid_of_the_program_before() -> None:
    found = list(explain(made("plate"), SECONDS))
    assert [e.remedy for e in found] == [False, True] * (len(found) // 2)
    for plain, remedy in zip(found[::2], found[1::2], strict=True):
        assert (plain.summary, plain.expected) == (remedy.summary, remedy.expected)
        added = [line for line in remedy.program.splitlines() if line not in plain.program.splitlines()]
        assert len(added) == 1
        assert "max(body.solids()" in added[0]


def of_body(program: str) -> list[ast.stmt]:
    return [s for s in ast.parse(program).body if ast.unparse(s).startswith("body = body.")]


def in_words(statements: list[ast.stmt]) -> list[str]:
    return [ast.unparse(s) for s in statements]


def test_after_a_program_that_ran_out_of_time_comes_one_without_that_step_and_then_one_that_stops_before() -> None:
    target = part(
        pinned().union(cq.Workplane().box(20, 16, 8).translate((-25, 0, 5))).cut(cq.Workplane().box(9, 60, 4))
    )
    found = explain(target, SECONDS)
    statements = of_body(next(found).program)
    assert len(statements) >= 3
    without = found.send(statements[0].lineno)
    assert without.expected is None
    assert not without.remedy
    left = of_body(without.program)
    assert in_words(left) == in_words(statements[1:])
    assert score(run(without.program), target, "exact").iou > 0.8
    shorter = found.send(left[-1].lineno)
    assert shorter.expected is None
    assert in_words(of_body(shorter.program)) == in_words(left[:-1])


def test_a_program_of_half_the_steps_comes_where_nobody_knows_which_took_so_long() -> None:
    found = explain(made("pinned"), SECONDS)
    steps = next(found).program.count("body = ")
    assert steps >= 2
    shorter = found.send(0)
    # And the statement that keeps the largest solid.
    assert shorter.program.count("body = ") == steps // 2 + 1
    assert "only the first" in shorter.summary


def test_after_a_drilled_program_that_ran_out_of_time_comes_one_without_holes() -> None:
    found = explain(part(plate()), 300.0)
    drilled = next(found).program
    assert ".hole(" in drilled
    bare = found.send(0)
    assert bare.summary.endswith("without its holes, for the kernel is slow")
    assert ".hole(" not in bare.program
    assert bare.expected is None


def test_nothing_is_shorter_than_a_base_that_ran_out_of_time() -> None:
    found = explain(made("plate"), SECONDS)
    base = next(s for s in ast.parse(next(found).program).body if ast.unparse(s).startswith("body = "))
    assert "only the first" not in found.send(base.lineno).summary


@pytest.mark.parametrize("name", ["plate", "egg"])
def test_a_plain_block_comes_last(name: str) -> None:
    target = made(name) if name in PARTS else part(egg())
    # With no time left each search stops at its first feature.
    *_, block, _ = explain(target, 0.0)
    assert block.summary == "1 feature: base"
    found = run(block.program).measures
    assert found.size == pytest.approx(target.measures.size, rel=2e-3)
    assert found.faces_by_type == {"plane": 6}


def test_a_part_without_a_flat_face_gets_programs_that_run() -> None:
    target = part(cq.Workplane().sphere(7))
    assert score(run(first(target).program), target, "exact").iou >= 0.99


def test_every_program_for_an_egg_in_no_time_runs() -> None:
    target = part(egg())
    scores = [score(run(e.program), target, "exact").iou for e in explain(target, 0.0) if not e.remedy]
    assert len(scores) >= 5
    # Better than the block around it.
    assert max(scores) > scores[-1] > 0.3


@pytest.mark.parametrize(
    ("body", "written", "read"),
    [(cq.Workplane().box(60.0004, 40, 10), 60.0, 60.0004), (cq.Workplane().circle(20.0003).extrude(10), 40.0, 40.0006)],
)
def test_round_numbers_taken_for_what_was_read_are_told(body: cq.Workplane, written: float, read: float) -> None:
    told = next(explain(Part.from_mesh(mesh(body), "part"), 60)).snapped
    assert len(told) == 1
    assert told[0] == pytest.approx((written, read), abs=1e-5)
    # What a B-rep says is believed.
    assert next(explain(part(body), 60)).snapped == ()
