from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from solids import EXAMPLES, block, box, gap, same, turned

from zero_to_cad.errors import ConfigError, NotASolidError
from zero_to_cad.part import Mesh, read
from zero_to_cad.views import Views, load_convention, render
from zero_to_cad.views.png import Pixels

LOOK = load_convention("cube8-1")
EXACT = settings(max_examples=15, deadline=None, derandomize=True)


def drawn(image: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Where a picture shows the part."""
    return np.asarray((image < 250).any(axis=-1))


def interior(image: Pixels) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Grey levels of the pixels among whose neighbours, two pixels around, is neither edge nor background."""
    grey = image[..., 0].astype(int)
    inside = (grey > 60) & (grey < 250)
    calm = inside.copy()
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            calm &= np.roll(inside, (dy, dx), axis=(0, 1))
    return image[..., 0][calm]


def test_pictures_are_eight_of_256_and_read_only() -> None:
    views = render(box((0, 0, 0), (1, 2, 3)))
    assert len(views.images) == 8
    assert all(image.shape == (256, 256, 3) and image.dtype == np.uint8 for image in views.images)
    assert not any(image.flags.writeable for image in views.images)
    assert views.convention == "cube8-1"
    assert views.centre == (0.5, 1.0, 1.5)


@given(st.lists(st.tuples(*[st.floats(-50, 50)] * 3), min_size=4, max_size=4, unique=True))
@EXACT
def test_every_corner_is_where_the_formula_says(corners: list[tuple[float, float, float]]) -> None:
    points = np.array(corners)
    if abs(np.linalg.det(points[1:] - points[0])) < 100:
        return
    order = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]]
    if np.linalg.det(points[1:] - points[0]) < 0:
        order = [t[::-1] for t in order]
    views = render(Mesh(points, np.array(order, dtype=np.int32)))
    assert views.scale is not None
    for image, (right, up, _) in zip(views.images, LOOK.frames, strict=True):
        across = 128 + (points - views.centre) @ right / views.scale
        down = 128 - (points - views.centre) @ up / views.scale
        rows, columns = np.nonzero(drawn(image))
        for found, expected in ((columns, across), (rows, down)):
            assert found.min() == pytest.approx(expected.min() - 0.5, abs=1.6)
            assert found.max() == pytest.approx(expected.max() - 0.5, abs=1.6)


def test_largest_extent_fills_four_fifths_of_the_frame() -> None:
    extents = [
        int(np.ptp(np.nonzero(drawn(image))[axis]))
        for image in render(box((0, 0, 0), (30, 20, 10))).images
        for axis in (0, 1)
    ]
    assert 0.8 * 256 <= max(extents) <= 0.8 * 256 + 3


def test_front_is_the_side_of_minus_y() -> None:
    plain = render(box((0, 0, 0), (10, 10, 10)))
    plate = box((0, 0, 0), (10, 10, 10))
    front = trimesh.Trimesh(plate.vertices, plate.triangles).difference(
        trimesh.creation.box(bounds=[[3, -1, 3], [7, 2, 7]])
    )
    cut = render(Mesh(np.array(front.vertices), np.array(front.faces, dtype=np.int32)))
    changed = [not np.array_equal(a, b) for a, b in zip(plain.images, cut.images, strict=True)]
    assert changed == [True] * 4 + [False] * 4


@given(st.tuples(*[st.floats(-1000, 1000)] * 3), st.floats(1e-3, 1e4))
@EXACT
def test_place_and_size_do_not_matter(shift: tuple[float, float, float], factor: float) -> None:
    mesh = block()
    moved = render(Mesh(mesh.vertices * factor + np.array(shift) * factor, mesh.triangles))
    still = render(mesh)
    assert same(moved, still)
    assert moved.scale == pytest.approx((still.scale or 0) * factor)


def test_a_quarter_turn_permutes_the_views() -> None:
    before, after = render(block()), render(turned(block()))
    for i, (x, y, z) in enumerate(LOOK.cameras):
        seen_before = LOOK.cameras.index((y, -x, z))
        assert np.array_equal(after.images[i], before.images[seen_before])


def test_planes_have_one_grey_level_each() -> None:
    for image, frame, camera in zip(render(box((0, 0, 0), (9, 7, 5))).images, LOOK.frames, LOOK.cameras, strict=True):
        expected = {
            int(np.floor(LOOK.level + LOOK.gain * np.sign(camera[k]) * (frame[:, k] @ LOOK.light) + 0.5))
            for k in range(3)
        }
        assert set(interior(image).tolist()) == expected


def test_planes_beside_fillets_keep_their_grey_level() -> None:
    top = int(np.floor(LOOK.level + LOOK.gain * (LOOK.frames[0][:, 2] @ LOOK.light) + 0.5))
    for mesh in (block(), read(EXAMPLES / "bracket.step").mesh()):
        images = render(mesh).images
        for view in (0, 1, 4, 5):
            levels = interior(images[view])
            assert (levels == top).sum() > 1000
            # No gradient: the levels next to it are rare.
            assert (np.abs(levels.astype(int) - top) == 1).sum() < 0.2 * (levels == top).sum()


def test_step_and_its_stl_look_alike() -> None:
    mesh = read(EXAMPLES / "bracket.step").mesh()
    stl = Mesh(mesh.vertices.astype(np.float32).astype(np.float64), mesh.triangles)
    assert gap(render(mesh), render(stl)) < 0.05


def test_a_sphere_has_an_outline_and_no_line_on_it() -> None:
    ball = trimesh.creation.icosphere(4)
    for image in render(Mesh(np.array(ball.vertices), np.array(ball.faces, dtype=np.int32))).images:
        rows, columns = np.mgrid[:256, :256] - 127.5
        distance = np.hypot(rows, columns)
        grey = image[..., 0].astype(int)
        assert grey[distance < 100].min() > 60
        assert np.abs(np.diff(grey, axis=1))[distance[:, 1:] < 98].max() <= 4
        assert grey[(distance > 101.7) & (distance < 102.7)].max() < 140
        assert grey[distance > 105].min() == 255


def test_what_lies_beneath_a_plate_does_not_show() -> None:
    plate = box((0, 0, 0), (100, 100, 1.5))
    pocket = trimesh.creation.box(bounds=[[30, 30, -1], [60, 70, 1]])
    cut = trimesh.Trimesh(plate.vertices, plate.triangles).difference(pocket)
    above, below = (0, 1, 4, 5), (2, 3, 6, 7)
    whole, hollow = render(plate), render(Mesh(np.array(cut.vertices), np.array(cut.faces, dtype=np.int32)))
    shown = [gap(Views((whole.images[i],)), Views((hollow.images[i],))) for i in above]
    assert max(shown) < 0.01
    assert min(gap(Views((whole.images[i],)), Views((hollow.images[i],))) for i in below) > 0.3


def test_a_corner_on_the_side_of_a_triangle_leaves_no_mark() -> None:
    plain = box((0, 0, 0), (9, 7, 5))
    # The top's diagonal runs from 4 to 7; only one of its triangles is split in the middle of it.
    top = next(i for i, t in enumerate(plain.triangles.tolist()) if set(t) == {4, 5, 7})
    middle = (plain.vertices[4] * 0.6 + plain.vertices[7] * 0.4)[None]
    triangles = np.delete(plain.triangles, top, axis=0)
    split = np.array([[4, 5, 8], [5, 7, 8]], dtype=np.int32)
    torn = Mesh(np.concatenate([plain.vertices, middle]), np.concatenate([triangles, split]))
    pairs = zip(render(torn).images, render(plain).images, strict=True)
    # A line may end one sample later at the corner where the diagonal ends.
    assert max(int((a != b).any(axis=-1).sum()) for a, b in pairs) <= 1


def test_facets_of_a_coarse_cylinder_are_not_edges() -> None:
    tube = trimesh.creation.cylinder(1, 2, sections=24)
    image = render(Mesh(np.array(tube.vertices), np.array(tube.faces, dtype=np.int32))).images[0]
    assert (image[150, 60:196, 0] > 60).all()


def test_drawing_like_another_part_keeps_centre_and_scale() -> None:
    whole = box((0, 0, 0), (10, 10, 10))
    views = render(whole)
    assert same(render(whole, like=views), views)
    half = render(box((0, 0, 0), (10, 10, 5)), like=views)
    assert (half.scale, half.centre) == (views.scale, views.centre)
    for a, b in zip(half.images, views.images, strict=True):
        assert not (drawn(a) & ~drawn(b)).any()
        assert drawn(a).sum() < drawn(b).sum()


@pytest.mark.parametrize("factor", [30.0, 1e6, 1e-6])
def test_parts_far_larger_or_smaller_than_the_frame_are_drawn(factor: float) -> None:
    views = render(box((0, 0, 0), (1, 1, 1)))
    huge = render(box((0, 0, 0), (factor, factor, factor)), like=views)
    assert len(huge.images) == 8


def test_a_part_out_of_the_frame_is_not_drawn() -> None:
    views = render(box((0, 0, 0), (1, 1, 1)))
    away = render(box((90, 0, 0), (91, 1, 1)), like=views)
    assert not any(drawn(image).any() for image in away.images)


def test_drawing_like_pictures_without_scale_is_refused() -> None:
    views = render(box((0, 0, 0), (1, 1, 1)))
    with pytest.raises(ConfigError, match="scale"):
        render(box((0, 0, 0), (1, 1, 1)), like=replace(views, scale=None))


def test_unknown_convention_is_refused() -> None:
    with pytest.raises(ConfigError, match="cube8-1"):
        render(box((0, 0, 0), (1, 1, 1)), "top-view")


@pytest.mark.parametrize(
    "vertices",
    [np.zeros((0, 3)), np.full((3, 3), 2.0), np.array([[0.0, 0, 0], [1, 0, 0], [0, np.nan, 0]])],
)
def test_nothing_to_draw_is_refused(vertices: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    triangles = np.array([[0, 1, 2]] if len(vertices) else np.zeros((0, 3)), dtype=np.int32)
    with pytest.raises(NotASolidError):
        render(Mesh(vertices, triangles))
