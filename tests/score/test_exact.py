from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from shapes import box, cylinder, moved, sphere, wedge

from zero_to_cad.part import Mesh, Part, read
from zero_to_cad.score import score
from zero_to_cad.score.exact import COARSE, FINE, FINEST, mesh_overlap, meshing

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("result", "target", "iou"),
    [
        (box((10, 10, 10)), box((10, 10, 10), (5, 0, 0)), 1 / 3),
        (box((10, 10, 10)), box((10, 10, 10), (5, 5, 5)), 1 / 15),
        (box((10, 10, 10)), box((10, 10, 10), (10, 0, 0)), 0.0),
        (box((10, 10, 10)), box((20, 20, 20)), 1 / 8),
        (sphere(5), box((10, 10, 10)), np.pi / 6),
        (cylinder(5, 10), box((10, 10, 10)), np.pi / 4),
        (box((40, 40, 0.4)), box((40, 30, 0.4)), 0.75),
    ],
)
def test_known_answers_with_scale_and_position_kept(result: Mesh, target: Mesh, iou: float) -> None:
    assert mesh_overlap(result, target).iou == pytest.approx(iou, abs=1e-3)


def test_a_part_against_itself_is_one_exactly() -> None:
    path = EXAMPLES / "horn.step"
    assert score(read(path), read(path), "exact").iou == 1.0


def test_a_part_moved_far_away_and_back_is_one() -> None:
    part = wedge()
    assert mesh_overlap(moved(moved(part, (1e4, 0, 0)), (-1e4, 0, 0)), part).iou == pytest.approx(1.0, abs=1e-9)


def test_turned_plates_overlap_where_a_kernel_boolean_may_say_they_do_not() -> None:
    plate = cq.Workplane().box(60, 40, 3).faces(">Z").workplane().rarray(15, 15, 3, 2).hole(6)
    target = Part.from_shape(plate.val())
    result = Part.from_shape(plate.rotate((0, 0, 0), (0, 0, 1), 10).val())
    found = score(result, target, "exact")
    assert found.details["by"] == "mesh booleans"
    assert 0.5 < found.iou < 0.8


def test_volumes_match_the_kernel() -> None:
    part = read(EXAMPLES / "bracket.step")
    drilled = Part.from_shape(part.shape.cut(cq.Workplane().sphere(15).val()))
    found = score(drilled, part, "exact")
    assert found.details["volume"]["target"] == pytest.approx(part.measures.volume, rel=1e-3)
    assert found.iou == pytest.approx(drilled.measures.volume / part.measures.volume, abs=1e-3)


def test_a_cylinder_cut_into_other_chords_is_still_nearly_itself() -> None:
    disc = cq.Workplane().circle(10).extrude(5)
    target = Part.from_shape(disc.val())
    result = Part.from_shape(disc.rotate((0, 0, 0), (0, 0, 1), 3).val())
    assert score(result, target, "exact").iou > 0.9995


def test_a_thin_ring_cut_into_other_chords_is_still_nearly_itself() -> None:
    ring = cq.Workplane().circle(29.2).circle(28.2).extrude(5)
    target = Part.from_shape(ring.val())
    result = Part.from_shape(ring.rotate((0, 0, 0), (0, 0, 1), 1.4).val())
    assert score(result, target, "exact").iou > 0.998


def test_parts_are_meshed_the_coarser_the_more_triangles_they_have() -> None:
    small, huge = Part.from_mesh(box((1, 1, 1))), Part.from_mesh(sphere(1))
    many = Part.from_shape(cq.Workplane().rect(30, 30).rarray(3, 3, 4, 4).circle(1).extrude(1).val())
    assert meshing(small, small) == FINEST
    assert meshing(many, many) == FINE
    assert meshing(huge, huge) == COARSE


def test_what_is_thin_and_round_is_meshed_more_finely_than_its_triangles_ask_for() -> None:
    plate = cq.Workplane().rect(30, 30).rarray(3, 3, 4, 4).circle(1).extrude(1)
    ring = cq.Workplane().circle(60).circle(59.5).extrude(8).union(cq.Workplane().box(119.5, 1, 1))
    many, thin = Part.from_shape(plate.val()), Part.from_shape(plate.union(ring).val())
    assert meshing(thin, many) == FINE
    assert meshing(many, thin) == FINEST


def test_a_mesh_that_booleans_reject_is_sampled_and_says_so() -> None:
    whole = sphere(10)
    open_ball = Mesh(whole.vertices, whole.triangles[1:])
    overlap = mesh_overlap(open_ball, box((20, 20, 20)))
    assert overlap.by == "samples"
    assert overlap.iou == pytest.approx(np.pi / 6, abs=0.005)


def test_a_mesh_that_overlaps_itself_gets_nothing_for_what_it_holds_twice() -> None:
    one, two = box((10, 10, 10)), box((10, 10, 10), (5, 0, 0))
    vertices = np.concatenate([one.vertices, two.vertices])
    triangles = np.concatenate([one.triangles, two.triangles + len(one.vertices)]).astype(np.int32)
    both = Mesh(vertices, triangles, None)
    for found in (mesh_overlap(both, one), mesh_overlap(one, both)):
        assert found.by == "samples"
        assert found.iou == pytest.approx(2 / 3, abs=0.01)
