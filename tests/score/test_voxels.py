import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import box, cylinder, inside_out, sphere, together, turned, wedge

from zero_to_cad.part import Mesh
from zero_to_cad.score import occupancy, rotation_set

LATTICE = np.arange(-5.0, 6.0)


def test_a_box_on_the_samples_holds_its_lower_faces_and_not_its_upper_ones() -> None:
    filled = occupancy(box((4, 4, 4)), LATTICE, LATTICE, LATTICE)
    held = (LATTICE >= -2) & (LATTICE < 2)
    expected = held[:, None, None] & held[None, :, None] & held[None, None, :]
    np.testing.assert_array_equal(filled, expected)


def test_boxes_that_share_a_face_on_the_samples_share_no_sample_and_leave_none_out() -> None:
    left = occupancy(box((2, 4, 4), (-1, 0, 0)), LATTICE, LATTICE, LATTICE)
    right = occupancy(box((2, 4, 4), (1, 0, 0)), LATTICE, LATTICE, LATTICE)
    whole = occupancy(box((4, 4, 4)), LATTICE, LATTICE, LATTICE)
    assert not (left & right).any()
    np.testing.assert_array_equal(left | right, whole)


def test_edges_and_vertices_on_the_samples_are_counted_once() -> None:
    # Every edge, vertex and slanted face of this octahedron meets samples; slopes of 1 are exact.
    tips = 4.0 * np.concatenate([np.eye(3), -np.eye(3)])
    ring = [(0, 1), (1, 3), (3, 4), (4, 0)]
    triangles = [(a, b, 2) for a, b in ring] + [(b, a, 5) for a, b in ring]
    octahedron = Mesh(tips, np.array(triangles, dtype=np.int32))
    filled = occupancy(octahedron, LATTICE, LATTICE, LATTICE)
    x, y, z = np.meshgrid(LATTICE + 1e-8, LATTICE + 1e-11, LATTICE + 1e-5, indexing="ij")
    np.testing.assert_array_equal(filled, abs(x) + abs(y) + abs(z) < 4)


def test_spacing_may_vary_along_every_axis() -> None:
    xs, ys, zs = np.array([-9.0, 0.1, 0.2, 3.0]), np.array([0.5]), np.array([-1.9, -0.3, 1.9, 2.1, 70.0])
    filled = occupancy(box((4, 4, 4)), xs, ys, zs)
    assert filled.shape == (4, 1, 5)
    expected = (abs(xs) < 2)[:, None, None] & (abs(zs) < 2)[None, None, :]
    np.testing.assert_array_equal(filled, expected)


@pytest.mark.parametrize(("mesh", "volume"), [(sphere(1.0), 4 / 3 * np.pi), (cylinder(0.9, 1.5), 0.81 * np.pi * 1.5)])
def test_the_share_of_samples_inside_is_the_volume(mesh: Mesh, volume: float) -> None:
    centres = (np.arange(128) + 0.5) / 64 - 1
    assert occupancy(mesh, centres, centres, centres).mean() * 8 == pytest.approx(volume, rel=5e-3)


def test_a_cavity_is_empty_and_overlapping_bodies_are_united() -> None:
    hollow = together(box((4, 4, 4)), inside_out(box((2, 2, 2))))
    assert occupancy(hollow, LATTICE, LATTICE, LATTICE).sum() == 4**3 - 2**3
    crossed = together(box((8, 2, 2)), box((2, 8, 2)))
    assert occupancy(crossed, LATTICE, LATTICE, LATTICE).sum() == 2 * (8 * 2 + 8 * 2 - 2 * 2)


@pytest.mark.parametrize("end", ["top", "bottom"])
def test_a_pinhole_leaves_the_solid_filled_and_the_outside_empty(end: str) -> None:
    ball = sphere(1.0)
    heights = ball.vertices[ball.triangles].mean(axis=1)[:, 2]
    lost = heights.argmax() if end == "top" else heights.argmin()
    open_ball = Mesh(ball.vertices, np.delete(ball.triangles, lost, axis=0))
    fine = np.linspace(-1.2, 1.2, 240)
    np.testing.assert_allclose(
        occupancy(open_ball, fine, fine, fine).sum(), occupancy(ball, fine, fine, fine).sum(), rtol=1e-4
    )
    # The hole is met by some columns: without a repair these would be filled, or emptied, from end to end.
    assert not occupancy(open_ball, fine, fine, fine)[:, :, -1].any()
    assert occupancy(open_ball, fine, fine, np.zeros(1)).sum() == occupancy(ball, fine, fine, np.zeros(1)).sum()


@settings(max_examples=40, deadline=None)
@given(
    rotation=st.sampled_from(list(rotation_set("euler208"))),
    shift=st.tuples(*[st.integers(-3, 3)] * 3),
)
def test_a_closed_mesh_fills_nothing_outside_its_bounding_box(
    rotation: np.ndarray, shift: tuple[int, int, int]
) -> None:
    # One missed or doubled crossing would fill a column to the top of the grid.
    mesh = turned(wedge(), rotation)
    mesh = Mesh(mesh.vertices + shift, mesh.triangles)
    wide = np.arange(-20.0, 21.0, 0.5)
    filled = occupancy(mesh, wide, wide, wide)
    assert filled.any()
    for axis, held in enumerate((filled.any(axis=(1, 2)), filled.any(axis=(0, 2)), filled.any(axis=(0, 1)))):
        assert wide[held].min() >= mesh.bounds[0, axis] - 1e-9
        assert wide[held].max() <= mesh.bounds[1, axis] + 1e-9
