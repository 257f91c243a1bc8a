"""A tiny model of the published architecture with random weights, made once for all tests of a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT
from zero_to_cad.views import Views

PROGRAM = """import cadquery as cq

length = 40.0

result = (
    cq.Workplane("XY")
    .box(length, 20, 5, centered=True)
    .faces(">Z")
    .workplane(offset=2)
    .pushPoints([(1, 2), (-3, length / 4)])
    .hole(3.4)
)
"""
_kept = TemporaryDirectory(prefix="tiny-model-")


@cache
def folder() -> Path:
    """The model's folder."""
    from zero_to_cad.training import build_tiny

    return build_tiny(Path(_kept.name) / "tiny", [PROGRAM, SYSTEM_PROMPT, USER_TEXT])


def views(seed: int = 0) -> Views:
    """Eight different pictures of nothing."""
    random = np.random.default_rng(seed)
    return Views(tuple(random.integers(0, 255, (256, 256, 3), dtype=np.uint8) for _ in range(8)))
