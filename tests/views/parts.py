"""Views of real parts, as bare pictures that say nothing of themselves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zero_to_cad.part import read
from zero_to_cad.views import Views, render
from zero_to_cad.views.convention import load_convention
from zero_to_cad.views.correspondence import geometry, quarter_turns

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("bracket", "flanged_hub", "horn", "mounting_plate", "base_plate")

Pixels = npt.NDArray[np.uint8]


@cache
def bare(name: str) -> Views:
    """The views of an example, without scale."""
    return replace(render(read(EXAMPLES / f"{name}.step")), scale=None, centre=None)


def unlike(one: tuple[Pixels, ...], other: tuple[Pixels, ...]) -> float:
    """Mean levels by which two rows of pictures differ."""
    return float(np.mean([np.abs(a.astype(np.int16) - b).mean() for a, b in zip(one, other, strict=True)]))


def unlike_turned(true: Views, found: Views) -> float:
    """The same where the part may be turned about Z by quarter turns."""
    turns = quarter_turns(geometry(load_convention(true.convention)))
    return min(unlike(tuple(true.images[place] for place in turn), found.images) for turn in turns)
