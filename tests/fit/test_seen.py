"""Programs for what was seen in pictures."""

from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest
from bodies import mesh

from zero_to_cad.fit.seen import explain_views
from zero_to_cad.part import Mesh
from zero_to_cad.views import render


def test_a_way_that_falls_apart_is_worth_its_largest_piece() -> None:
    # One of two plates looks less like both than a block around them does.
    plate = mesh(cq.Workplane().box(60, 40, 8))
    vertices = np.vstack((plate.vertices, plate.vertices + np.array((0, 0, 30))))
    apart = Mesh(vertices, np.vstack((plate.triangles, plate.triangles + len(plate.vertices))))
    first = next(explain_views(render(apart), 10.0))
    assert first.volume == pytest.approx(60 * 40 * 38)
    assert first.expected == pytest.approx(0.76, abs=0.02)


def test_what_the_program_should_hold_is_told() -> None:
    first = next(explain_views(render(mesh(cq.Workplane().box(60, 40, 20))), 10.0))
    assert first.volume is not None
    assert first.volume == pytest.approx(48000, rel=0.02)
