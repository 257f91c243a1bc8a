import json

import pytest
from shapes import box, turned

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import Part
from zero_to_cad.score import rotation_set, score

BAR = Part.from_mesh(box((40, 20, 10)))
LONG_BAR = Part.from_mesh(box((80, 40, 20)))


def test_one_protocol_forgets_scale_and_the_other_keeps_it() -> None:
    assert score(LONG_BAR, BAR).iou == 1.0
    assert score(LONG_BAR, BAR, "exact").iou == pytest.approx(1 / 8)


def test_rotations_are_tried_only_when_named() -> None:
    upright = Part.from_mesh(turned(box((40, 20, 10)), rotation_set("cube24")[9]))
    assert score(upright, BAR, rotations="cube24").iou == 1.0
    assert score(upright, BAR).iou < 0.9


def test_the_score_goes_through_json() -> None:
    for found in (score(LONG_BAR, BAR, rotations="z8"), score(LONG_BAR, BAR, "exact")):
        again = json.loads(json.dumps(found.to_json()))
        assert again == found.to_json()
        assert again["iou"] == found.iou


def test_details_say_how_the_figure_came_about() -> None:
    assert score(BAR, BAR).details["voxels"] == {"result": 64 * 32 * 16, "target": 64 * 32 * 16}
    exact = score(LONG_BAR, BAR, "exact").details
    assert exact["by"] == "mesh booleans"
    assert exact["volume"]["shared"] == pytest.approx(8000)
    with pytest.raises(TypeError):
        exact["by"] = "hand"  # type: ignore[index]


@pytest.mark.parametrize(
    ("protocol", "rotations", "message"),
    [
        ("iou", "none", "zero-to-cad, exact"),
        ("zero-to-cad", "all", "none, z8, axes22"),
        ("exact", "all", "none, z8, axes22"),
        ("exact", "z8", "rotations 'none'"),
    ],
)
def test_unknown_names_are_refused_with_the_known_ones(protocol: str, rotations: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        score(BAR, BAR, protocol, rotations)
