"""Round walls fitted to all views at once."""

from __future__ import annotations

import cadquery as cq
import pytest

from zero_to_cad.part import Part
from zero_to_cad.see.cylinders import cylinders
from zero_to_cad.see.pictures import read_pictures
from zero_to_cad.see.regions import regions_of
from zero_to_cad.see.walls import together
from zero_to_cad.views import render


def test_all_views_of_a_wall_tell_one_line_and_radius() -> None:
    views = render(Part.from_shape(cq.Workplane().circle(50).circle(44).extrude(30).val()))
    assert views.scale is not None
    pictures = read_pictures(views)
    regions = regions_of(pictures)
    told, alone = cylinders(pictures, regions)
    walls = [wall for wall in together(pictures, regions, told, alone) if wall is not None and len(wall.rows) > 300]
    assert len({wall.view for wall in walls}) == 8
    for radius in (50, -44):
        same = [wall for wall in walls if wall.radius * radius > 0]
        assert len({(wall.centre, wall.radius) for wall in same}) == 1
        assert same[0].radius * views.scale == pytest.approx(radius, abs=0.6 * views.scale)
        assert same[0].centre == pytest.approx((0, 0), abs=0.6)
