"""A B-rep without its drilled holes: simpler to explain, and the holes are written as holes afterwards."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.drilled import Wall
from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]

# Taking faces away costs the kernel minutes on parts of more faces than this.
MOST_FACES = 130
_SQUARE = 1e-7


class Faces:
    """The faces of a solid (cadquery.Shape), numbered, and which of them meet at an edge."""

    def __init__(self, shape: Any) -> None:
        import cadquery
        from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE
        from OCP.TopExp import TopExp
        from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape, TopTools_IndexedMapOfShape

        self.shape = shape
        numbers = TopTools_IndexedMapOfShape()
        TopExp.MapShapes_s(shape.wrapped, TopAbs_FACE, numbers)
        self.faces = [cadquery.Face(numbers.FindKey(k + 1)) for k in range(numbers.Extent())]
        edges = TopTools_IndexedDataMapOfShapeListOfShape()
        TopExp.MapShapesAndAncestors_s(shape.wrapped, TopAbs_EDGE, TopAbs_FACE, edges)
        self.near: dict[int, set[int]] = defaultdict(set)
        for k in range(edges.Extent()):
            both = {numbers.FindIndex(face) - 1 for face in edges.FindFromIndex(k + 1)}
            for face in both:
                self.near[face] |= both - {face}

    def closed(self, chosen: Collection[int]) -> set[int]:
        """The chosen faces and those that touch no others: the floors and ledges of holes."""
        taken = set(chosen)
        while more := {k for k in range(len(self.faces)) if k not in taken and self.near[k] and self.near[k] <= taken}:
            taken |= more
        return taken

    def without(self, chosen: Collection[int]) -> Any | None:
        """The solid (cadquery.Solid) with these faces taken away and their neighbours prolonged; None if refused."""
        import cadquery
        from OCP.BRepAlgoAPI import BRepAlgoAPI_Defeaturing

        if not chosen:
            return self.shape
        work = BRepAlgoAPI_Defeaturing()
        work.SetShape(self.shape.wrapped)
        work.SetRunParallel(False)
        for k in sorted(chosen):
            work.AddFaceToRemove(self.faces[k].wrapped)
        work.Build()
        if not work.IsDone() or work.Shape().IsNull():
            return None
        solids = cadquery.Shape.cast(work.Shape()).Solids()
        if len(solids) != 1 or len(solids[0].Faces()) >= len(self.faces) or not solids[0].isValid():
            return None
        return solids[0] if solids[0].Volume() > 0 else None


def round_walls(faces: Faces, frame: FloatArray, origin: FloatArray) -> list[tuple[Wall, tuple[int, ...]]]:
    """The round walls seen from inside that go all the way round, along an axis of the frame, with their faces.

    frame (3, 3): rows are the axes in world coordinates; origin (3,): subtracted from frame coordinates.
    """
    pieces: list[tuple[Wall, float, int]] = []
    for k, face in enumerate(faces.faces):
        if face.geomType() in ("CYLINDER", "CONE"):
            found = _wall(face, frame, origin)
            if found is not None:
                pieces.append((*found, k))
    pieces.sort(key=lambda piece: (piece[0].axis, piece[0].centre, piece[0].low, piece[0].high, piece[0].lower))
    walls = []
    while pieces:
        wall, turn, k = pieces.pop(0)
        members = [k]
        while pieces and _goes_on(wall, pieces[0][0]):
            more, part_turn, k = pieces.pop(0)
            wall = replace(wall, lower=min(wall.lower, more.lower), upper=max(wall.upper, more.upper))
            turn += part_turn
            members.append(k)
        if turn > 2 * math.pi - 1e-3:
            walls.append((wall, tuple(members)))
    return sorted(walls, key=lambda found: (found[0].axis, found[0].centre, found[0].lower, found[0].upper))


def _goes_on(wall: Wall, more: Wall) -> bool:
    """Whether two faces lie side by side in one wall."""
    alike = (wall.axis, wall.centre, wall.low, wall.high) == (more.axis, more.centre, more.low, more.high)
    if wall.low != wall.high:
        return alike and (wall.lower, wall.upper) == (more.lower, more.upper)
    return alike and more.lower < wall.upper - 1e-6


def _wall(face: Any, frame: FloatArray, origin: FloatArray) -> tuple[Wall, float] | None:
    """The wall that a face is part of, and by how much (rad) the face goes round."""
    import cadquery
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    surface = BRepAdaptor_Surface(face.wrapped)
    round_ = surface.Cylinder() if face.geomType() == "CYLINDER" else surface.Cone()
    line = round_.Axis()
    place = frame @ (line.Location().X(), line.Location().Y(), line.Location().Z()) - origin
    direction = frame @ (line.Direction().X(), line.Direction().Y(), line.Direction().Z())
    axis = int(np.argmax(np.abs(direction)))
    if abs(direction[axis]) < 1 - _SQUARE:
        return None
    i, j = ACROSS[axis]
    ends = []
    middle = (surface.FirstUParameter() + surface.LastUParameter()) / 2
    for v in (surface.FirstVParameter(), surface.LastVParameter()):
        point = surface.Value(middle, v)
        at = frame @ (point.X(), point.Y(), point.Z()) - origin
        ends.append((round(float(at[axis]), 7), round(math.hypot(at[i] - place[i], at[j] - place[j]), 7)))
    half = surface.Value(middle, (surface.FirstVParameter() + surface.LastVParameter()) / 2)
    normal = frame @ face.normalAt(cadquery.Vector(half)).toTuple()
    at = frame @ (half.X(), half.Y(), half.Z()) - origin
    if normal[i] * (at[i] - place[i]) + normal[j] * (at[j] - place[j]) >= 0:
        return None
    (lower, low), (upper, high) = sorted(ends)
    turn = surface.LastUParameter() - surface.FirstUParameter()
    centre = (round(float(place[i]), 7) + 0.0, round(float(place[j]), 7) + 0.0)
    return Wall(axis, centre, lower, upper, low, high), turn
