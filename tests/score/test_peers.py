"""Other papers' protocols on shapes whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from shapes import box, cylinder, moved, scaled, sphere, together, turned, wedge

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import Mesh, Part
from zero_to_cad.score import PROTOCOLS, rotation_set, score
from zero_to_cad.score.peers import component_booleans, inertia_aligned, surface_voxels

ODD_TURN = rotation_set("euler208")[77]
CUBE, HALF = box((10, 10, 10)), box((10, 10, 5))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "mesh", [CUBE, wedge(), cylinder(3, 10), box((40, 40, 0.4))], ids=["cube", "wedge", "pin", "plate"]
)
def test_a_shape_against_itself_is_1_exactly(protocol: str, mesh: Mesh) -> None:
    assert score(Part.from_mesh(mesh), Part.from_mesh(mesh), protocol).iou == 1.0


def test_component_booleans_of_a_cube_and_its_half() -> None:
    assert component_booleans(HALF, CUBE) == pytest.approx(0.5)
    # Each in its own unit box: scale and place do not count, turns do.
    assert component_booleans(moved(scaled(CUBE, 3), (5, 6, 7)), CUBE) == pytest.approx(1.0)
    assert component_booleans(box((5, 10, 10)), HALF) == pytest.approx(1 / 3)


def test_component_booleans_count_bodies_pair_by_pair() -> None:
    two = together(moved(CUBE, (-10, 0, 0)), moved(CUBE, (10, 0, 0)))
    one_long = box((30, 10, 10))
    # In one frame: two cubes inside a bar of three: 2 / 3.
    assert component_booleans(two, one_long) == pytest.approx(2 / 3)
    # The same cube twice shares itself twice, more than the union: the pair is dropped.
    assert component_booleans(together(CUBE, CUBE), CUBE) is None
    dropped = score(Part.from_mesh(CUBE), Part.from_mesh(CUBE), "cadrille")
    assert dropped.details == {}


def test_inertia_alignment_undoes_place_scale_and_turn() -> None:
    changed = moved(scaled(turned(wedge(), ODD_TURN), 2.5), (30, -20, 10))
    assert inertia_aligned(changed, wedge()) == pytest.approx(1.0, abs=1e-6)
    assert inertia_aligned(wedge(), changed) == pytest.approx(1.0, abs=1e-6)


def test_inertia_alignment_tells_a_shape_from_its_mirror_image() -> None:
    mirrored = scaled(wedge(), (-1, 1, 1))
    mirrored = Mesh(mirrored.vertices, mirrored.triangles[:, ::-1])
    assert inertia_aligned(mirrored, wedge()) < 0.9


def test_inertia_alignment_of_a_ball_and_a_cube() -> None:
    # trace(I)/V is 6/5 r^2 for a ball and a^2/2 for a cube: r = sqrt(5/6), a = sqrt(2) at equal inertia. The cube's
    # faces stand at a/2 = 0.707 < r = 0.913, so six caps of the ball stick out and eight corners of the cube do.
    r, half = np.sqrt(5 / 6), np.sqrt(0.5)
    caps = 6 * np.pi * (r - half) ** 2 * (2 * r + half) / 3
    ball = 4 / 3 * np.pi * r**3
    # The caps do not meet, since half * sqrt(2) = 1 > r.
    shared = ball - caps
    expected = shared / (ball + (2 * half) ** 3 - shared)
    assert inertia_aligned(sphere(3), CUBE) == pytest.approx(expected, abs=2e-3)


def test_surface_voxels_count_what_the_surface_touches() -> None:
    # 64 voxels along the side and one more, since both faces are touched: 65 x 65 x 33 in 65 x 65 x 65.
    assert surface_voxels(HALF, CUBE) == pytest.approx(33 / 65, abs=0.01)


def test_surface_voxels_inflate_thin_plates() -> None:
    thin, thinner = box((40, 40, 0.6)), box((40, 40, 0.3))
    assert surface_voxels(thinner, thin) == 1.0
    assert component_booleans(thinner, thin) == pytest.approx(0.5)


def test_best_of_24_undoes_quarter_turns() -> None:
    bar = Part.from_mesh(box((4, 7, 10)))
    for rotation in rotation_set("cube24")[::5]:
        assert score(Part.from_mesh(turned(box((4, 7, 10)), rotation)), bar, "best24").iou == pytest.approx(1.0)


def test_only_the_house_protocol_takes_rotations() -> None:
    part = Part.from_mesh(CUBE)
    for protocol in PROTOCOLS[1:]:
        with pytest.raises(ConfigError, match="own rule"):
            score(part, part, protocol, "z8")
