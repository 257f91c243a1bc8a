"""Faces placed by the lines along which they meet known ones."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.see import Seen, see
from zero_to_cad.see.contacts import met, touching
from zero_to_cad.see.cylinders import cylinders
from zero_to_cad.see.surfaces import Surface
from zero_to_cad.views import render


@pytest.fixture(scope="module")
def frame() -> Seen:
    part = cq.Workplane().box(60, 60, 30).faces(">Z").workplane().rect(44, 44).cutThruAll()
    return see(render(Part.from_shape(part.val())))


def inner_wall(found: Seen) -> Surface:
    """The largest wall of the opening that the first view shows: it faces -y."""
    walls = [s for s in found.surfaces if s.view == 0 and s.normals[0, 1] < -0.99 and s.offsets[0] < 0]
    return max(walls, key=lambda wall: len(wall.rows))


def test_a_wall_in_the_wrong_place_is_moved_to_where_it_meets_its_neighbours(frame: Seen) -> None:
    wall = inner_wall(frame)
    wrong = replace(wall, offsets=wall.offsets + 12.0)
    others = [surface for surface in frame.surfaces if surface is not wall]
    moved = met(frame.pictures, frame.regions, [*others, wrong])
    assert moved[-1].offsets[0] == pytest.approx(wall.offsets[0], abs=1.0)
    assert all(one is other for one, other in zip(moved[:-1], others, strict=True))


def test_a_wall_without_a_place_is_put_where_it_meets_its_neighbours(frame: Seen) -> None:
    wall = inner_wall(frame)
    others = [surface for surface in frame.surfaces if surface is not wall]
    made = touching(frame.pictures, frame.regions, others, [])
    again = [s for s in made if s.view == 0 and np.isin(s.rows * 256 + s.columns, wall.rows * 256 + wall.columns).any()]
    assert [float(s.offsets[0]) for s in again] == pytest.approx([wall.offsets[0]], abs=1.0)


def test_a_round_wall_without_a_place_is_put_where_it_meets_a_known_face() -> None:
    found = see(render(Part.from_shape(cq.Workplane().box(60, 40, 20).faces(">Z").workplane().hole(18).val())))
    told, placed = cylinders(found.pictures, found.regions)
    profile, wall = max(zip(told, placed, strict=True), key=lambda pair: len(pair[0].rows))
    assert wall is not None
    flat = [surface for surface in found.surfaces if surface.line is None]
    made = [s for s in touching(found.pictures, found.regions, flat, [profile]) if s.line is not None]
    assert len(made) == 1
    assert made[0].line == pytest.approx((*wall.centre, wall.radius), abs=1.5)
