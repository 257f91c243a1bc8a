"""What IoU to expect of a part rebuilt from pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.part import Mesh
from zero_to_cad.reconstruct.confidence import SIGNALS, Confidence, calibration, confidence, expected, missing_views
from zero_to_cad.score import Score, agreement
from zero_to_cad.views import Views, render

SHARES = st.floats(0.05, 1.0)
VALUES = st.fixed_dictionaries(dict.fromkeys(SIGNALS, SHARES))


@pytest.fixture(scope="module")
def views() -> Views:
    corners = np.array([(x, y, z) for x in (0.0, 40.0) for y in (0.0, 20.0) for z in (0.0, 10.0)])
    faces = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)]
    faces += [(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
    return render(Mesh(corners, np.array(faces, np.int32)))


def some(views: Views, numbers: tuple[int, ...]) -> Views:
    return replace(views, images=tuple(views.images[n] for n in numbers), numbers=numbers)


def score_of(result: Views, target: Views) -> Score:
    found = agreement(result, target)
    return Score("views", "none", found.overall, found.to_json())


def test_the_calibration_was_made_from_parts_and_never_rewards_disagreement() -> None:
    made = calibration()
    assert made["parts"] > 0
    assert sorted(made["weights"]) == sorted(SIGNALS)
    assert min(made["weights"].values()) >= 0
    assert any(made["weights"].values())
    assert 0 < made["typical_error"] < 1
    assert sorted(made["lost"], key=int) == [str(n) for n in range(1, 9)]
    assert made["lost"]["8"] == 0


@given(VALUES, st.sampled_from(SIGNALS), SHARES)
def test_no_signal_that_rises_lowers_what_is_expected(signals: dict[str, float], name: str, value: float) -> None:
    low, high = sorted((signals[name], value))
    made = calibration()
    before, after = (expected({**signals, name: one}, made) for one in (low, high))
    assert 0 <= before <= after <= 1


def test_the_same_part_is_expected_to_be_better_than_another(views: Views) -> None:
    blank = some(replace(views, images=tuple(np.full_like(image, 255) for image in views.images)), tuple(range(8)))
    right, wrong = (confidence(score_of(result, views), views) for result in (views, blank))
    assert right.expected > wrong.expected
    assert right.lost == 0
    assert right.signals["silhouette"] == right.signals["views"] == 1
    assert right.to_json()["expected_iou"] == round(right.expected, 4)


def test_views_that_are_missing_are_named(views: Views) -> None:
    given_ = some(views, (0, 2, 3, 4, 5, 6, 7))
    assert missing_views(given_, Confidence(0.5, 0.1, 0.25, {})) == (
        "View 1 of the eight is missing: with 7, synthetic parts lost 0.25 of IoU on average."
    )
    assert confidence(score_of(given_, given_), given_).signals["views"] == 7 / 8
