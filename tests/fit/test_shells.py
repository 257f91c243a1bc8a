"""Boxes with walls and a floor of one thickness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cadquery as cq
import numpy as np
import pytest
from bodies import grooved, part
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.fit.outline import Circle, Loop, Segment
from zero_to_cad.fit.plan import Shell, Step, Taper
from zero_to_cad.fit.shells import shelled
from zero_to_cad.part import Mesh, Part
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

SECONDS = 300.0
CORNERS = [(0, 0), (50, 0), (50, 20), (20, 20), (20, 40), (0, 40)]


def box() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20).faces(">Z").shell(-2)


def hanging() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20).faces("<Z").shell(-2)


def lying() -> cq.Workplane:
    return cq.Workplane("YZ").rect(40, 30).extrude(60).faces(">X").shell(-3)


def angled() -> cq.Workplane:
    return cq.Workplane().polyline(CORNERS).close().extrude(15).faces(">Z").shell(-1.5, kind="intersection")


def with_posts() -> cq.Workplane:
    """A cover with four posts on its floor and a window in a wall."""
    posts = cq.Workplane().workplane(offset=-9).rarray(40, 20, 2, 2).circle(3).extrude(15)
    return box().union(posts).cut(cq.Workplane().center(30, 0).rect(20, 10).extrude(5))


def test_a_groove_leaves_no_shell() -> None:
    assert ".shell(" not in next(explain(part(grooved()), SECONDS)).program


def rectangle(width: float, length: float) -> Loop:
    x, y = width / 2, length / 2
    return Loop((-x, -y), tuple(map(Segment, [(x, -y), (x, y), (-x, y), (-x, -y)])))


@pytest.mark.parametrize("make", [box, hanging, lying, angled, with_posts])
def test_a_box_of_even_walls_is_written_as_a_shell(make: Callable[[], cq.Workplane]) -> None:
    target = part(make())
    first = next(explain(target, SECONDS))
    assert formatted(first.program) == first.program
    assert ".shell(-wall_thickness" in first.program
    assert score(run(first.program), target, "exact").iou > 0.9999


@pytest.mark.parametrize("make", [hanging, with_posts])
def test_so_is_one_known_only_as_a_mesh(make: Callable[[], cq.Workplane]) -> None:
    turned = part(make().rotate((0, 0, 0), (1, 2, 3), 33)).mesh()
    first = next(explain(Part.from_mesh(Mesh(turned.vertices.astype(np.float32), turned.triangles)), SECONDS))
    assert ".shell(-wall_thickness" in first.program
    assert "wall_thickness = 2.0" in first.program


def test_where_the_kernel_fails_the_cavity_is_cut() -> None:
    programs = explain(part(box()), SECONDS)
    next(programs)
    second = next(programs)
    assert ".shell(" not in second.program
    assert ".cut(" in second.program


def test_a_wall_moved_by_its_name_moves_all_walls() -> None:
    program = next(explain(part(box()), SECONDS)).program
    thicker = run(program.replace("wall_thickness = 2.0", "wall_thickness = 3.0"))
    assert thicker.measures.volume == pytest.approx(60 * 40 * 20 - 54 * 34 * 17)


BASE = Step("base", "add", 2, (rectangle(60, 40),), 0.0, 20.0)
POCKET = Step("pocket", "cut", 2, (rectangle(56, 36),), 2.0, 20.5)
HOLE = Step("hole", "cut", 2, (Circle((0.0, 0.0), 3.0),), -1.0, 21.0)
BOSS = Step("boss", "add", 2, (Circle((0.0, 0.0), 3.0),), 0.0, 10.0)


def test_cuts_in_between_stay() -> None:
    assert shelled([BASE, HOLE, POCKET, BOSS]) == (replace(BASE, shell=Shell(2.0, True, False)), HOLE, BOSS)


def test_a_round_cavity_has_a_round_outline_around_it() -> None:
    base, pocket = (
        replace(step, rings=(Circle((5.0, 0.0), radius),)) for step, radius in ((BASE, 20.0), (POCKET, 18.0))
    )
    assert shelled([base, pocket]) == (replace(base, shell=Shell(2.0, True, False)),)
    assert shelled([base, replace(pocket, rings=(Circle((5.5, 0.0), 18.0),))])[0] is base


@pytest.mark.parametrize(
    "others",
    [
        [BOSS, POCKET],
        [replace(POCKET, lower=3.0)],
        [replace(POCKET, lower=-0.5)],
        [replace(POCKET, upper=19.0)],
        [replace(POCKET, axis=0)],
        [replace(POCKET, rings=(rectangle(56, 35),))],
        [replace(POCKET, walls=Taper(2.0, False))],
    ],
    ids=["added before", "thicker floor", "no floor", "closed", "another axis", "uneven walls", "drafted"],
)
def test_what_is_no_shell_stays(others: list[Step]) -> None:
    assert shelled([BASE, *others]) == (BASE, *others)
