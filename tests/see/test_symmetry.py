"""Mirrors and turns that bring pictures onto each other, and what is believed because of them."""

from __future__ import annotations

from functools import cache

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.see import Seen, see
from zero_to_cad.see.symmetry import completed, hollowed, images
from zero_to_cad.views import Views, render


def wedge() -> cq.Workplane:
    """Like none of its images."""
    return (
        cq.Workplane("XZ")
        .polyline([(0, 0), (60, 0), (60, 12), (20, 34), (0, 34)])
        .close()
        .extrude(30)
        .faces("<Y")
        .workplane()
        .center(10, 8)
        .rect(12, 8)
        .cutBlind(-10)
    )


def grooved() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20).faces(">Z").workplane().rect(20, 40).cutBlind(-8)


@cache
def seen(make: object) -> Seen:
    assert callable(make)
    return see(render(Part.from_shape(make().val())))


def shown(views: Views, number: int) -> np.ndarray:
    return np.asarray(views.images[number].max(-1) < 250)


@pytest.mark.parametrize(("plane", "signs"), [("YZ", (-1, 1, 1)), ("XZ", (1, -1, 1)), ("XY", (1, 1, -1))])
def test_the_mirrored_part_shows_the_flipped_picture_to_the_other_camera(
    plane: str, signs: tuple[int, int, int]
) -> None:
    own, mirrored = (render(Part.from_shape(body.val())) for body in (wedge(), wedge().mirror(plane)))
    found = [image for image in images(seen(wedge).pictures) if np.array_equal(image.matrix, np.diag(signs))]
    assert len(found) == 8
    for image in found:
        picture = shown(own, image.view)[:: -1 if image.upside_down else 1, :: -1 if image.left_right else 1]
        other = shown(mirrored, image.other)
        # Outlines are the same but for rounding at the borders of pixels.
        assert (picture & other).sum() > 0.97 * (picture | other).sum()


def test_a_surface_is_believed_where_its_mirror_image_is_seen() -> None:
    found = seen(grooved)
    lost = [surface for surface in found.surfaces if surface.view != 5]
    made = [s for s in completed(found.pictures, found.regions, lost) if s.view == 5]
    assert made
    truth = {tuple(s.normals[0].round(6)): s.offsets[0] for s in found.surfaces if s.view == 5 and len(s.rows) > 2000}
    again = {tuple(s.normals[0].round(6)): s.offsets[0] for s in made if len(s.rows) > 2000}
    assert again.keys() == truth.keys()
    assert all(again[key] == pytest.approx(truth[key], abs=1.0) for key in truth)


def test_hollows_are_mirrored_where_nothing_speaks_against_it() -> None:
    lines = tuple(np.linspace(-10.0, 10.0, 21) for _ in range(3))
    filled, sure = np.ones((20, 20, 20), np.bool_), np.full((20, 20, 20), 0.03)
    filled[:5, 5:15, 5:15] = False
    sure[5:7, 5:15, 5:15] = 1.0
    hollow = hollowed(filled, sure, (lines[0], lines[1], lines[2]))
    assert hollow[15:, 5:15, 5:15].all()
    assert hollow.sum() == 500
    sure[15:] = 1.0
    assert not hollowed(filled, sure, (lines[0], lines[1], lines[2])).any()
