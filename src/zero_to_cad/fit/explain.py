"""The fit engine: a part's exact geometry in, programs out, best first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from zero_to_cad.fit.features import Extrusion, Revolution
from zero_to_cad.fit.frame import own_frame
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.rounds import known_circles
from zero_to_cad.fit.search import Built, Search
from zero_to_cad.fit.subject import Subject
from zero_to_cad.fit.writer import write
from zero_to_cad.part import Mesh, Part

_MOST_FEATURES = 30
_RESOLUTION = 1e-3  # of the longest side: what is narrower is noise
_FINE = 0.1  # rad a chord, where that does not make too many triangles
_COARSE = 0.2
_MANY = 12_000
_NEAR = 1e-5  # of the longest side: faces that a cautious program takes for one
_PLAIN_ENOUGH = 4e-3  # a price at which no other explanation is looked for


@dataclass(frozen=True)
class Explanation:
    """A program and one line that says what it is made of.

    `expected` is the volume IoU that it should reach. A `remedy` is the one before, more cautiously combined:
    it helps where the kernel failed with that one and nowhere else.
    """

    program: str
    summary: str
    expected: float
    remedy: bool = False


def explain(part: Part, seconds: float) -> Iterator[Explanation]:
    """Programs for a part, best first, lazily; each search stops at the latest when `seconds` have passed.

    Best means the least price: what is wrong, plus something for each feature and each side of its outline. The later
    ones are for when the kernel refuses the earlier: coarser, and in the end a plain block, so that every part gets a
    program. Same part, same programs, unless the time runs out.
    """
    deadline = time.monotonic() + seconds
    mesh = part.mesh(_RESOLUTION, _COARSE)
    if len(mesh.triangles) < _MANY:
        mesh = part.mesh(_RESOLUTION, _FINE)
    frame = own_frame(mesh.vertices, mesh.triangles)
    subject = Subject(Mesh(mesh.vertices @ frame.T, mesh.triangles, None), _RESOLUTION)
    slack = (2e-6 if part.shape is not None else 2e-5) * subject.longest
    circles = [known_circles(part, frame, axis) for axis in range(3)]

    def written(found: Built, tolerance: float) -> Iterator[Explanation]:
        numbers = [Numbers(slack, tolerance * subject.longest, known) for known in circles]
        made = steps(found.features, subject.lower, subject.upper, numbers)
        if made:
            summary = f"{len(made)} features: {', '.join(step.role.replace('_', ' ') for step in made)}"
            whole = found.pieces == 1
            if whole:
                yield Explanation(write(made, frame), summary, found.iou)
            yield Explanation(write(made, frame, largest_only=True), summary, found.iou, remedy=whole)
            near = _NEAR * subject.longest
            yield Explanation(write(made, frame, largest_only=True, tolerance=near), summary, found.iou, remedy=True)

    built = [Search(subject, "build").run(deadline, _MOST_FEATURES)]
    if built[0].cost > _PLAIN_ENOUGH:
        built.append(Search(subject, "carve").run(deadline, _MOST_FEATURES))
    if built[0].cost > _PLAIN_ENOUGH and any(isinstance(feature, Revolution) for feature in built[0].features):
        built.append(Search(subject, "plain").run(deadline, _MOST_FEATURES))
    built.sort(key=lambda found: found.cost)
    for found in built[:2]:
        yield from written(found, 0.6 * _RESOLUTION)
    for thrift, most in ((5.0, 15), (25.0, 6)):
        for style in ("plain", "carve"):
            yield from written(Search(subject, style, thrift).run(deadline, most), 3 * _RESOLUTION)
    block = Extrusion("add", 2, subject.lower[2], subject.upper[2], shapely.box(*subject.lower[:2], *subject.upper[:2]))
    filled = subject.volume / float(np.prod(subject.upper - subject.lower))
    yield from written(Built((block,), filled, 1, 1 - filled), _RESOLUTION)
