"""Holes told from faces, and their plugs: what is filled is what will be drilled."""

from __future__ import annotations

import math

import cadquery as cq
import numpy as np
import pytest
from bodies import part

from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.drilled import Hole, Mouth
from zero_to_cad.fit.plugs import plug
from zero_to_cad.fit.subject import manifold
from zero_to_cad.fit.walls import round_walls

FRAME, ORIGIN = np.eye(3), np.zeros(3)


def drilled_plate() -> cq.Workplane:
    return cq.Workplane("XY").box(40, 30, 8).faces(">Z").workplane().pushPoints([(-10, 0), (10, 0)])


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize(
    ("mouth", "more"),
    [
        (None, 0.0),
        (Mouth(8.0, depth=2.0), math.pi * 2 * (16 - 4)),
        (Mouth(8.0, angle=90.0), math.pi * 2 / 3 * (16 + 8 + 4) - math.pi * 4 * 2),
    ],
    ids=["plain", "counterbore", "countersink"],
)
def test_a_plug_fills_the_hole_and_its_mouth(axis: int, down: bool, mouth: Mouth | None, more: float) -> None:
    made = manifold(*plug(Hole(axis, (3.0, -2.0), 4.0, 1.0, 9.0, down, True, mouth)).solid())
    assert made.volume() == pytest.approx(math.pi * 4 * 8 + more, rel=2e-3)
    box = np.array(made.bounding_box()).reshape(2, 3)
    assert box[:, axis].tolist() == [1.0, 9.0]


def test_holes_are_walls_and_pins_are_not() -> None:
    plate = drilled_plate().hole(4).union(cq.Workplane("XY").cylinder(20, 3))
    walls = round_walls(boundary(part(plate)).faces, FRAME, ORIGIN)
    assert [(wall.axis, wall.centre, wall.low, wall.high) for wall in walls] == [
        (2, (-10.0, 0.0), 2.0, 2.0),
        (2, (10.0, 0.0), 2.0, 2.0),
    ]


def test_the_wall_of_a_hole_that_ends_on_a_slope_is_ragged() -> None:
    wedge = (
        drilled_plate()
        .hole(4)
        .cut(cq.Workplane("XY").box(60, 60, 20).rotate((0, 0, 0), (0, 1, 0), 20).translate((0, 0, 14)))
    )
    walls = round_walls(boundary(part(wedge)).faces, FRAME, ORIGIN)
    assert [(wall.centre, wall.ragged) for wall in walls] == [((-10.0, 0.0), False), ((10.0, 0.0), True)]
