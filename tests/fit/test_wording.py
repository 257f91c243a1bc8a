from __future__ import annotations

import numpy as np
import pytest

from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.wording import Wording, known_sides

# A channel seen along y: a floor from 0 to 2, walls to 10, the left one from -20 to -17; a ledge at 6.
SIDES = (
    ((-20.0, -1.0), (-17.0, 1.0), (17.0, -1.0), (20.0, 1.0)),
    ((-30.0, -1.0), (30.0, 1.0)),
    ((0.0, -1.0), (2.0, 1.0), (6.0, 1.0), (10.0, 1.0)),
)


@pytest.mark.parametrize(
    ("axis", "start", "value", "word"),
    [
        (0, -20.0, -17.0, "wall"),
        (0, 20.0, -20.0, "width"),
        (0, -17.0, 17.0, "gap"),
        (1, -30.0, 30.0, "length"),
        (2, 10.0, 6.0, "step_height"),
        (2, 0.0, 5.0, "top"),
        (0, 0.0, 3.0, "chamfer"),
        (1, 3.0, 7.0, "arc_length"),
        (1, 0.0, 7.0, "y"),
        (2, 0.0, 2.5, "bottom"),
        (2, 0.0, 4.5, "top"),
        (0, 17.0, 30.0, "x"),
    ],
)
def test_a_distance_is_called_by_the_faces_at_its_ends(axis: int, start: float, value: float, word: str) -> None:
    words = Wording(SIDES)
    slopes = ((0, 0.0, 3.0, "chamfer"), (1, 3.0, 7.0, "arc"))
    with words.drawing({2: (1.0, 5.0)}, slopes, centres=False):
        assert words.of(axis, start, value) == word


def test_a_centre_near_an_edge_is_inset() -> None:
    words = Wording(SIDES)
    with words.drawing({}, centres=True):
        assert words.of(0, 20.0, 15.0) == "inset"
        assert words.of(0, 20.0, 0.0) == "x"
        assert words.of(0, 0.0, 5.0) == "x"
    assert words.of(0, -20.0, -17.0) == "wall"


def test_seen_from_elsewhere_faces_look_the_same_way() -> None:
    moved = Wording(SIDES).shifted({0: -17.0, 2: 2.0})
    assert moved.of(0, -3.0, 0.0) == "wall"
    assert moved.of(2, 8.0, 4.0) == "step_height"


def test_sides_are_flat_faces_square_to_an_axis() -> None:
    faces = [
        Face("plane", (5.0, 1.0, 2.0), (-1.0, 0.0, 0.0)),
        Face("plane", (5.0, 1.0, 2.0), (0.6, 0.8, 0.0)),
        Face("cylinder", (5.0, 1.0, 2.0), (0.0, 0.0, 1.0), radius=3.0),
    ]
    assert known_sides(faces, np.eye(3), np.array((1.0, 0.0, 0.0))) == (((4.0, -1.0),), (), ())
