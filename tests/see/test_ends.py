"""What a single picture can place: the box that the outline tells, and faces at its ends."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.score import occupancy
from zero_to_cad.see import see
from zero_to_cad.see.ends import boxes_of
from zero_to_cad.see.pictures import read_pictures
from zero_to_cad.views import Views, render


def block() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20)


def stepped() -> cq.Workplane:
    return block().faces(">Z").workplane().rect(60, 16).extrude(14)


def disc() -> cq.Workplane:
    return cq.Workplane().circle(30).extrude(20).faces(">Z").workplane().circle(16).extrude(10)


def only(views: Views, *numbers: int) -> Views:
    return replace(views, images=tuple(views.images[n] for n in numbers), numbers=numbers)


def overlap(part: Part, views: Views) -> float:
    """IoU of what was seen and the part, on the grid of what was seen."""
    found = see(views)
    assert views.scale is not None
    assert views.centre is not None
    lines = [line * views.scale + c for line, c in zip(found.lines, views.centre, strict=True)]
    widths = [np.diff(line) for line in lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    truth = occupancy(part.mesh(), *[(line[1:] + line[:-1]) / 2 for line in lines])
    return float(cell[truth & found.filled].sum() / cell[truth | found.filled].sum())


@pytest.mark.parametrize("number", [0, 6])
def test_the_outline_of_one_picture_tells_the_box(number: int) -> None:
    views = render(Part.from_shape(block().val()))
    assert views.scale is not None
    half = boxes_of(read_pictures(only(views, number)))[0] * views.scale
    assert half == pytest.approx([30, 20, 10], abs=views.scale)


def test_one_picture_of_a_round_part_tells_its_box() -> None:
    views = only(render(Part.from_shape(disc().val())), 0)
    assert views.scale is not None
    ends = [float(line[-1]) * views.scale for line in see(views).lines]
    assert ends == pytest.approx([30, 30, 15], abs=2 * views.scale)


@pytest.mark.parametrize("numbers", [(0,), (0, 6), (0, 7)])
@pytest.mark.parametrize(("make", "least"), [(block, 0.95), (stepped, 0.85)])
def test_faces_at_the_ends_of_the_box_make_a_solid(numbers: tuple[int, ...], make: object, least: float) -> None:
    assert callable(make)
    part = Part.from_shape(make().val())
    views = only(render(part), *numbers)
    assert see(views).known > 0.8
    assert overlap(part, views) > least
