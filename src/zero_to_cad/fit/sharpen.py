"""A B-rep without its blends, and what puts them back: each step tried, there and back, before it counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, tee
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.aside import dumped, last_of, loaded
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.picking import Selection, cover, select, selections
from zero_to_cad.fit.strips import Kind, Strip, Wedge, chains, outermost, strips
from zero_to_cad.part import Part

FloatArray = npt.NDArray[np.float64]

_MOST_FACES = 400
_SHARE = 0.4  # of the time, for one step
_MOST_PARTS = 6  # of a group, that are blended one by one
_MOST_STATEMENTS = 3  # for edges that no one selection picks: more are harder to read than the rounds in an outline
_MOST_TRIES = 4  # selections of the same edges
_NEAR = 0.2  # of the distance between a strip's middle and its sharp edge
_ON = 0.05  # of the same: what is off a surface by less lies on it
_SAME = 1e-6  # of the volume, by which a body with its blends back may differ from the body before ...
_SAME_BLEND = 0.02  # ... and of what the blends took
_SAME_BODY = 1e-9  # of the volume, by which two ways to take blends away may differ for the same body to come of it


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

    The part itself and none where there is none, no B-rep, or nothing was done within `seconds` of processor time.
    frame (3, 3): rows are the program's axes in world coordinates; origin (3,): subtracted from frame coordinates.
    """
    shape = part.shape
    if shape is None or len(shape.Faces()) > _MOST_FACES:
        return part, ()
    longest = float((part.bounds[1] - part.bounds[0]).max())
    there = placement(frame, origin)
    work = _Sharpening(shape.moved(there.inverse), longest, Deadline(seconds), seconds * _SHARE)
    while work.step():
        pass
    if not work.blends:
        return part, ()
    return Part.from_shape(work.body.moved(there), part.name), tuple(reversed(work.blends))


def placement(frame: FloatArray, origin: FloatArray) -> Any:
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
    deadline: Deadline
    patience: float
    blends: list[Blend] = field(default_factory=list)
    # The middles of strips that were tried in vain, and sizes of which not all strips could be made at once.
    refused: list[FloatArray] = field(default_factory=list)
    singly: list[Strip] = field(default_factory=list)

    def step(self) -> bool:
        """Take one more blend away; False where there is none left but those refused."""
        faces = self.body.Faces()
        found_now = outermost(strips(self.body, self.longest))
        middles = {strip.face: np.array(faces[strip.face].Center().toTuple()) for strip in found_now}
        waiting = [
            strip
            for strip in found_now
            if all(np.linalg.norm(middles[strip.face] - at) > 1e-6 * self.longest for at in self.refused)
        ]
        # Rings first: they are the easiest for the kernel.
        waiting.sort(key=lambda strip: (bool(strip.ends), strip.sizes[0], strip.face))
        while waiting:
            first = waiting[0]
            group = [strip for strip in waiting if strip.alike(first) and bool(strip.ends) == bool(first.ends)]
            found = self._one_of(group) if any(first.alike(other) for other in self.singly) else self._most_of(group)
            if found is not None:
                self.body = loaded(found[0])
                self.blends += reversed(found[1])
                return True
            self.refused += [middles[strip.face] for strip in group]
            waiting = [strip for strip in waiting if strip not in group]
        return False

    def _tried(self, group: Sequence[Strip]) -> tuple[bytes, tuple[Blend, ...]] | None:
        seconds = min(self.patience, self.deadline.left)
        return last_of(partial(_taken_away, self.body, group), seconds) if seconds > 0 else None

    def _most_of(self, group: Sequence[Strip]) -> tuple[bytes, tuple[Blend, ...]] | None:
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

    def _one_of(self, group: Sequence[Strip]) -> tuple[bytes, tuple[Blend, ...]] | None:
        return next((found for part in chains(group) if (found := self._tried(part)) is not None), None)


def _taken_away(body: Any, group: Sequence[Strip]) -> Iterator[tuple[bytes, tuple[Blend, ...]]]:
    """The body without a group of strips, and the blends that make it what it was; nothing where that fails."""
    first = group[0]
    before, sizes = body.Volume(), _rounded(first.sizes)
    in_vain: tuple[int, float] | None = None
    for without in (_filled, _defeatured):
        sharp = without(body, group)
        if sharp is None:
            continue
        after, count = sharp.Volume(), len(sharp.Faces())
        if in_vain is not None and in_vain[0] == count and abs(in_vain[1] - after) <= _SAME_BODY * before:
            return
        in_vain = count, after
        edges = _sharp_edges(sharp, body, group)
        if (after > before) != first.convex or not edges:
            continue
        turns = sorted({sizes, sizes[::-1]})
        any_way = False
        for turned, ways in zip(turns, tee(_ways(sharp, edges), len(turns)), strict=True):
            for way in ways:
                any_way = True
                blends = tuple(Blend(first.kind, turned, first.convex, selection) for selection in way)
                if _put_back(blends, sharp, before, abs(after - before)):
                    yield dumped(sharp), blends
                    return
        if not any_way:
            return


def _ways(sharp: Any, edges: Sequence[Any]) -> Iterator[tuple[Selection, ...]]:
    """Selections that together pick some edges, simplest first: one alone, or else a few.

    Of those that pick the same the simplest only: what the kernel makes of it is the same.
    """
    tried = set()
    for selection, picked in islice(selections(sharp, edges), _MOST_TRIES):
        if picked not in tried:
            yield (selection,)
        tried.add(picked)
    if not tried and (several := cover(sharp, edges, _MOST_STATEMENTS)):
        yield several


def _rounded(sizes: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(size, 6) for size in sizes)


def _filled(body: Any, group: Sequence[Strip]) -> Any:
    """The body with the wedges of a group added, or taken away where the strips lie in inner corners.

    Ten times as fast as `_defeatured`, and None where a strip has no wedge or no sound solid comes of it.
    """
    wedges = [strip.wedge for strip in group]
    try:
        solids = [_solid(wedge) for wedge in wedges if wedge is not None]
        if len(solids) < len(wedges):
            return None
        made = _combined(body, solids, group[0].convex).clean()
    except Exception:  # the kernel's errors share no base of their own
        return None
    return _sound(made, len(body.Faces()) - 1)


def _combined(body: Any, tools: Sequence[Any], adds: bool) -> Any:
    """The body with tools added or cut away, by one thread: in a fork of a process that has used several, others never
    answer."""
    import cadquery
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
    from OCP.TopTools import TopTools_ListOfShape

    maker = BRepAlgoAPI_Fuse() if adds else BRepAlgoAPI_Cut()
    for given, shapes in ((maker.SetArguments, [body]), (maker.SetTools, tools)):
        listed = TopTools_ListOfShape()
        for shape in shapes:
            listed.Append(shape.wrapped)
        given(listed)
    maker.SetRunParallel(False)
    maker.Build()
    return cadquery.Shape.cast(maker.Shape())


def _solid(wedge: Wedge) -> Any:
    from cadquery import Edge, Solid, Vector, Wire

    first, apex, second, along = (Vector(*at) for at in (wedge.first, wedge.apex, wedge.second, wedge.along))
    back = Edge.makeLine(second, first)
    if wedge.middle is not None:
        back = Edge.makeThreePointArc(second, Vector(*wedge.middle), first)
    profile = Wire.assembleEdges([Edge.makeLine(first, apex), Edge.makeLine(apex, second), back])
    if wedge.centre is None:
        return Solid.extrudeLinear(profile, [], along)
    centre = Vector(*wedge.centre)
    made = Solid.revolve(
        profile, [], math.degrees(abs(wedge.angle)), centre, centre + along * math.copysign(1.0, wedge.angle)
    )
    return made.fix() if made.Volume() < 0 else made


def _defeatured(body: Any, group: Sequence[Strip]) -> Any:
    """The body with the faces of a group taken away and their neighbours prolonged; None where that fails."""
    import cadquery
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Defeaturing

    faces = body.Faces()
    maker = BRepAlgoAPI_Defeaturing()
    maker.SetShape(body.wrapped)
    maker.SetRunParallel(False)
    for strip in group:
        maker.AddFaceToRemove(faces[strip.face].wrapped)
    try:
        maker.Build()
        if not maker.IsDone():
            return None
        return _sound(cadquery.Shape.cast(maker.Shape()), len(faces) - len(group))
    except Exception:  # the kernel's errors share no base of their own
        return None


def _sound(made: Any, most: int) -> Any:
    """The one valid solid of at most so many faces in what was made; None where there is none."""
    solids = made.Solids()
    sound = len(solids) == 1 and solids[0].isValid() and len(solids[0].Faces()) <= most
    return solids[0] if sound else None


def _sharp_edges(sharp: Any, body: Any, group: Sequence[Strip]) -> list[Any]:
    """The edges that came to be where strips were taken away; none where a strip has left no such edge."""
    from cadquery import Vertex
    from OCP.BRepClass3d import BRepClass3d_SolidClassifier
    from OCP.TopAbs import TopAbs_ON

    known = {_middle(edge) for edge in body.Edges()}
    faces = body.Faces()
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
        # What a hole beside it has left is as near, but does not lie between the faces that the strip lay between.
        supports = [faces[face] for face in strip.supports]
        beside = {k for k in beside if all(_off(new[k], support) < _ON * strip.away for support in supports)}
        if strip.middles and not beside:
            return []
        found |= beside
    return [new[k] for k in sorted(found)]


def _off(edge: Any, face: Any) -> float:
    """How far (mm) the middle of an edge is from a face, or from where it would go on."""
    from OCP.BRep import BRep_Tool
    from OCP.Geom import Geom_RectangularTrimmedSurface
    from OCP.GeomAPI import GeomAPI_ProjectPointOnSurf

    surface = BRep_Tool.Surface_s(face.wrapped)
    if isinstance(surface, Geom_RectangularTrimmedSurface):
        surface = surface.BasisSurface()
    found = GeomAPI_ProjectPointOnSurf(edge.positionAt(0.5).toPnt(), surface)
    return float(found.LowerDistance()) if found.NbPoints() else math.inf


def _middle(edge: Any) -> tuple[float, ...]:
    return tuple(round(value, 5) for value in edge.positionAt(0.5).toTuple())


def _put_back(blends: Sequence[Blend], sharp: Any, volume: float, taken: float) -> bool:
    """Whether the kernel makes the blends on the sharp body in order, and a body of that volume comes of it."""
    made = sharp
    try:
        for blend in blends:
            edges = select(made, blend.selection)
            if blend.kind == "fillet":
                made = made.fillet(blend.sizes[0], edges)
            else:
                made = made.chamfer(blend.sizes[0], blend.sizes[1] if len(blend.sizes) > 1 else None, edges)
    except Exception:  # the kernel's errors share no base of their own
        return False
    solids = made.Solids()
    slack = _SAME * volume + _SAME_BLEND * taken
    return len(solids) == 1 and solids[0].isValid() and abs(solids[0].Volume() - volume) <= slack
