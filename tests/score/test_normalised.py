import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from shapes import box, cylinder, moved, scaled, sphere, together, turned, wedge

from zero_to_cad.part import Mesh
from zero_to_cad.score.exact import mesh_overlap
from zero_to_cad.score.normalised import best_alignment, normalised
from zero_to_cad.score.rotations import rotation_set

# Sides in steps of 1/64: every face then lies on voxel centres or halfway between them.
sides = st.integers(4, 64).map(float)
boxes = st.tuples(sides, sides, sides).map(box)


def iou(result: Mesh, target: Mesh, rotations: str = "none") -> float:
    return best_alignment(result, target, rotations).iou


@settings(max_examples=40, deadline=None)
@given(mesh=boxes, shift=st.tuples(*[st.floats(-1e3, 1e3)] * 3), factor=st.floats(1e-3, 1e3))
def test_a_box_moved_and_scaled_scores_one_exactly(
    mesh: Mesh, shift: tuple[float, float, float], factor: float
) -> None:
    assert iou(mesh, mesh) == 1.0
    assert iou(moved(scaled(mesh, factor), shift), mesh) == 1.0


@settings(max_examples=40, deadline=None)
@given(one=boxes, other=boxes)
def test_without_rotation_the_order_of_the_shapes_does_not_matter(one: Mesh, other: Mesh) -> None:
    assert iou(one, other) == iou(other, one)


@settings(max_examples=40, deadline=None)
@given(one=boxes, other=boxes, axis=st.integers(0, 2), sign=st.sampled_from([-1e-6, 1e-6]))
def test_a_change_of_one_millionth_does_not_move_the_score(one: Mesh, other: Mesh, axis: int, sign: float) -> None:
    stretch = np.ones(3)
    stretch[axis] += sign
    assert iou(scaled(one, stretch), other) == iou(one, other)
    assert iou(scaled(one, stretch), one) == 1.0
    assert iou(moved(one, np.full(3, 64 * sign)), other) == iou(one, other)


@pytest.mark.parametrize("side", [20.0, 25.0, 35.0])
def test_a_feature_through_voxel_centres_does_not_flip(side: float) -> None:
    # The step's height is an odd number of half voxels, so its face lies on centres in every orientation.
    def stepped(height: float) -> Mesh:
        return together(box((64, 64, side), (0, 0, side / 2)), box((20, 64, height), (-22, 0, side + height / 2)))

    for matrix in rotation_set("cube24"):
        one, other = turned(stepped(10.0), matrix), turned(stepped(10.0 + 3e-5), matrix)
        assert iou(one, other) == 1.0


@pytest.mark.parametrize(
    ("result", "target", "exact"),
    [
        (box((64, 32, 32)), box((64, 64, 32)), 1 / 2),
        (box((64, 48, 40)), box((64, 40, 48)), 40 * 40 / (48 * 40 * 2 - 40 * 40)),
        (sphere(10), box((20, 20, 20)), np.pi / 6),
        (cylinder(10, 20), box((20, 20, 20)), np.pi / 4),
        (cylinder(10, 20), sphere(10), 2 / 3),
    ],
)
def test_known_answers(result: Mesh, target: Mesh, exact: float) -> None:
    assert iou(result, target) == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("name", ["z8", "axes22", "cube24", "euler208"])
def test_a_shape_turned_within_the_set_is_found(name: str) -> None:
    target = wedge()
    for matrix in rotation_set(name)[1::17]:
        found = best_alignment(turned(target, matrix.T), target, name)
        assert found.iou >= 0.97
        np.testing.assert_allclose(found.rotation, matrix, atol=1e-12)


def test_the_result_is_turned_and_normalised_after_turning() -> None:
    turn = rotation_set("z8")[1]
    bar = box((64, 8, 8))
    # The turned bar fills a square box: normalised again it is shorter than the straight one.
    diagonal = turned(bar, turn)
    assert best_alignment(bar, diagonal, "z8").rotation == tuple(map(tuple, turn.tolist()))
    assert iou(bar, diagonal, "z8") == 1.0
    assert normalised(bar, turn).size.max() == pytest.approx(1.0)


def test_a_shape_turned_outside_the_set_is_not_found() -> None:
    target = wedge()
    assert iou(turned(target, rotation_set("axes22")[9].T), target, "z8") < 0.9


@pytest.mark.parametrize("thickness", [0.4, 0.05, 0.001])
def test_plates_thinner_than_a_voxel_are_compared_by_volume(thickness: float) -> None:
    plate = box((40, 40, thickness))
    assert best_alignment(plate, plate, "none").voxels == (0, 0)
    assert iou(plate, plate) == 1.0
    twice = box((40, 40, 2 * thickness))
    assert iou(twice, plate) == pytest.approx(0.5, abs=0.01)
    half_as_wide = best_alignment(box((40, 20, thickness)), plate, "none")
    assert half_as_wide.by == "mesh booleans"
    assert half_as_wide.iou == pytest.approx(0.5, abs=1e-6)
    assert iou(plate, box((40, 40, 40))) == pytest.approx(thickness / 40, rel=0.01)


def test_a_thin_plate_in_another_scores_as_the_volumes_do() -> None:
    plate, outline = box((40, 40, 0.4)), box((40, 30, 0.4))
    assert iou(outline, plate) == pytest.approx(0.75, abs=1e-6)
    assert iou(plate, moved(outline, (0, 0, 50))) == pytest.approx(0.75, abs=1e-6)


def test_a_thin_open_plate_is_compared_by_samples() -> None:
    plate = box((40, 40, 0.4))
    open_plate = Mesh(plate.vertices, plate.triangles[1:])
    found = best_alignment(open_plate, plate, "none")
    assert found.by == "samples"
    assert 0.0 <= found.iou <= 1.0


def test_the_voxel_figure_is_near_the_exact_one() -> None:
    # Slanted, since a face along the axes counts in whole layers of voxels.
    slant = Rotation.from_euler("xyz", (20, 35, 10), degrees=True).as_matrix()
    target = turned(box((40, 30, 12)), slant)
    for change in (0.8, 0.9, 0.97, 1.02, 1.1):
        result = turned(box((40, 30 * change, 12 / change)), slant)
        assert iou(result, target) == pytest.approx(mesh_overlap(normalised(result), normalised(target)).iou, abs=0.01)
