"""Surfaces told from a mesh are those it was tessellated from, within the slack that is stated."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
from bodies import bracket, part, plate, tilted
from hypothesis import given, settings
from hypothesis import strategies as st

from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.segmentation import segmented
from zero_to_cad.fit.walls import round_walls
from zero_to_cad.part import Mesh, Part

DEVIATIONS = st.sampled_from([1e-3, 5e-3])  # of the longest side, as a tessellator is told
DIRECTIONS = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda d: np.linalg.norm(d) > 0.1)
PLACES = st.tuples(*[st.floats(-50, 50)] * 3)


def told(body: cq.Workplane, deviation: float = 1e-3) -> tuple[Face, ...]:
    """The faces of a body's mesh, its numbers in single precision as in an STL file."""
    made = part(body).mesh(deviation, 0.3)
    return segmented(Mesh(made.vertices.astype(np.float32).astype(np.float64), made.triangles)).faces


def of_kind(found: tuple[Face, ...], kind: str) -> list[Face]:
    return [face for face in found if face.kind == kind]


def is_on_line(face: Face, point: cq.Vector, direction: cq.Vector) -> bool:
    """Whether both ends of a face's axis lie on a line within its slack."""
    away = np.array(face.point) - point.toTuple()
    ends = [away + side * face.half * np.array(face.direction) for side in (-1, 1)]
    return all(np.linalg.norm(np.cross(end, direction.toTuple())) <= 2 * face.slack for end in ends)


@settings(max_examples=12, deadline=None)
@given(DIRECTIONS, PLACES, st.floats(1.0, 12.0), st.floats(0.5, 0.9), DEVIATIONS)
def test_a_tube_is_two_cylinders_and_two_planes(
    direction: tuple[float, ...], place: tuple[float, ...], radius: float, share: float, deviation: float
) -> None:
    plane = cq.Plane(place, normal=direction)
    found = told(cq.Workplane(plane).circle(radius).circle(share * radius).extrude(20), deviation)
    inner, outer = sorted(of_kind(found, "cylinder"), key=lambda face: face.radius)
    assert len(found) == 4
    assert (inner.hollow, outer.hollow) == (True, False)
    for face, expected in ((inner, share * radius), (outer, radius)):
        assert abs(face.radius - expected) <= 2 * face.slack
        assert is_on_line(face, plane.origin, plane.zDir)
        assert face.half == pytest.approx(10, abs=2 * face.slack)
        assert face.square
        assert face.turn == pytest.approx(2 * np.pi)
        assert face.slack < 1e-4


@settings(max_examples=8, deadline=None)
@given(DIRECTIONS, PLACES, st.floats(6.0, 12.0), st.floats(0.1, 1.0), DEVIATIONS)
def test_a_frustum_is_a_cone(
    direction: tuple[float, ...], place: tuple[float, ...], radius: float, angle: float, deviation: float
) -> None:
    plane = cq.Plane(place, normal=direction)
    body = cq.Workplane(plane).circle(radius).extrude(3, taper=np.degrees(angle))
    (face,) = of_kind(told(body, deviation), "cone")
    narrowing = -face.second * np.sign(np.dot(face.direction, plane.zDir.toTuple()))
    assert narrowing == pytest.approx(angle, abs=1e-4)
    assert face.radius == pytest.approx(radius - 1.5 * np.tan(angle), abs=1e-4)
    assert is_on_line(face, plane.origin, plane.zDir)
    assert face.square


@settings(max_examples=8, deadline=None)
@given(PLACES, st.floats(3.0, 12.0), st.floats(0.2, 0.6), DEVIATIONS)
def test_spheres_and_tori_are_told(place: tuple[float, ...], ring: float, share: float, deviation: float) -> None:
    """As a ball, and as a ring cut in two, which is not all there."""
    (ball,) = of_kind(told(cq.Workplane().sphere(ring).translate(place), deviation), "sphere")
    assert ball.radius == pytest.approx(ring, abs=1e-4)
    assert ball.point == pytest.approx(place, abs=1e-4)
    tube = share * ring
    torus = cq.Workplane(cq.Solid.makeTorus(ring, tube)).cut(cq.Workplane().box(99, 99, 99, (False, True, True)))
    # A few facets at its end may be told as one more, which is known the less.
    curved = min(of_kind(told(torus.translate(place), deviation), "torus"), key=lambda face: face.slack)
    assert curved.radius == pytest.approx(ring, abs=1e-3)
    assert curved.second == pytest.approx(tube, abs=1e-3)


def test_numbers_of_three_decimals_are_known_to_half_the_last() -> None:
    made = part(cq.Workplane().circle(7.3).circle(4.2).extrude(40)).mesh(1e-3, 0.2)
    found = segmented(Mesh(np.round(made.vertices, 3), made.triangles)).faces
    assert sorted(face.read(face.radius) for face in of_kind(found, "cylinder")) == [4.2, 7.3]
    assert len(found) == 4
    assert all(5e-4 / 2 <= face.slack <= 2e-3 for face in found)


@pytest.mark.parametrize("body", [plate, bracket, tilted])
def test_a_mesh_has_the_walls_of_its_b_rep(body: Callable[[], cq.Workplane]) -> None:
    made = part(body())
    known = told(cq.Workplane(made.shape))
    assert round_walls(known, np.eye(3), np.zeros(3)) == round_walls(boundary(made).faces, np.eye(3), np.zeros(3))
    assert sorted(face.kind for face in known) == sorted(face.kind for face in boundary(made).faces)


@pytest.mark.parametrize("sides", [6, 8, 10])
def test_prisms_of_few_sides_are_flat(sides: int) -> None:
    assert {face.kind for face in told(cq.Workplane().polygon(sides, 20).extrude(5))} == {"plane"}


def test_a_plate_rounded_at_all_edges_keeps_its_planes() -> None:
    found = told(cq.Workplane().box(40, 30, 10).edges().fillet(2))
    assert len(of_kind(found, "plane")) == 6
    assert sorted(round(face.radius, 4) for face in of_kind(found, "cylinder")) == [2.0] * 12
    assert [round(face.radius, 4) for face in of_kind(found, "sphere")] == [2.0] * 8


def test_flats_on_a_round_bar_are_not_part_of_it() -> None:
    bar = cq.Workplane().circle(10).extrude(30).cut(cq.Workplane().box(40, 40, 40).translate((0, 29.6, 0)))
    found = told(bar)
    assert len(of_kind(found, "plane")) == 4
    assert [face.radius for face in of_kind(found, "cylinder")] == [pytest.approx(10, abs=1e-4)]


def test_a_rough_mesh_has_no_round_faces() -> None:
    made = part(plate()).mesh()
    rough = made.vertices + np.random.default_rng(5).normal(0, 0.02, made.vertices.shape)
    assert not [face for face in segmented(Mesh(rough, made.triangles)).faces if face.kind != "plane"]


def test_an_open_mesh_is_read_as_far_as_it_goes() -> None:
    made = part(plate()).mesh()
    torn = Mesh(made.vertices, made.triangles[: len(made.triangles) // 2])
    assert segmented(torn).faces == segmented(torn).faces
    pieces = np.concatenate([torn.triangles, torn.triangles[:5, ::-1], torn.triangles[:5]])
    segmented(Mesh(made.vertices, pieces))


@pytest.mark.parametrize("body", [plate, bracket, tilted])
def test_faces_meet_in_the_corners_of_the_b_rep(body: Callable[[], cq.Workplane]) -> None:
    """Seams of round walls end in vertices too, which a mesh does not know and nobody needs."""
    made = part(body())
    known, found = (boundary(one).corners for one in (made, Part.from_mesh(made.mesh())))
    assert len(found) == {plate: 8, bracket: 12, tilted: 12}[body]
    assert np.linalg.norm(found[:, None] - known, axis=2).min(1).max() < 1e-6


def test_a_rounded_rim_is_known_to_its_last_triangle() -> None:
    ends = cq.Workplane().pushPoints([(0, 0), (0, 35)]).circle(3.5).extrude(5)
    arm = ends.union(cq.Workplane().center(0, 17.5).rect(4, 31).extrude(5)).faces(">Z").edges().fillet(0.75)
    known = segmented(part(arm).mesh())
    assert (known.of_triangle >= 0).all()
    assert len(known.faces) == len(part(arm).shape.Faces())
