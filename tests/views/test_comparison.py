from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solids import block, box

from zero_to_cad.errors import ConfigError
from zero_to_cad.views import comparison_sheet, difference, render
from zero_to_cad.views.comparison import CHANGED, EXTRA, MISSING
from zero_to_cad.views.png import Pixels

TARGET = render(box((0, 0, 0), (10, 10, 10)))


def share(picture: Pixels, colour: tuple[int, int, int]) -> float:
    return float((picture == np.array(colour)).all(axis=-1).mean())


def test_equal_views_differ_nowhere() -> None:
    views = render(block())
    for picture in difference(views, views):
        assert np.ptp(picture, axis=-1).max() == 0


def test_a_piece_that_is_missing_is_red_and_an_extra_one_blue() -> None:
    short = render(box((0, 0, 0), (10, 10, 7)), like=TARGET)
    tall = render(box((0, 0, 0), (10, 10, 13)), like=TARGET)
    for missing, extra in zip(difference(short, TARGET), difference(tall, TARGET), strict=True):
        assert share(missing, MISSING) > 0.02
        assert share(missing, EXTRA) == 0
        assert share(extra, EXTRA) > 0.02
        assert share(extra, MISSING) == 0


def test_another_surface_in_the_same_place_is_orange() -> None:
    views = render(block())
    pictures = difference(replace(views, images=views.images[::-1]), views)
    assert max(share(picture, CHANGED) for picture in pictures) > 0.02


def test_a_shift_of_a_fraction_of_a_pixel_is_no_change_of_surface() -> None:
    assert TARGET.scale is not None
    by = 0.3 * TARGET.scale
    moved = render(box((by, by, by), (10 + by, 10 + by, 10 + by)), like=TARGET)
    assert max(share(picture, CHANGED) for picture in difference(moved, TARGET)) < 0.001


def test_sheet_has_three_rows_of_eight() -> None:
    sheet = comparison_sheet(TARGET, render(box((0, 0, 0), (10, 10, 7)), like=TARGET))
    assert sheet.mode == "RGB"
    assert 8 * 256 < sheet.width < 8 * 256 + 120
    assert 3 * 256 < sheet.height < 3 * 256 + 120
    pixels = np.asarray(sheet)
    assert share(pixels, MISSING) > 0.01


def test_views_of_different_conventions_are_not_compared() -> None:
    with pytest.raises(ConfigError, match="cannot be compared"):
        difference(replace(TARGET, convention="other"), TARGET)
