"""Views in another order, mirrored, moved, scaled or cut off: mended where that is certain, else doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import NAMES, Pixels, bare, unlike, unlike_turned

from zero_to_cad.views import Views
from zero_to_cad.views.framing import placed
from zero_to_cad.views.registration import register


def registered(name: str, images: Sequence[Pixels]) -> Views:
    return register(replace(bare(name), images=tuple(images)), trusted=False)


def mirrored(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_done_to_what_the_convention_draws(name: str) -> None:
    for trusted in (True, False):
        found = register(bare(name), trusted)
        assert (found.images, found.notes, found.doubt) == (bare(name).images, (), "")


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(8)))
def test_any_order_is_put_right_up_to_quarter_turns(order: list[int]) -> None:
    true = bare("bracket")
    found = registered("bracket", [true.images[place] for place in order])
    assert found.doubt == ""
    assert unlike_turned(true, found) == 0
    shuffled = unlike_turned(true, replace(true, images=tuple(true.images[place] for place in order))) > 0
    assert len(found.notes) == shuffled


def test_two_pictures_exchanged_come_back_to_their_places() -> None:
    true = bare("bracket")
    images = list(true.images)
    images[2], images[5] = images[5], images[2]
    found = registered("bracket", images)
    assert unlike(true.images, found.images) == 0
    assert found.notes == ("The pictures came in another order; taken as views: 5 for 2, 2 for 5.",)


def test_an_order_that_is_wrong_but_not_certain_is_doubted() -> None:
    images = list(bare("flanged_hub").images)
    images[2], images[5] = images[5], images[2]
    found = registered("flanged_hub", images)
    assert "more than one order would fit" in found.doubt


@pytest.mark.parametrize("name", ["bracket", "flanged_hub", "horn", "mounting_plate"])
def test_all_mirrored_is_told_by_the_light(name: str) -> None:
    found = registered(name, [mirrored(image) for image in bare(name).images])
    assert unlike(bare(name).images, found.images) == 0
    assert "mirrored" in found.notes[0]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_one_mirrored_picture(place: int) -> None:
    images = list(bare("mounting_plate").images)
    images[place] = mirrored(images[place])
    found = registered("mounting_plate", images)
    assert unlike(bare("mounting_plate").images, found.images) == 0
    assert found.notes == (f"View {place} was mirrored: mirrored back.",)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 7), st.integers(-12, 12), st.integers(-12, 12))
def test_one_shifted_picture_comes_back(place: int, right: int, up: int) -> None:
    images = list(bare("horn").images)
    images[place] = placed(images[place], 1.0, right, up)
    found = registered("horn", images)
    assert found.doubt == ""
    if max(abs(right), abs(up)) >= 4:
        assert unlike(bare("horn").images, found.images) == 0
        assert found.notes[0].startswith(f"View {place} did not lie as the others do")


def test_another_margin() -> None:
    small = registered("bracket", [placed(image, 0.75, 0, 0) for image in bare("bracket").images])
    assert "filled 60% of the frame" in small.notes[0]
    large = registered("bracket", [placed(image, 1.15, 0, 0) for image in bare("bracket").images])
    assert "of the frame instead of 80%" in large.notes[0]
    for found in (small, large):
        silhouettes = [np.stack(views.images).max(-1) < 245 for views in (found, bare("bracket"))]
        assert (silhouettes[0] & silhouettes[1]).sum() > 0.94 * (silhouettes[0] | silhouettes[1]).sum()


def test_what_cannot_be_mended_is_doubted() -> None:
    images = bare("bracket").images
    cut = registered("bracket", [placed(image, 1.4, 0, 0) for image in images])
    assert "touches the frame" in cut.doubt
    aside = registered("bracket", [placed(image, 1.0, 8, 3) for image in images])
    assert "do not fit together" in aside.doubt
    other = registered("bracket", [*images[:4], *bare("flanged_hub").images[4:]])
    assert "do not fit together" in other.doubt
    tiny = registered("bracket", [placed(image, 0.36, 0, 0) for image in images])
    assert "draw it larger" in tiny.doubt
    blank = np.full_like(images[0], 255)
    assert "no part in view 0" in registered("bracket", [blank, *images[1:]]).doubt


def test_fewer_pictures_are_compared_too() -> None:
    whole = bare("bracket")
    for numbers in ((0,), (0, 4), (1, 2, 6), (0, 1, 2, 3, 4)):
        some = replace(whole, images=tuple(whole.images[n] for n in numbers), numbers=numbers)
        found = register(some, trusted=False)
        assert (found.notes, found.doubt) == ((), "")
    images = (whole.images[0], whole.images[1], placed(whole.images[4], 1.0, 9, 0))
    assert "do not fit" in register(replace(whole, images=images, numbers=(0, 1, 4)), trusted=False).doubt
