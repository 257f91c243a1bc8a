from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import box, sphere

from zero_to_cad.part import Mesh, Part, read
from zero_to_cad.score import signed_distances, surface_distance, touching
from zero_to_cad.score.surface import _point_to_triangle

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_concentric_spheres_are_their_radii_apart() -> None:
    found = surface_distance(Part.from_mesh(sphere(11)), Part.from_mesh(sphere(10)))
    assert found.chamfer == pytest.approx(1.0, rel=5e-3)
    assert found.chamfer_relative == pytest.approx(1 / 20, rel=5e-3)
    assert found.p95 == pytest.approx(1.0, rel=5e-3)
    assert found.f_score == 0.0


def test_a_plate_under_another_is_measured_from_both_sides() -> None:
    # The wide plate's rim is up to 10 mm from the narrow one: only one direction sees it.
    wide, narrow = Part.from_mesh(box((40, 20, 2))), Part.from_mesh(box((20, 20, 2)))
    found = surface_distance(wide, narrow)
    assert found.p95 == pytest.approx(9.5, abs=0.6)
    assert 0.5 < found.f_score < 0.8
    assert found.chamfer == pytest.approx(surface_distance(narrow, wide).chamfer, rel=0.05)


def test_a_step_within_one_percent_counts_as_met() -> None:
    target = Part.from_mesh(box((100, 50, 20)))
    assert surface_distance(Part.from_mesh(box((101.8, 51.8, 21.8))), target).f_score > 0.95
    assert surface_distance(Part.from_mesh(box((104, 54, 24))), target).f_score == 0.0


@pytest.mark.parametrize("name", ["bracket", "base_plate"])
def test_a_real_part_is_at_no_distance_from_itself(name: str) -> None:
    part = read(EXAMPLES / f"{name}.step")
    found = surface_distance(part, part)
    assert found.chamfer_relative < 2e-4
    assert found.f_score > 0.999


def test_the_seed_fixes_the_figures() -> None:
    one, other = Part.from_mesh(sphere(10)), Part.from_mesh(box((18, 18, 18)))
    assert surface_distance(one, other, seed=3) == surface_distance(one, other, seed=3)
    assert surface_distance(one, other, seed=3) != surface_distance(one, other, seed=4)


@pytest.mark.parametrize(
    ("point", "distance"),
    [
        ((0.2, 0.2, 3.0), 3.0),
        ((-1.0, -1.0, 0.0), np.sqrt(2)),
        ((0.5, -2.0, 0.0), 2.0),
        ((1.0, 1.0, 0.0), np.sqrt(0.5)),
        ((4.0, 0.0, 4.0), 5.0),
    ],
)
def test_distance_to_a_triangle(point: tuple[float, float, float], distance: float) -> None:
    triangle = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=float)
    assert _point_to_triangle(np.array(point), triangle) == pytest.approx(distance)
    sliver = triangle[[0, 1, 1]]
    on_line = np.hypot(max(point[0] - 1, -point[0], 0), np.hypot(point[1], point[2]))
    assert _point_to_triangle(np.array(point), sliver) == pytest.approx(on_line)


@given(st.integers(0, 1000), st.sampled_from([0.05, 0.5, 3.0]))
@settings(max_examples=25, deadline=None)
def test_touching_finds_every_pair(seed: int, reach: float) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-6.0, 6.0, (60, 3))
    mesh = Mesh(rng.uniform(-5.0, 5.0, (90, 3)), np.arange(90, dtype=np.int32).reshape(30, 3))
    point, triangle, distance = touching(points, mesh, reach)
    every = _point_to_triangle(np.repeat(points[:, None], 30, axis=1), np.repeat(mesh.corners[None], 60, axis=0))
    assert sorted(zip(point, triangle, strict=True)) == list(zip(*np.nonzero(every <= reach), strict=True))
    assert np.allclose(distance, every[point, triangle])


def test_nothing_touches_from_afar() -> None:
    point, triangle, distance = touching(np.full((3, 3), 100.0), sphere(5), 1.0)
    assert len(point) == len(triangle) == len(distance) == 0


def test_signed_distances_near_and_far() -> None:
    points = np.array([[0.0, 0.0, 10.02], [0.0, 0.0, 9.98], [0.0, 0.0, 15.0], [0.0, 0.0, 6.0]])
    assert signed_distances(points, box((20, 20, 20))) == pytest.approx([0.02, -0.02, 5.0, -4.0], abs=1e-9)


def test_one_point_may_be_far_from_a_surface() -> None:
    (distance,) = signed_distances(np.array([[0.0, 0.0, 100.0]]), box((20, 20, 20)))
    assert distance == pytest.approx(90.0)
