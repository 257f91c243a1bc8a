"""A B-rep without its blends, and what puts them back: each step tried, there and back, before it counts."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
    work = _Sharpening(shape.moved(there.inverse), longest, time.monotonic() + seconds, seconds * _SHARE)
    while work.step():
        pass
    if not work.blends:
        return part, ()
    return Part.from_shape(work.body.moved(there), part.name), tuple(reversed(work.blends))


def _placement(frame: FloatArray, origin: FloatArray) -> Any:
    """Where the program's axes lie in the world (cadquery.Location)."""
    from cadquery import Location, Plane, Vector

    return Location(Plane(Vector(*(frame.T @ origin)), Vector(*frame[0]), Vector(*frame[2])))


@dataclass
class _Sharpening:
    """A body (cadquery.Shape) that loses its blends step by step, and those it has lost, the last made first.

    longest: of its sides, mm. One try may take `patience` seconds, and none is begun after the deadline.
    """

    body: Any
    longest: float
    deadline: float
    patience: float
    blends: list[Blend] = field(default_factory=list)
    # The middles of strips that were tried in vain, and sizes of which not all strips could be made at once.
    refused: list[FloatArray] = field(default_factory=list)
    singly: list[Strip] = field(default_factory=list)

    def step(self) -> bool:
        """Take one more blend away; False where there is none left but those refused."""
        middles = [np.array(face.Center().toTuple()) for face in self.body.Faces()]
        waiting = [
            strip
            for strip in outermost(strips(self.body, self.longest))
            if all(np.linalg.norm(middles[strip.face] - at) > 1e-6 * self.longest for at in self.refused)
        ]
        # Rings first: they are the easiest for the kernel.
        waiting.sort(key=lambda strip: (bool(strip.ends), strip.sizes[0], strip.face))
        while waiting:
            first = waiting[0]
            group = [strip for strip in waiting if strip.alike(first) and bool(strip.ends) == bool(first.ends)]
            found = self._one_of(group) if any(first.alike(other) for other in self.singly) else self._most_of(group)
            if found is not None:
                self.body = _loaded(found[0])
                self.blends.append(found[1])
                return True
            self.refused += [middles[strip.face] for strip in group]
            waiting = [strip for strip in waiting if strip not in group]
        return False

    def _tried(self, group: Sequence[Strip]) -> tuple[bytes, Blend] | None:
        seconds = min(self.patience, self.deadline - time.monotonic())
        return last_of(partial(_taken_away, self.body, group), seconds) if seconds > 0 else None

    def _most_of(self, group: Sequence[Strip]) -> tuple[bytes, Blend] | None:
        """All strips of a group at once, else all that can be taken away alone, else the first of these."""
        found = self._tried(group)
        parts = chains(group)
        if found is not None or not 1 < len(parts) <= _MOST_PARTS:
            return found
        self.singly.append(group[0])
        each = [(part, self._tried(part)) for part in parts]
        good = [(part, done) for part, done in each if done is not None]
        if 1 < len(good) < len(parts):
            found = self._tried([strip for part, _ in good for strip in part])
        return found or (good[0][1] if good else None)

    def _one_of(self, group: Sequence[Strip]) -> tuple[bytes, Blend] | None:
        return next((found for part in chains(group) if (found := self._tried(part)) is not None), None)


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
