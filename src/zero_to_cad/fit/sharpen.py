"""A B-rep without its blends, and what puts them back: each step tried, there and back, before it counts."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.aside import last_of
from zero_to_cad.fit.picking import Selection, select, selections
from zero_to_cad.fit.strips import Kind, Strip, chains, outermost, strips
from zero_to_cad.part import Part

FloatArray = npt.NDArray[np.float64]

_MOST_FACES = 400
_SHARE = 0.4  # of the time, for one step
_MOST_PARTS = 6  # of a group, that are blended one by one
_MOST_TRIES = 4  # selections of the same edges
_NEAR = 0.2  # of the distance between a strip's middle and its sharp edge
_SAME = 1e-6  # of the volume, by which a body with its blends back may differ from the body before ...
_SAME_BLEND = 0.02  # ... and of what the blends took


@dataclass(frozen=True)
class Blend:
    """One statement that blends edges. sizes: a fillet's radius, or the one or two setbacks of a chamfer, mm.

    The selection is in the program's axes. convex: the edges are outer ones.
    """

    kind: Kind
    sizes: tuple[float, ...]
    convex: bool
    selection: Selection


def without_blends(part: Part, frame: FloatArray, origin: FloatArray, seconds: float) -> tuple[Part, tuple[Blend, ...]]:
    """The part without the blends that can be taken away and put back, and these in the order in which to make them.

    The part itself and none where there is none, no B-rep, or nothing was done within `seconds`. frame (3, 3): rows
    are the program's axes in world coordinates; origin (3,): subtracted from frame coordinates.
    """
    shape = part.shape
    if shape is None or len(shape.Faces()) > _MOST_FACES:
        return part, ()
    longest = float((part.bounds[1] - part.bounds[0]).max())
    if not strips(shape, longest):
        return part, ()
    there = _placement(frame, origin)
    body = shape.moved(there.inverse)
    deadline = time.monotonic() + seconds
    blends: list[Blend] = []
    refused: list[FloatArray] = []
    while (step := _peeled(body, longest, refused, deadline, seconds * _SHARE)) is not None:
        body, blend = step
        blends.append(blend)
    if not blends:
        return part, ()
    return Part.from_shape(body.moved(there), part.name), tuple(reversed(blends))


def _placement(frame: FloatArray, origin: FloatArray) -> Any:
    """Where the program's axes lie in the world (cadquery.Location)."""
    from cadquery import Location, Plane, Vector

    return Location(Plane(Vector(*(frame.T @ origin)), Vector(*frame[0]), Vector(*frame[2])))


def _peeled(
    body: Any, longest: float, refused: list[FloatArray], deadline: float, patience: float
) -> tuple[Any, Blend] | None:
    """The body with one more blend taken away; None where there is none left but those refused.

    refused: the middles of strips that were tried in vain, to which more are added. One try may take `patience`
    seconds, and none is begun after the deadline.
    """
    middles = [np.array(face.Center().toTuple()) for face in body.Faces()]
    waiting = [
        strip
        for strip in outermost(strips(body, longest))
        if all(np.linalg.norm(middles[strip.face] - at) > 1e-6 * longest for at in refused)
    ]
    waiting.sort(key=lambda strip: (strip.sizes[0], strip.face))

    def tried(group: Sequence[Strip]) -> tuple[Any, Blend] | None:
        seconds = min(patience, deadline - time.monotonic())
        found = last_of(partial(_taken_away, body, group), seconds) if seconds > 0 else None
        return None if found is None else (_loaded(found[0]), found[1])

    while waiting:
        group = [strip for strip in waiting if strip.alike(waiting[0])]
        found = tried(group)
        if found is None:
            singly = [(part, tried(part)) for part in _parts(group)]
            refused += [middles[strip.face] for part, done in singly if done is None for strip in part]
            good = [(part, done) for part, done in singly if done is not None]
            if len(good) > 1:
                found = tried([strip for part, _ in good for strip in part])
            if found is None and good:
                found = good[0][1]
        if found is not None:
            return found
        refused += [middles[strip.face] for strip in group]
        waiting = [strip for strip in waiting if strip not in group]
    return None


def _parts(group: Sequence[Strip]) -> list[list[Strip]]:
    """A group's chains, where there are several and not too many."""
    parts = chains(group)
    return parts if 1 < len(parts) <= _MOST_PARTS else []


def _taken_away(body: Any, group: Sequence[Strip]) -> Iterator[tuple[bytes, Blend]]:
    """The body without a group of strips, and the blend that makes it what it was; nothing where that fails."""
    faces = body.Faces()
    sharp = _defeatured(body, [faces[strip.face] for strip in group])
    if sharp is None:
        return
    first = group[0]
    before, after = body.Volume(), sharp.Volume()
    edges = _sharp_edges(sharp, body, group)
    if (after > before) != first.convex or not edges:
        return
    sizes = _rounded(first.sizes)
    for turned in {sizes, sizes[::-1]}:
        for selection in islice(selections(sharp, edges), _MOST_TRIES):
            blend = Blend(first.kind, turned, first.convex, selection)
            if _puts_back(blend, sharp, before, abs(after - before)):
                yield _dumped(sharp), blend
                return


def _rounded(sizes: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(size, 6) for size in sizes)


def _defeatured(body: Any, faces: Sequence[Any]) -> Any:
    """The body with faces taken away and their neighbours prolonged; None where the kernel gives no sound solid."""
    import cadquery
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Defeaturing

    maker = BRepAlgoAPI_Defeaturing()
    maker.SetShape(body.wrapped)
    maker.SetRunParallel(False)
    for face in faces:
        maker.AddFaceToRemove(face.wrapped)
    try:
        maker.Build()
        if not maker.IsDone():
            return None
        solids = cadquery.Shape.cast(maker.Shape()).Solids()
    except Exception:  # the kernel's errors share no base of their own
        return None
    if len(solids) != 1 or not solids[0].isValid() or len(solids[0].Faces()) > len(body.Faces()) - len(faces):
        return None
    return solids[0]


def _sharp_edges(sharp: Any, body: Any, group: Sequence[Strip]) -> list[Any]:
    """The edges that came to be where strips were taken away; none where a strip has left no such edge."""
    from cadquery import Vertex
    from OCP.BRepClass3d import BRepClass3d_SolidClassifier
    from OCP.TopAbs import TopAbs_ON

    known = {_middle(edge) for edge in body.Edges()}
    classifier = BRepClass3d_SolidClassifier(body.wrapped)
    new = []
    for edge in sharp.Edges():
        if _middle(edge) not in known:
            classifier.Perform(edge.positionAt(0.5).toPnt(), 1e-5)
            if classifier.State() != TopAbs_ON:
                new.append(edge)
    found: set[int] = set()
    for strip in group:
        beside = set()
        for point in strip.middles:
            at = Vertex.makeVertex(*point)
            beside |= {k for k, edge in enumerate(new) if abs(at.distance(edge) - strip.away) < _NEAR * strip.away}
        if strip.middles and not beside:
            return []
        found |= beside
    return [new[k] for k in sorted(found)]


def _middle(edge: Any) -> tuple[float, ...]:
    return tuple(round(value, 5) for value in edge.positionAt(0.5).toTuple())


def _puts_back(blend: Blend, sharp: Any, volume: float, taken: float) -> bool:
    """Whether the kernel makes the blend on the sharp body, and a body of that volume comes of it."""
    try:
        edges = select(sharp, blend.selection)
        if blend.kind == "fillet":
            made = sharp.fillet(blend.sizes[0], edges)
        else:
            made = sharp.chamfer(blend.sizes[0], blend.sizes[1] if len(blend.sizes) > 1 else None, edges)
    except Exception:  # the kernel's errors share no base of their own
        return False
    solids = made.Solids()
    slack = _SAME * volume + _SAME_BLEND * taken
    return len(solids) == 1 and solids[0].isValid() and abs(solids[0].Volume() - volume) <= slack


def _dumped(shape: Any) -> bytes:
    from OCP.BinTools import BinTools

    stream = io.BytesIO()
    BinTools.Write_s(shape.wrapped, stream)
    return stream.getvalue()


def _loaded(data: bytes) -> Any:
    import cadquery
    from OCP.BinTools import BinTools
    from OCP.TopoDS import TopoDS_Shape

    shape = TopoDS_Shape()
    BinTools.Read_s(shape, io.BytesIO(data))
    return cadquery.Shape.cast(shape)
