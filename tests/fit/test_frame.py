from __future__ import annotations

import cadquery as cq
import numpy as np
from bodies import FloatArray, bracket, mesh, part, plate, tilted, turned
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from zero_to_cad.fit.frame import facet_normals, own_frame
from zero_to_cad.part import Mesh

BOX = mesh(cq.Workplane().box(3, 4, 5))
BRACKET = mesh(bracket())


def frame(made: Mesh) -> FloatArray:
    return own_frame(made.vertices, made.triangles)


def is_signed_permutation(matrix: FloatArray, near: float) -> bool:
    return np.allclose(np.abs(matrix), np.abs(matrix).round(), atol=near) and np.allclose(matrix @ matrix.T, np.eye(3))


def test_facets_have_unit_normals_that_face_outwards() -> None:
    normals, areas = facet_normals(BOX.vertices, BOX.triangles)
    outwards = BOX.vertices[BOX.triangles].mean(1)
    assert np.allclose(np.linalg.norm(normals, axis=1), 1)
    assert ((normals * outwards).sum(1) > 0).all()
    assert np.isclose(areas.sum(), 2 * (12 + 15 + 20))


def test_a_part_that_lies_square_keeps_the_world() -> None:
    for body in (plate(), bracket(), cq.Workplane().circle(5).extrude(9)):
        assert np.array_equal(frame(mesh(body)), np.eye(3))


def test_a_sphere_keeps_the_world() -> None:
    assert np.array_equal(frame(mesh(cq.Workplane().sphere(7))), np.eye(3))


def test_a_bevelled_block_keeps_the_world() -> None:
    assert np.array_equal(frame(mesh(cq.Workplane().box(30, 20, 10).edges("|Z").chamfer(4))), np.eye(3))


def test_a_hexagonal_bar_keeps_its_axis() -> None:
    found = frame(mesh(cq.Workplane().polygon(6, 20).extrude(40)))
    assert np.allclose(np.abs(found[2]), (0, 0, 1))


def test_a_tilted_cylinder_gives_its_axis() -> None:
    found = frame(mesh(cq.Workplane().circle(5).extrude(40).rotate((0, 0, 0), (1, 2, 3), 33)))
    axis = Rotation.from_rotvec(np.radians(33) * np.array([1, 2, 3]) / np.sqrt(14)).apply((0, 0, 1))
    assert np.abs(found @ axis).max() > 1 - 1e-9


def test_the_axes_of_a_tilted_bracket_lie_near_the_world_s() -> None:
    found = frame(part(tilted()).mesh(1e-3, 0.2))
    expected = Rotation.from_rotvec(np.radians(33) * np.array([1, 2, 3]) / np.sqrt(14)).as_matrix().T
    assert np.allclose(found, expected, atol=1e-9)


rotations = st.tuples(*3 * [st.floats(-np.pi, np.pi)]).map(lambda turns: Rotation.from_euler("xyz", turns).as_matrix())


@settings(deadline=None, max_examples=60)
@given(rotations, st.sampled_from([BOX, BRACKET]))
def test_a_turned_part_gives_its_axes_in_some_order(rotation: FloatArray, made: Mesh) -> None:
    found = frame(turned(made, rotation))
    assert np.isclose(np.linalg.det(found), 1)
    # Where it lies almost square the world is kept; else 1e-6 rad, a tenth of a micron over a part of 100 mm.
    assert is_signed_permutation(found @ rotation, 2.5e-3 if np.array_equal(found, np.eye(3)) else 1e-6)


@settings(deadline=None, max_examples=20)
@given(rotations)
def test_each_axis_points_the_way_of_the_world_s_but_for_one(rotation: FloatArray) -> None:
    found = frame(turned(BOX, rotation))
    assert found[2, 2] >= 0
    assert found[1, 1] >= 0
