"""The box that faces, other surfaces and outlines agree upon."""

from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.see import see
from zero_to_cad.see.box import sums_of
from zero_to_cad.see.pictures import read_pictures
from zero_to_cad.views import render


def tabbed() -> cq.Workplane:
    """Tabs whose ends are too low to be seen as faces."""
    return cq.Workplane().box(60, 40, 12).union(cq.Workplane().box(72, 10, 0.6).translate((0, 0, -5.7)))


def lens() -> cq.Workplane:
    """A thin plate whose rim is round, and too low to be seen as a surface."""
    return cq.Workplane().ellipse(40, 25).extrude(1.5)


def arm() -> cq.Workplane:
    """A bar that lies across the axes and touches no edge of its box along z."""
    return cq.Workplane().slot2D(80, 16).extrude(10).rotate((0, 0, 0), (0, 0, 1), 30)


@pytest.mark.parametrize("make", [tabbed, lens, arm])
def test_ends_that_show_no_face_are_found_to_a_pixel(make: object) -> None:
    assert callable(make)
    part = Part.from_shape(make().val())
    views = render(part)
    assert views.scale is not None
    lower, upper = part.bounds
    sides = [float(line[-1] - line[0]) * views.scale for line in see(views).lines]
    assert sides == pytest.approx(list(upper - lower), abs=views.scale)


def test_an_outline_tells_the_sum_of_two_sides() -> None:
    views = render(Part.from_shape(cq.Workplane().box(60, 40, 20).val()))
    assert views.scale is not None
    assert np.allclose(sums_of(read_pictures(views)) * views.scale, [30, 40, 50], atol=0.6 * views.scale)
