"""The fit engine: a part's exact geometry in, programs out, best first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.frame import own_frame
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.rounds import known_circles
from zero_to_cad.fit.search import Search, Style
from zero_to_cad.fit.subject import Subject
from zero_to_cad.fit.writer import write
from zero_to_cad.part import Mesh, Part

FloatArray = npt.NDArray[np.float64]

_MOST_FEATURES = 30
_RESOLUTION = 1e-3  # of the longest side: what is narrower is noise
_FINE = 0.1  # rad a chord, where that does not make too many triangles
_COARSE = 0.2
_MANY = 12_000


@dataclass(frozen=True)
class Explanation:
    """A program and one line that says what it is made of. `mismatch` is the share of volume expected to be wrong."""

    program: str
    summary: str
    mismatch: float


def explain(part: Part, seconds: float) -> Iterator[Explanation]:
    """Programs for a part, best first, lazily; the search itself takes at most about half of `seconds`.

    Every part gets at least one: what is not understood is approximated by straight layers. Same part, same programs,
    unless the time runs out.
    """
    began = time.monotonic()
    mesh = part.mesh(_RESOLUTION, _COARSE)
    if len(mesh.triangles) < _MANY:
        mesh = part.mesh(_RESOLUTION, _FINE)
    frame = own_frame(mesh.vertices, mesh.triangles)
    subject = Subject(Mesh(mesh.vertices @ frame.T, mesh.triangles, None), _RESOLUTION)
    styles: tuple[Style, ...] = ("build", "carve")
    built = [
        Search(subject, style).run(began + seconds * (k + 1) / 4, _MOST_FEATURES) for k, style in enumerate(styles)
    ]
    slack = (2e-6 if part.shape is not None else 2e-5) * subject.longest
    circles = [known_circles(part, frame, axis) for axis in range(3)]
    for tolerance in (6e-4, 2e-3):
        numbers = [Numbers(slack, tolerance * subject.longest, known) for known in circles]
        for found in sorted(built, key=lambda b: b.cost):
            made = steps(found.features, subject.lower, subject.upper, numbers)
            if made:
                summary = f"{len(made)} features: {', '.join(step.role.replace('_', ' ') for step in made)}"
                yield Explanation(write(made, frame), summary, found.mismatch)
                yield Explanation(write(made, frame, largest_only=True), summary, found.mismatch)
