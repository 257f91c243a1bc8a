"""The fit engine: a part's exact geometry in, programs out, best first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.boundary import boundary
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.explanation import Explanations
from zero_to_cad.fit.features import Extrusion
from zero_to_cad.fit.frame import own_frame
from zero_to_cad.fit.holes import without_holes
from zero_to_cad.fit.rebuilt import as_known, rebuilt
from zero_to_cad.fit.search import Built, Search
from zero_to_cad.fit.sharpen import without_blends
from zero_to_cad.fit.sight import CLOSE, MOST_FEATURES, RESOLUTION, Sight
from zero_to_cad.part import Mesh, Part

FloatArray = npt.NDArray[np.float64]

_FINE = 0.1  # rad a chord, where that does not make too many triangles
_COARSE = 0.2
_MANY = 12_000
_WORTH_OF_LAST = 1e-3  # of volume IoU, that holes and blends written as such are worth
_HARD = 5e-3  # of volume IoU: what lacks less is not explained a second time
_HARD_WITHOUT_BLENDS = 1e-3  # the same, where blends have been taken away
_SHARE_OF_BLENDS = 1 / 4  # of the time, for taking blends away
_SHARES = (
    1 / 2,
    2 / 3,
    1.0,
)  # of the time, after which explanations with blends and holes, with holes, plain are found
_SHARE_OF_LATER = 1 / 4  # of the time, that each later search has when running the earlier programs took all


def explain(part: Part, seconds: float) -> Explanations:
    """Programs for a part, best first, lazily.

    Send the line at which a program ran out of time, and the one without the step of that line comes next, then, if
    that runs out of time too, the one that stops before: steps are in order of what they mend. Send 0 where the line is
    not known, and the one without holes or of half the steps comes next.

    The searches stop when they have worked `seconds` since the part's faces are known (a `Deadline`), the later ones
    when a quarter of that has passed since they were asked for.

    Best means the least price: what is wrong, plus something for each feature and each side of its outline. The later
    ones are for when the kernel refuses the earlier: coarser, and in the end a plain block, so that every part gets a
    program. Same part, same programs, unless the time runs out.
    """
    mesh = _finely(part)
    frame = own_frame(mesh.vertices, mesh.triangles)
    origin = _origin(mesh.vertices @ frame.T)
    seen = Mesh(mesh.vertices @ frame.T - origin, mesh.triangles, None)
    known = boundary(part)
    # Not before: on a new machine the first mesh waits here until what cuts meshes is compiled.
    ends = [Deadline(share * seconds) for share in _SHARES]
    solid, told_from = part, None
    exact = part.shape is not None
    if not exact:
        solid = rebuilt(part, known, frame, origin)
    if solid is not part:
        # Its chords are finer, and so cost what is round less.
        told_from = mesh, solid
        known = as_known(boundary(solid), known)
        mesh = _finely(solid)
        seen = Mesh(mesh.vertices @ frame.T - origin, mesh.triangles, None)
    bare, holes = without_holes(known.faces, seen, frame, origin)
    whole = Sight(solid, known, seen, holes, (), frame, origin, told_from)
    sights = []
    sharp, blends = without_blends(solid, frame, origin, _SHARE_OF_BLENDS * seconds)
    if blends:
        finely = _finely(sharp)
        turned = Mesh(finely.vertices @ frame.T - origin, finely.triangles, None)
        left = boundary(sharp) if exact else as_known(boundary(sharp), known)
        drilled = without_holes(left.faces, turned, frame, origin)
        sights.append(Sight(sharp, left, *drilled, blends, frame, origin, told_from))
    if holes:
        sights.append(Sight(solid, known, bare, holes, (), frame, origin, told_from))
    sights.append(whole)

    def until(k: int) -> Deadline:
        return ends[k - len(sights)]

    def of_whole(k: int, found: Built) -> Built:
        # What is wrong outside holes and blends is the same, of less volume.
        return replace(found, iou=1 - (1 - found.iou) * sights[k].subject.volume / whole.subject.volume)

    def written(k: int) -> Explanations:
        yield from sights[k].written(of_whole(k, sights[k].searched(until(k))[0]), CLOSE)

    for k, sight in enumerate(sights[:-1]):
        hard = _HARD_WITHOUT_BLENDS if sight.blends else _HARD
        # Where the rest is hard, they may be what was easy: the better explanation then comes first.
        begun = sight.begun(until(k))
        reached = max(of_whole(k, found).iou for found in begun)
        if sight.blends and not exact and 1 - reached > hard:
            # Of a body that is not right the edges seldom are: then a mesh is better explained with its rounds, in the
            # time that it would have had without all this.
            ends = [Deadline(share * seconds) for share in _SHARES]
            continue
        if 1 - reached > hard:
            # At no more effort than the plainest took, whatever it costs to draw.
            rival = replace(begun[0], cost=float("inf"))
            plain = Search(sights[k + 1].subject, "build").run(until(k + 1), MOST_FEATURES, rival)
            if of_whole(k + 1, plain).iou > reached + _WORTH_OF_LAST:
                yield from written(k + 1)
        yield from written(k)
    for found in whole.searched(_later(ends[-1], seconds))[:2]:
        yield from whole.written(found, CLOSE)
    for thrift, most in ((5.0, 15), (25.0, 6)):
        for style in ("plain", "carve"):
            found = Search(whole.subject, style, thrift).run(_later(ends[-1], seconds), most)
            yield from whole.written(found, 3 * RESOLUTION)
    lower, upper = whole.subject.lower, whole.subject.upper
    block = Extrusion("add", 2, lower[2], upper[2], shapely.box(*lower[:2], *upper[:2]))
    filled = whole.subject.volume / float(np.prod(upper - lower))
    yield from whole.written(Built((block,), filled, 1, 1 - filled), RESOLUTION, drilled=False)


def _later(deadline: Deadline, seconds: float) -> Deadline:
    """The deadline of a search that nobody may have asked for until programs of earlier ones had been run."""
    return Deadline(max(deadline.left, _SHARE_OF_LATER * seconds))


def _finely(part: Part) -> Mesh:
    mesh = part.mesh(RESOLUTION, _COARSE)
    return part.mesh(RESOLUTION, _FINE) if len(mesh.triangles) < _MANY else mesh


def _origin(points: FloatArray) -> FloatArray:
    """Where the program's axes begin: the designer's own zero where the part holds it, else the part's middle."""
    lower, upper = points.min(0), points.max(0)
    small = 1e-6 * (upper - lower).max()
    inside = (lower <= small) & (upper >= -small)
    return np.where(inside, 0.0, np.round((lower + upper) / 2, 6))
