from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from zero_to_cad.errors import ConfigError
from zero_to_cad.views import Convention, convention_names, load_convention

CUBE8 = load_convention("cube8-1")


def test_cube8_looks_from_the_corners_in_this_order() -> None:
    assert CUBE8.cameras == (
        (-1, -1, 1),
        (1, -1, 1),
        (1, -1, -1),
        (-1, -1, -1),
        (1, 1, 1),
        (-1, 1, 1),
        (-1, 1, -1),
        (1, 1, -1),
    )
    assert (CUBE8.size, CUBE8.fill, CUBE8.background) == (256, 0.8, (255, 255, 255))


def test_frames_are_right_handed_and_upright() -> None:
    for (right, up, towards), camera in zip(CUBE8.frames, CUBE8.cameras, strict=True):
        assert np.allclose(np.cross(right, up), towards)
        assert np.allclose(towards * np.sqrt(3), camera)
        assert right[2] == 0
        assert up[2] > 0


def test_faces_that_one_camera_sees_differ_by_25_grey_levels() -> None:
    for frame, camera in zip(CUBE8.frames, CUBE8.cameras, strict=True):
        greys = sorted(
            CUBE8.level + CUBE8.gain * frame @ (np.sign(camera[k]) * np.eye(3)[k]) @ CUBE8.light for k in range(3)
        )
        assert min(np.diff(greys)) >= 25


def test_no_surface_is_as_bright_as_the_background_or_as_dark_as_an_edge() -> None:
    sideways = np.hypot(CUBE8.light[0], CUBE8.light[1])
    assert CUBE8.level + CUBE8.gain < 255 - 25
    assert CUBE8.level - CUBE8.gain * sideways > CUBE8.edge[0] + 25


def test_light_is_not_at_the_camera() -> None:
    assert CUBE8.light[2] < 0.8


def test_unknown_name_lists_the_known_ones() -> None:
    assert convention_names() == ("cube8-1",)
    with pytest.raises(ConfigError, match=r"'cube9'.*cube8-1"):
        load_convention("cube9")


@pytest.mark.parametrize(
    "change",
    [
        {"cameras": [[0, 0, 1]]},
        {"light": [0, 0, 0]},
        {"fill": 1.2},
        {"surface": [256, 0, 0]},
        {"cameras": [[float("nan"), 0, 1]]},
        {"zoom": 2},
    ],
)
def test_impossible_conventions_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Convention.model_validate({**CUBE8.model_dump(), **change})
