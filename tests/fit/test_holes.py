"""Holes that end on round and slanted faces, lie askew or are crossed: found, filled and drilled again."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import part

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.features import Extrusion, Revolution
from zero_to_cad.fit.holes import undrilled, without_holes
from zero_to_cad.fit.subject import manifold
from zero_to_cad.part import Mesh, Part
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

FRAME, ORIGIN = np.eye(3), np.zeros(3)
SECONDS = 300.0

Case = tuple[cq.Workplane, cq.Workplane]


def drill(diameter: float, towards: tuple[float, float, float], length: float = 100.0) -> cq.Workplane:
    """A rod through the origin."""
    way = cq.Vector(*towards).normalized()
    solid = cq.Solid.makeCylinder(diameter / 2, 2 * length, way * -length, way)
    return cq.Workplane(obj=solid)


def tube() -> Case:
    """A tube, which is bored, with a hole through one of its walls."""
    bare = cq.Workplane().circle(15).extrude(40)
    return bare, bare.cut(drill(24, (0, 0, 1))).cut(drill(5, (1, 0, 0)).translate((100, 0, 18)))


def rod() -> Case:
    """A rod with a hole all the way across."""
    bare = cq.Workplane().circle(10).extrude(40)
    return bare, bare.cut(drill(6, (0, 1, 0)).translate((0, 0, 20)))


def wedge() -> Case:
    """A wedge with a hole square to its slope and two upright ones that end on it."""
    bare = cq.Workplane("XZ").polyline([(0, 0), (60, 0), (60, 10), (0, 40)]).close().extrude(40)
    square = drill(6, (1, 0, 2)).translate((30, -20, 0))
    upright = drill(4, (0, 0, 1)).translate((10, -8, 0)).union(drill(4, (0, 0, 1)).translate((10, -32, 0)))
    return bare, bare.cut(square).cut(upright)


def crossed() -> Case:
    """A block with a hole that a slot crosses, and another that a smaller hole does."""
    slotted = cq.Workplane().box(50, 30, 24).cut(cq.Workplane().box(26, 30, 5).translate((-15, 0, 0)))
    holes = drill(16, (0, 0, 1)).translate((-13, 0, 0)).union(drill(8, (0, 0, 1)).translate((14, 0, 0)))
    return slotted, slotted.cut(holes).cut(drill(4, (0, 1, 0)).translate((14, 0, 3)))


CASES: dict[str, tuple[Callable[[], Case], list[tuple[float, tuple[float, float, float]]]]] = {
    "tube": (tube, [(5, (1, 0, 0)), (24, (0, 0, 1))]),
    "rod": (rod, [(6, (0, 1, 0))]),
    "wedge": (wedge, [(4, (0, 0, 1)), (4, (0, 0, 1)), (6, (1, 0, 2))]),
    "crossed": (crossed, [(4, (0, 1, 0)), (8, (0, 0, 1)), (16, (0, 0, 1))]),
}


def seen(target: Part) -> Mesh:
    return target.mesh(1e-3, 0.1)


def found(target: Part) -> tuple[Mesh, tuple[Hole, ...]]:
    return without_holes(boundary(target).faces, seen(target), FRAME, ORIGIN)


def direction(hole: Hole) -> np.ndarray:
    return np.asarray(np.eye(3)[hole.axis] if hole.turn is None else hole.turn[2])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("meshed", [False, True], ids=["exact", "mesh"])
def test_holes_are_found_and_filled(name: str, meshed: bool) -> None:
    make, wanted = CASES[name]
    bare, drilled = make()
    target = Part.from_mesh(seen(part(drilled)), name) if meshed else part(drilled)
    left, holes = found(target)
    assert sorted(round(hole.diameter, 2) for hole in holes) == [diameter for diameter, _ in wanted]
    for diameter, towards in wanted:
        way = np.array(towards) / np.linalg.norm(towards)
        assert any(abs(hole.diameter - diameter) < 0.01 and abs(direction(hole) @ way) > 1 - 1e-6 for hole in holes), (
            towards
        )
    lost = bare.val().Volume() - drilled.val().Volume()
    assert left.volume == pytest.approx(seen(part(bare)).volume, abs=0.02 * lost)


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_the_part_is_drilled_away(name: str) -> None:
    bare, drilled = CASES[name][0]()
    body = manifold(seen(part(drilled)).vertices, seen(part(drilled)).triangles)
    left, _ = found(part(drilled))
    assert (body - manifold(left.vertices, left.triangles)).volume() < 1e-6 * bare.val().Volume()


@pytest.mark.parametrize("name", CASES)
def test_the_program_drills_them(name: str) -> None:
    make, wanted = CASES[name]
    target = part(make()[1])
    program = next(explain(target, SECONDS)).program
    made = run(program)
    assert score(made, target, "exact").iou > 0.9999
    assert program.count(".hole(") == len(set(wanted))


def test_half_a_hole_is_none() -> None:
    body = cq.Workplane().box(40, 30, 10).cut(drill(6, (0, 0, 1)).translate((20, 0, 0)))
    assert found(part(body))[1] == ()


def test_a_bore_with_something_in_it_is_none() -> None:
    ribbed = cq.Workplane().circle(20).circle(15).extrude(30).union(cq.Workplane().box(32, 3, 10, centered=True))
    tilted = ribbed.cut(cq.Workplane().box(80, 80, 20).rotate((0, 0, 0), (0, 1, 0), 20).translate((0, 0, 40)))
    assert found(part(tilted))[1] == ()


def test_what_is_drilled_afterwards_is_not_cut_before() -> None:
    hole = Hole(2, (3.0, 0.0), 4.0, 0.0, 10.0, down=True, through=True)
    disc, box = shapely.Point(3, 0).buffer(2, quad_segs=16), shapely.box(-10, -10, 10, 10)
    base = Extrusion("add", 2, 0.0, 10.0, box.difference(disc))
    cut = Extrusion("cut", 2, 0.0, 10.0, disc)
    past = Extrusion("cut", 2, -5.0, 11.0, disc)
    above = Extrusion("cut", 2, 5.0, 15.0, disc)
    (plain, kept) = undrilled([base, cut, past, above], [hole], 1.0)
    assert kept == above
    assert isinstance(plain, Extrusion)
    assert plain.area.area == pytest.approx(box.area)
    ring = Revolution("add", 2, (3.0, 0.0), shapely.box(2, 0, 8, 10))
    (turned,) = undrilled([ring], [hole], 1.0)
    assert turned.area.area == pytest.approx(80.0)


def test_a_stepped_bore_is_bored_step_by_step_and_left_to_the_turned_body() -> None:
    bore = cq.Workplane("XZ").polyline([(0, 0), (12, 0), (12, 6), (9, 12), (9, 14), (10, 14), (10, 24), (0, 24)])
    body = cq.Workplane().circle(18).extrude(24).cut(bore.close().revolve(360, (0, 0), (0, 1)))
    left, holes = found(part(body))
    assert [(hole.diameter, hole.lower, hole.upper) for hole in holes] == [
        (24.0, 0.0, 6.0),
        (18.0, 12.0, 14.0),
        (20.0, 14.0, 24.0),
    ]
    assert all(hole.stepped for hole in holes)
    assert left.volume == pytest.approx(seen(part(body)).volume)


def test_equal_holes_in_a_slope_are_one_pattern_on_one_plane() -> None:
    slope = cq.Plane(origin=(30, 25, 25), xDir=(2, 0, -1), normal=(1, 0, 2))
    wedge = cq.Workplane("XZ").polyline([(0, 0), (60, 0), (60, 10), (0, 40)]).close().extrude(-50)
    target = part(wedge.cut(cq.Workplane(slope).rarray(30, 20, 2, 2).circle(3).extrude(-12)))
    program = next(explain(target, 300.0)).program
    assert ".rarray(hole_pitch_x, hole_pitch_y, hole_columns, hole_rows)" in program
    assert program.count(".hole(") == 1
    assert score(run(program), target, "exact").iou > 0.9999
