"""The B-rep of a mesh, and what it is for: blends that are taken away before a mesh is explained."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
from bodies import part, plate
from ruff_format import formatted
from test_blends import FRAME, MADE, ORIGIN, SECONDS, softened_box

from zero_to_cad.fit import explain
from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.faces import Boundary
from zero_to_cad.fit.rebuilt import as_known, lost_by_chords, rebuilt
from zero_to_cad.part import Mesh, Part
from zero_to_cad.sandbox import run
from zero_to_cad.score import score


def meshed(body: cq.Workplane) -> Part:
    """As an STL file gives it: single precision."""
    mesh = part(body).mesh()
    return Part.from_mesh(Mesh(mesh.vertices.astype(np.float32).astype(np.float64), mesh.triangles))


def cone() -> cq.Workplane:
    return cq.Workplane("XZ").polyline([(0, 0), (10, 0), (8, 12), (0, 12)]).close().revolve()


def crossed_pipes() -> cq.Workplane:
    """Two cylinders whose border is neither a line nor a circle."""
    return cq.Workplane().circle(10).extrude(40).union(cq.Workplane("YZ", origin=(0, 0, 20)).circle(6).extrude(25))


def ring() -> cq.Workplane:
    return cq.Workplane("XZ").center(20, 0).circle(5).revolve(360, (-20, 0), (-20, 1))


@pytest.mark.parametrize("make", [plate, cone, crossed_pipes, softened_box])
def test_a_mesh_gets_back_the_faces_that_it_was_cut_from(make: Callable[[], cq.Workplane]) -> None:
    exact = part(make())
    coarse = meshed(make())
    solid = rebuilt(coarse, boundary(coarse), FRAME, ORIGIN).shape
    assert solid.isValid()
    assert len(solid.Faces()) == len(exact.shape.Faces())
    assert solid.Volume() == pytest.approx(exact.measures.volume, rel=1e-5)
    assert solid.Area() == pytest.approx(exact.shape.Area(), rel=1e-5)


def test_a_mesh_that_is_not_known_all_over_stays_as_it_is() -> None:
    coarse = meshed(plate())
    known = boundary(coarse)
    part_known = known.of_triangle.copy()
    part_known[0] = -1
    assert rebuilt(coarse, Boundary(known.faces, known.corners, of_triangle=part_known), FRAME, ORIGIN) is coarse
    # A face without a border is more than this can do.
    closed = meshed(ring())
    assert rebuilt(closed, boundary(closed), FRAME, ORIGIN) is closed


def test_a_rebuilt_solid_is_no_better_known_than_its_mesh() -> None:
    coarse = meshed(plate())
    known = boundary(coarse)
    told = as_known(boundary(rebuilt(coarse, known, FRAME, ORIGIN)), known)
    assert len(told.faces) == len(known.faces)
    assert {face.slack for face in told.faces} == {float(np.median([face.slack for face in known.faces]))}


def test_chords_lose_what_a_coarse_mesh_lacks() -> None:
    coarse = meshed(cq.Workplane().circle(10).extrude(5))
    fine = rebuilt(coarse, boundary(coarse), FRAME, ORIGIN)
    wanted = 1 - abs(coarse.mesh().volume) / (np.pi * 500)
    assert lost_by_chords(coarse.mesh(), fine) == pytest.approx(wanted, rel=0.1)


def test_a_mesh_whose_chords_are_coarse_is_explained_as_what_it_was_cut_from() -> None:
    outline = [(0, 0), (25, 0), (25, 13.72), (15, 9.99), (0, 9.99)]
    dish = cq.Workplane("XZ").polyline(outline).close().revolve()
    assert next(explain(meshed(dish), SECONDS)).summary == next(explain(part(dish), SECONDS)).summary


@pytest.mark.parametrize("name", MADE)
def test_the_program_of_a_mesh_blends_last(name: str) -> None:
    make, _, wanted = MADE[name]
    coarse, exact = meshed(make()), part(make())
    first = next(explain(coarse, SECONDS))
    assert formatted(first.program) == first.program
    assert first.program.count(".fillet(") + first.program.count(".chamfer(") == len(wanted)
    assert score(run(first.program), exact, "exact").iou > 0.9999
