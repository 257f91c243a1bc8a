import json

import cadquery as cq
import pytest
from shapes import box

from zero_to_cad.part import Part
from zero_to_cad.score import measure_errors


def test_errors_are_signed_and_relative_to_the_target() -> None:
    found = measure_errors(Part.from_mesh(box((11, 20, 27))), Part.from_mesh(box((10, 20, 30))))
    assert found.volume == pytest.approx(0.99 - 1)
    assert found.area == pytest.approx((11 * 20 + 20 * 27 + 11 * 27) / (10 * 20 + 20 * 30 + 10 * 30) - 1)
    assert found.bounding_box == pytest.approx((0.1, 0.0, -0.1))
    assert found.same_solids
    assert found.same_validity


def test_a_brep_is_measured_exactly() -> None:
    ball = Part.from_shape(cq.Workplane().sphere(10).val())
    larger = Part.from_shape(cq.Workplane().sphere(11).val())
    found = measure_errors(larger, ball)
    assert found.volume == pytest.approx(1.1**3 - 1, rel=1e-6)
    assert found.bounding_box == pytest.approx((0.1, 0.1, 0.1), rel=1e-4)
    assert json.loads(json.dumps(found.to_json())) == found.to_json()
