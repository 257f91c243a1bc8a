"""Names for literals."""

from __future__ import annotations

import ast

import pytest

from zero_to_cad.errors import ProgramError
from zero_to_cad.program import parse
from zero_to_cad.program.lift import counts, lift

PLATE = """import cadquery as cq

# a plate with holes
plate = cq.Workplane("XY").box(60, 40.5, 6)  # the base
plate = plate.faces(">Z").workplane(offset=-2).pushPoints([(-20, 10), (20, 0)]).hole(5)
result = plate.polarArray(12, 0, 360, 6).circle(3 / 2).cutThruAll().translate((0, 0, 7 + 1))
"""


def test_every_number_of_a_call_gets_a_name() -> None:
    lifted = parse(lift(PLATE))
    assert {p.name: p.value for p in lifted.parameters} == {
        **{"box_length": 60, "box_width": 40.5, "box_height": 6, "workplane_offset": -2},
        **{"push_points_point_1_x": -20, "push_points_point_1_y": 10, "push_points_point_2_x": 20},
        **{"hole_diameter": 5, "polar_array_radius": 12},
        **{"translate_shift_z": 7, "translate_shift_z_2": 1},
    }


def test_nothing_else_is_changed() -> None:
    lines = lift(PLATE).split("\n")
    assert lines[:3] == ["import cadquery as cq", "", "# a plate with holes"]
    assert 'plate = cq.Workplane("XY").box(box_length, box_width, box_height)  # the base' in lines
    assert "box_width = 40.5" in lines
    assert ", 6).circle(3 / 2).cutThruAll().translate((0, 0, translate_shift_z + translate_shift_z_2))" in lines[-2]


def test_lifting_twice_is_lifting_once() -> None:
    assert lift(lift(PLATE)) == lift(PLATE)


def test_a_taken_name_is_not_taken_again() -> None:
    source = 'import cadquery as cq\nbox_length = 3\nresult = cq.Workplane("XY").box(9, box_length, 5)\n'
    assert "box_length_2 = 9\n" in lift(source)


def test_directions_and_counts_stay() -> None:
    source = (
        "import cadquery as cq\n"
        'result = cq.Workplane("XY").polygon(6, nothing).extrude(1).rotate((0, 0, 0), (0, 0, 1), 30)\n'
    )
    assert [p.name for p in parse(lift(source)).parameters] == ["extrude_depth", "rotate_value_3"]


def test_a_program_without_numbers_stays() -> None:
    assert lift("import cadquery as cq\nresult = make()\n") == "import cadquery as cq\nresult = make()\n"


def test_what_counts() -> None:
    source = "for i in range(teeth + 1): a[index]\ncq.Workplane().polygon(sides, size).rarray(dx, dy, nx, ny)\n"
    assert counts(ast.parse(source)) == {"teeth", "index", "sides", "nx", "ny"}


def test_no_program() -> None:
    with pytest.raises(ProgramError):
        lift("result = (")
