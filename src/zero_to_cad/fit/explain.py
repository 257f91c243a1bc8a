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
from zero_to_cad.fit.search import Search
from zero_to_cad.fit.writer import write
from zero_to_cad.part import Mesh, Part

FloatArray = npt.NDArray[np.float64]

_MOST_FEATURES = 40
_RESOLUTION = 1e-3  # of the longest side: what is narrower is noise
_PRICE = 2e-4  # of the part's volume: what a feature must mend


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
    mesh = part.mesh(_RESOLUTION, 0.15)
    frame = own_frame(mesh.vertices, mesh.triangles)
    own = Mesh(mesh.vertices @ frame.T, mesh.triangles, None)
    search = Search(own, _PRICE, _RESOLUTION)
    built = search.run(began + seconds / 2, _MOST_FEATURES)
    exact = part.shape is not None
    slack = (2e-6 if exact else 2e-5) * search.longest
    for tolerance in (3e-4, 1e-3):
        numbers = [
            Numbers(slack, tolerance * search.longest, known_circles(part, frame, axis)) for axis in range(3)
        ]
        made = steps(built.features, search.lower, search.upper, numbers)
        if not made:
            continue
        summary = f"{len(made)} features: {', '.join(step.role.replace('_', ' ') for step in made)}"
        yield Explanation(write(made, frame, built.pieces), summary, built.mismatch)
