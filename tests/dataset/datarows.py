"""Samples for the tests: real ones from programs, and quick synthetic ones."""

from __future__ import annotations

import json

import numpy as np

from zero_to_cad.dataset import Sample
from zero_to_cad.views.png import encode

BLOCK = """\
import cadquery as cq

width = 30.0
depth = 20.0
height = 8.0
hole = 6.0
result = cq.Workplane("XY").box(width, depth, height).faces(">Z").workplane().hole(hole)
"""


def synthetic(number: int, seed: int = 0) -> Sample:
    """A row that no program made: every column is filled, small and different from row to row."""
    rng = np.random.default_rng([seed, number])
    picture = encode(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8))
    return Sample(
        uuid=f"{number:08x}-0000-4000-8000-{seed:012x}",
        program=f"import cadquery as cq\n\nlength = {number}.0\nresult = cq.Workplane().box(length, 2, 3)  # ünïcode\n",
        images=tuple(picture + bytes([view]) for view in range(8)),
        step=rng.bytes(int(rng.integers(1, 200))),
        stl=rng.bytes(int(rng.integers(1, 200))),
        num_faces=int(rng.integers(1, 200)),
        ops_json=json.dumps([{"function": "box", "lineno": 4, "args": ["length", "2", "3"], "kwargs": {}}]),
        ops_count=1,
        face_latency_ms=float(rng.normal()),
        ops_latency_ms=None if number % 3 else 0.1,
    )
