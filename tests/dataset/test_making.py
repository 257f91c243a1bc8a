"""A program becomes a whole row."""

from __future__ import annotations

import json

import numpy as np
import pytest
from datarows import BLOCK

from zero_to_cad.dataset import make_sample
from zero_to_cad.errors import ProgramError
from zero_to_cad.views import render


def test_a_row_holds_what_its_program_makes() -> None:
    sample = make_sample(BLOCK)
    assert sample == make_sample(BLOCK)
    assert sample.num_faces == 7
    assert sample.part.measures.volume == pytest.approx(30 * 20 * 8 - np.pi * 9 * 8)
    assert sample.stl[80:84] != b"\0\0\0\0"
    views = render(sample.part)
    assert all((a == b).all() for a, b in zip(views.images, sample.views.images, strict=True))
    assert (sample.pixels(4) == views.images[4]).all()
    assert sample.views.scale == pytest.approx(views.scale)
    calls = json.loads(sample.ops_json or "")
    assert [call["function"] for call in calls] == ["Workplane", "box", "faces", "workplane", "hole"]
    assert sample.ops_count == 5
    assert make_sample(BLOCK, uuid="mine").uuid == "mine"


@pytest.mark.parametrize(
    ("source", "kind"), [("result = (", "syntax"), ("result = 1", "geometry"), ("import os", "policy")]
)
def test_a_program_that_gives_no_part(source: str, kind: str) -> None:
    with pytest.raises(ProgramError) as caught:
        make_sample(source)
    assert caught.value.kind == kind
