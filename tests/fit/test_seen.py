"""Explanations of what was seen, held against the pictures before they are written."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import numpy as np
import shapely

from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.seen import _judged, explain_views
from zero_to_cad.fit.stacking import Stacked
from zero_to_cad.part import Part
from zero_to_cad.see import see
from zero_to_cad.views import render


def test_an_end_that_is_exceeded_counts_more_than_its_pixels() -> None:
    views = render(Part.from_shape(cq.Workplane().box(60, 40, 20).val()))
    seen = see(views)
    aim = replace(views, scale=1.0, centre=(0.0, 0.0, 0.0))
    (x, y, z) = (float(line[-1]) for line in seen.lines)
    block = Extrusion("add", 2, -z, z, shapely.MultiPolygon([shapely.box(-x, -y, x, y)]))
    pin = Extrusion("add", 2, z, z + 4, shapely.MultiPolygon([shapely.box(-1, -1, 1, 1)]))
    exact, _ = _judged(Stacked((block,), np.ones_like(seen.filled), 1.0), seen, aim, 1.0)
    beyond, found = _judged(Stacked((block, pin), np.ones_like(seen.filled), 1.0), seen, aim, 1.0)
    assert len(found.features) == 2
    assert exact > 0.98
    assert beyond < exact - 4 / seen.longest


def test_fillets_are_seen_as_what_they_are() -> None:
    """The outline of a rounded block is read from stairs of pixels, and yet it is a rectangle and one fillet."""
    views = render(Part.from_shape(cq.Workplane().box(60, 40, 20).edges("|Z").fillet(8).val()))
    program = next(explain_views(views, 30)).program
    assert ".rect(base_width, base_length)" in program
    assert '.edges("|Z")' in program
    assert "base_corner_radius = 8.0" in program


def test_an_inner_fillet_touches_both_walls() -> None:
    corner = cq.selectors.NearestToPointSelector((-20, 0, 5))
    angle = cq.Workplane().box(60, 40, 10).union(cq.Workplane().box(10, 40, 40).translate((-25, 0, 15)))
    views = render(Part.from_shape(angle.edges(corner).fillet(6).val()))
    program = next(explain_views(views, 30)).program
    assert "base_radius = 6.0" in program
    assert program.count("Arc") == 1
    assert ".tangentArcPoint((base_radius, -base_radius))" in program
