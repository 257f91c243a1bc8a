"""From pictures alone to planes, round walls and a solid."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.score import occupancy
from zero_to_cad.see import Seen, see, sized
from zero_to_cad.views import Views, render


def block() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20)


def drilled() -> cq.Workplane:
    return block().faces(">Z").workplane().hole(18)


def stepped() -> cq.Workplane:
    return block().faces(">Z").workplane().rect(24, 16).extrude(14)


def shaft() -> cq.Workplane:
    return cq.Workplane().circle(12).extrude(50).faces(">Z").workplane().circle(20).extrude(8)


def wedge() -> cq.Workplane:
    return cq.Workplane("XZ").polyline([(0, 0), (60, 0), (60, 12), (20, 34), (0, 34)]).close().extrude(30)


def turned() -> cq.Workplane:
    """Tilted about z, so that no side is square to the world's axes."""
    return block().rotate((0, 0, 0), (0, 0, 1), 31)


@cache
def part(make: object) -> Part:
    assert callable(make)
    return Part.from_shape(make().val())


@cache
def views(make: object) -> Views:
    return render(part(make))


@cache
def seen(make: object) -> Seen:
    return see(views(make))


def overlap(make: object) -> float:
    """IoU of what was seen and the part, on the grid of what was seen."""
    found, pictures = seen(make), views(make)
    assert pictures.scale is not None
    assert pictures.centre is not None
    lines = [line * pictures.scale + c for line, c in zip(found.lines, pictures.centre, strict=True)]
    centres = [(line[1:] + line[:-1]) / 2 for line in lines]
    widths = [np.diff(line) for line in lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    truth = occupancy(part(make).mesh(), *centres)
    return float(cell[truth & found.filled].sum() / cell[truth | found.filled].sum())


@pytest.mark.parametrize("make", [block, drilled, stepped, shaft, wedge, turned])
def test_the_solid_is_near_the_part(make: object) -> None:
    assert overlap(make) > 0.93


@pytest.mark.parametrize("make", [block, drilled, stepped, shaft])
def test_the_box_is_found_to_a_pixel_an_end(make: object) -> None:
    pictures = views(make)
    assert pictures.scale is not None
    size = [float(line[-1] - line[0]) * pictures.scale for line in seen(make).lines]
    assert size == pytest.approx(part(make).measures.size, abs=2 * pictures.scale)


def test_levels_are_where_faces_are() -> None:
    pictures = views(stepped)
    assert pictures.scale is not None
    assert pictures.centre is not None
    levels = seen(stepped).levels[2] * pictures.scale + pictures.centre[2]
    for height in (-10.0, 10.0, 24.0):
        assert np.abs(levels - height).min() < 0.5 * pictures.scale


def test_a_hole_is_a_round_wall_of_its_radius() -> None:
    pictures = views(drilled)
    assert pictures.scale is not None
    x, y, radius, _ = seen(drilled).rounds[2][0]
    assert radius * pictures.scale == pytest.approx(-9, abs=0.5)
    assert np.hypot(x, y) < 1.5


def test_most_of_a_part_gets_a_depth() -> None:
    assert seen(stepped).known > 0.85


def test_pictures_without_scale_are_given_one() -> None:
    assert sized(views(block), 120.0).scale == pytest.approx(120 / seen(block).longest)


def test_the_same_pictures_give_the_same_solid() -> None:
    pictures = views(drilled)
    again = see(replace(pictures, images=tuple(image.copy() for image in pictures.images)))
    assert np.array_equal(again.filled, seen(drilled).filled)
    assert all(np.array_equal(a, b) for a, b in zip(again.lines, seen(drilled).lines, strict=True))


def test_nothing_but_background_is_an_empty_solid() -> None:
    white = Views(tuple(np.full((256, 256, 3), 255, np.uint8) for _ in range(8)))
    assert not see(white).filled.any()


def test_what_lies_aslant_behind_a_thin_plate_is_not_sure() -> None:
    part = Part.from_shape(cq.Workplane().circle(30).extrude(2).val())
    views = render(part)
    found = see(views)
    assert views.scale is not None
    assert views.centre is not None
    lines = [line * views.scale + c for line, c in zip(found.lines, views.centre, strict=True)]
    x, y, _ = np.meshgrid(*[(line[1:] + line[:-1]) / 2 for line in lines], indexing="ij")
    away = np.hypot(x, y)
    assert found.sure[found.filled & (away < 25)].min() == 1
    assert found.sure[found.filled & (away > 30.5)].max() < 1
