"""Pictures against pictures."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import Part
from zero_to_cad.score import agreement
from zero_to_cad.views import Views, render


def views_of(shape: cq.Workplane, like: Views | None = None) -> Views:
    return render(Part.from_shape(shape.val()), like=like)


BLOCK = cq.Workplane().box(40, 30, 20)


def test_pictures_agree_wholly_with_themselves() -> None:
    views = views_of(BLOCK.faces(">Z").workplane().hole(12))
    found = agreement(views, views)
    assert found.silhouette == found.labels == found.edges == found.overall == pytest.approx(1.0)
    assert len(found.views) == 8


def test_a_smaller_part_has_a_smaller_silhouette() -> None:
    target = views_of(BLOCK)
    close, far = (agreement(views_of(cq.Workplane().box(x, 30, 20), like=target), target) for x in (38, 20))
    assert 1.0 > close.silhouette > far.silhouette > 0.5
    assert close.overall > far.overall


def test_a_pocket_changes_labels_and_edges_alone() -> None:
    target = views_of(BLOCK.faces(">Z").workplane().rect(20, 12).cutBlind(-8))
    found = agreement(views_of(BLOCK, like=target), target)
    assert found.silhouette == pytest.approx(1.0, abs=0.003)
    assert found.labels < 0.99
    assert found.views[0].edges < 0.9
    below = found.views[2]  # From below the pocket is not seen.
    assert below.labels == pytest.approx(1.0, abs=0.003)
    assert below.edges > 0.99


def test_a_turned_face_is_another_label() -> None:
    target = views_of(BLOCK)
    wedge = cq.Workplane("XZ").polyline([(-20, -10), (20, -10), (20, 10), (-20, 4)]).close().extrude(15, both=True)
    assert agreement(views_of(wedge, like=target), target).labels < 0.95


def test_half_a_pixel_aside_is_nearly_the_same() -> None:
    target = views_of(BLOCK.faces(">Z").workplane().hole(12))
    assert target.scale is not None
    moved = views_of(
        BLOCK.faces(">Z").workplane().hole(12).translate((target.scale / 2, 0, 0)),
        like=target,
    )
    found = agreement(moved, target)
    assert found.silhouette > 0.98
    assert found.labels > 0.99
    assert found.edges > 0.97


def test_nothing_against_something_is_nothing() -> None:
    target = views_of(BLOCK)
    white = replace(target, images=tuple(np.full_like(image, 255) for image in target.images))
    found = agreement(white, target)
    assert found.silhouette == found.labels == found.edges == 0.0
    assert agreement(white, white).overall == pytest.approx(1.0)


def test_pictures_of_other_size_or_number_are_refused() -> None:
    target = views_of(BLOCK)
    with pytest.raises(ConfigError, match="same views"):
        agreement(replace(target, images=target.images[:4], numbers=()), target)
    with pytest.raises(ConfigError, match="size"):
        agreement(replace(target, images=tuple(image[::2, ::2] for image in target.images)), target)


def test_the_report_has_every_picture() -> None:
    views = views_of(BLOCK)
    found = agreement(views, views).to_json()
    assert set(found) == {"silhouette", "labels", "edges", "overall", "views"}
    assert len(found["views"]) == 8
