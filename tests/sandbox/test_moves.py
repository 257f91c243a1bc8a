"""One program with its parameters moved, all in one child."""

from __future__ import annotations

import pytest

from zero_to_cad.sandbox import Limits, Sandbox

PROGRAM = """import cadquery as cq

width = 20.0
thickness = 2
half = width / 2
reach = 10.0

plate = cq.Workplane("XY").rect(width, 8).extrude(thickness)
pin = cq.Workplane("XY").workplane(offset=thickness).rect(2, 2).extrude(5)
body = plate.union(pin)
stop = cq.Workplane("YZ").workplane(offset=reach).rect(4, 1).extrude(3)
body = body.union(stop)
result = body.translate((half, 0, 0))
"""
# A stop that is moved away from the plate, or from which the plate is moved away, is a second solid.
MOVES = [("width", 19.0), ("width", 21.0), ("thickness", 1.9), ("thickness", 3.0), ("reach", 9.5), ("reach", 10.5)]
SOUND = (False, True, True, True, True, False)


@pytest.mark.parametrize("apart", [False, True])
def test_each_move_is_judged_alone(sandbox: Sandbox, apart: bool) -> None:
    assert sandbox.move(PROGRAM, MOVES, apart=apart) == SOUND


def test_a_whole_number_stays_one(sandbox: Sandbox) -> None:
    program = 'import cadquery as cq\nn = 2\nresult = cq.Workplane("XY").rarray(2, 2, n, 1).rect(3, 3).extrude(1)\n'
    assert sandbox.move(program, [("n", 3.0), ("n", 2.5)]) == (True, False)


@pytest.mark.parametrize("apart", [False, True])
def test_a_crash_costs_one_move(sandbox: Sandbox, apart: bool) -> None:
    crash = "if depth == 3.0:\n    TopoDS_Shape().Closed(True)\n"
    begin = f"import cadquery as cq\nfrom OCP.TopoDS import TopoDS_Shape\ndepth = 1.0\n{crash}"
    program = f'{begin}result = cq.Workplane("XY").rect(3, 3).extrude(depth)\n'
    assert sandbox.move(program, [("depth", 2.0), ("depth", 3.0), ("depth", 4.0)], apart=apart) == (True, False, True)


def test_a_hang_leaves_the_rest_untried(sandbox: Sandbox) -> None:
    program = (
        'import cadquery as cq\nn = 1.0\nwhile n == 3.0:\n    pass\nresult = cq.Workplane("XY").rect(3, 3).extrude(n)\n'
    )
    moves = [("n", 2.0), ("n", 3.0), ("n", 4.0)]
    assert sandbox.move(program, moves, Limits(wall_seconds=3)) == (True, None, None)


def test_a_hang_is_bounded_by_processor_time_too(sandbox: Sandbox) -> None:
    program = (
        'import cadquery as cq\nn = 1.0\nwhile n == 3.0:\n    pass\nresult = cq.Workplane("XY").rect(3, 3).extrude(n)\n'
    )
    limits = Limits(cpu_seconds=1, wall_seconds=1000)
    assert sandbox.move(program, [("n", 2.0), ("n", 3.0), ("n", 4.0)], limits) == (True, None, None)


def test_what_is_no_program_gives_no_solid(sandbox: Sandbox) -> None:
    assert sandbox.move("result = open('x')", [("n", 1.0), ("n", 2.0)]) == (False, False)
