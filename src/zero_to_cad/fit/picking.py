"""Selectors that single edges out: the simplest that picks those meant and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Point3 = tuple[float, float, float]

# As CadQuery's own selectors take things for parallel, and for equally far (mm).
_NEAR = 1e-4
_MOST_LOOSE = 3  # selections that need a box besides
_MOST_POINTS = 4  # that are named one by one
_AXES = "XYZ"


@dataclass(frozen=True)
class Box:
    """Edges whose middle lies in a box, `margin` (mm) around that from `lower` to `upper`."""

    lower: Point3
    upper: Point3
    margin: float


@dataclass(frozen=True)
class Nearest:
    """The edges whose middles are nearest to these points."""

    points: tuple[Point3, ...]


@dataclass(frozen=True)
class Pick:
    """One call of a chain of selections: `edges` or `faces`, and by what; an empty string takes all."""

    method: str
    by: str | Box | Nearest


Selection = tuple[Pick, ...]


def select(shape: Any, selection: Selection) -> list[Any]:
    """The edges (cadquery.Edge) of a shape that a selection picks."""
    import cadquery
    from cadquery.selectors import BoxSelector, NearestToPointSelector

    work = cadquery.Workplane(obj=shape)
    for pick in selection:
        by: Any = pick.by or None
        if isinstance(by, Box):
            by = BoxSelector(*((np.array(end) + s * by.margin).tolist() for end, s in ((by.lower, -1), (by.upper, 1))))
        elif isinstance(by, Nearest):
            first, *others = (NearestToPointSelector(point) for point in by.points)
            by = first
            for other in others:
                by = by + other
        work = work.edges(by) if pick.method == "edges" else work.faces(by)
    return [edge for edge in work.vals() if isinstance(edge, cadquery.Edge)]


def selections(shape: Any, wanted: Sequence[Any]) -> Iterator[tuple[Selection, bytes]]:
    """What picks the wanted edges of a shape (cadquery.Shape, cadquery.Edge) and nothing else, simplest first.

    It may pick one of several that go on smoothly into each other, since a blend of one takes the others along. The
    bytes are the same for selections that pick the same edges.
    """
    seen = _Seen(shape, wanted)
    if not seen.wanted.any():
        return
    loose: list[tuple[Selection, Box, BoolArray]] = []
    fewer = []
    for selection, picked in seen.by_words():
        if (picked == seen.wanted).all():
            yield selection, picked.tobytes()
        elif seen.serves(picked):
            fewer.append((selection, picked))
        elif len(loose) < _MOST_LOOSE and (box := seen.boxed(picked)) is not None:
            loose.append((selection, box, picked & seen.wanted))
    for selection, picked in fewer:
        yield selection, picked.tobytes()
    for selection, box, picked in loose:
        before = selection if selection[-1].by else selection[:-1]
        yield (*before, Pick("edges", box)), picked.tobytes()
    for selection, picked in seen.by_faces():
        yield selection, picked.tobytes()
    points = seen.points()
    if points is not None:
        yield (Pick("edges", points),), b"points"


def cover(shape: Any, wanted: Sequence[Any], most: int) -> tuple[Selection, ...]:
    """At most so many selections that together pick the wanted edges and nothing else; none where there are none.

    For edges that no single one of `selections` picks. The largest share comes first, by the shortest words.
    """
    seen = _Seen(shape, wanted)
    offered = []
    for selection, picked in seen.by_words():
        if not (picked & ~seen.wanted).any():
            offered.append((selection, picked))
        if len(selection) == 1 and "(" not in str(selection[0].by):
            offered += seen.rows(selection, picked)
    made: list[Selection] = []
    left = seen.wanted.copy()
    while offered and left.any() and len(made) < most:
        selection, picked = max(offered, key=lambda found: int((found[1] & left).sum()))
        if not (picked & left).any():
            return ()
        made.append(selection)
        left &= ~picked
        # What has been blended can be no edge of a later selection.
        offered = [(other, more) for other, more in offered if not (more & picked).any()]
    return () if left.any() else tuple(made)


class _Seen:
    """The edges and faces of a shape as CadQuery's selectors see them."""

    def __init__(self, shape: Any, wanted: Sequence[Any]) -> None:
        self.edges = shape.Edges()
        self.faces = shape.Faces()
        number = {edge: k for k, edge in enumerate(self.edges)}
        self.wanted = np.zeros(len(self.edges), bool)
        self.wanted[[number[edge] for edge in wanted]] = True
        self.centres = np.array([edge.Center().toTuple() for edge in self.edges])
        self.kinds = np.array([edge.geomType() for edge in self.edges])
        self.along = np.array([_direction(edge) for edge in self.edges])
        self.face_kinds = np.array([face.geomType() for face in self.faces])
        self.face_centres = np.array([face.Center().toTuple() for face in self.faces])
        self.face_normals = np.array(
            [face.normalAt().toTuple() if face.geomType() == "PLANE" else (0.0, 0.0, 0.0) for face in self.faces]
        )
        self.of_face = [np.array([number[edge] for edge in face.Edges()]) for face in self.faces]

    @cached_property
    def chains(self) -> list[list[int]]:
        """The wanted edges, those together that go on smoothly into each other."""
        ends: dict[tuple[int, ...], list[tuple[int, FloatArray]]] = {}
        places = np.flatnonzero(self.wanted).tolist()
        for k in places:
            edge = self.edges[k]
            for share in (0, 1):
                at = tuple(np.round(np.array(edge.positionAt(share).toTuple()) / 1e-4).astype(int).tolist())
                ends.setdefault(at, []).append((k, np.array(edge.tangentAt(share).toTuple())))
        group = {k: k for k in places}

        def root(k: int) -> int:
            while group[k] != k:
                k = group[k]
            return k

        for meeting in ends.values():
            for (a, along), (b, other) in product(meeting, meeting):
                if a < b and np.linalg.norm(np.cross(along, other)) < 1e-3:
                    group[root(b)] = root(a)
        found: dict[int, list[int]] = {}
        for k in places:
            found.setdefault(root(k), []).append(k)
        return list(found.values())

    def serves(self, picked: BoolArray) -> bool:
        """Whether what is picked is wanted, and enough of it."""
        if (picked & ~self.wanted).any():
            return False
        return all(picked[chain].any() for chain in self.chains)

    def by_words(self) -> Iterator[tuple[Selection, BoolArray]]:
        """Selections by words alone, the shortest first, and what they pick."""
        every = np.ones(len(self.edges), bool)
        beside: dict[str, BoolArray] = {}
        for face_words, words in _WORDS:
            if not face_words:
                yield (Pick("edges", words),), self._edges(words, every)
                continue
            if face_words not in beside:
                beside[face_words] = self._around(self._faces(face_words))
            if beside[face_words].any():
                yield (Pick("faces", face_words), Pick("edges", words)), self._edges(words, beside[face_words])

    def by_faces(self) -> Iterator[tuple[Selection, BoolArray]]:
        """Selections of edges around a few faces in a box, and what they pick."""
        kinds = self.face_kinds
        first = int(np.flatnonzero(self.wanted)[0])
        for k in (k for k, edges in enumerate(self.of_face) if first in edges):
            # The faces of that kind which have wanted edges, where a box can tell them from the others.
            alike = kinds == kinds[k]
            meant = alike & np.array([bool(self.wanted[edges].any()) for edges in self.of_face])
            for faces in (np.arange(len(kinds)) == k, meant):
                box = _around(self.face_centres[faces], self.face_centres[alike & ~faces], self._size)
                if box is None:
                    continue
                for words in _WORDS_OF_FACE:
                    picked = self._edges(words, self._around(faces))
                    if self.serves(picked):
                        yield (Pick("faces", f"%{kinds[k]}"), Pick("faces", box), Pick("edges", words)), picked
                        break

    def _around(self, faces: BoolArray) -> BoolArray:
        """The edges of some faces."""
        around = np.zeros(len(self.edges), bool)
        for k in np.flatnonzero(faces):
            around[self.of_face[k]] = True
        return around

    def _edges(self, words: str, among: BoolArray) -> BoolArray:
        if not words:
            return among
        return _evaluate(words, among, self.centres, self.along, self.kinds)

    def _faces(self, words: str) -> BoolArray:
        among = np.ones(len(self.faces), bool)
        return _evaluate(words, among, self.face_centres, self.face_normals, self.face_kinds)

    def boxed(self, picked: BoolArray) -> Box | None:
        """The box around the wanted edges that none of the others picked reaches; None where there is none."""
        if (self.wanted & ~picked).any() and not self.serves(picked & self.wanted):
            return None
        return _around(self.centres[picked & self.wanted], self.centres[picked & ~self.wanted], self._size)

    def rows(self, selection: Selection, picked: BoolArray) -> Iterator[tuple[Selection, BoolArray]]:
        """The wanted edges at one coordinate, in a box that holds none of the others picked."""
        for axis in range(3):
            for value in np.unique(np.round(self.centres[picked & self.wanted, axis], 4)):
                row = picked & self.wanted & (np.abs(self.centres[:, axis] - value) <= _NEAR)
                box = _around(self.centres[row], self.centres[picked & ~row], self._size)
                if box is not None:
                    yield (*(selection if selection[-1].by else ()), Pick("edges", box)), row

    @property
    def _size(self) -> float:
        return float((self.centres.max(0) - self.centres.min(0)).max())

    def points(self) -> Nearest | None:
        """One point for each chain of wanted edges, at the middle of an edge that no other shares."""
        if len(self.chains) > _MOST_POINTS:
            return None
        found = []
        for chain in self.chains:
            alone = [k for k in chain if (np.linalg.norm(self.centres - self.centres[k], axis=1) < _NEAR).sum() == 1]
            if not alone:
                return None
            x, y, z = (np.round(self.centres[alone[0]], 6) + 0.0).tolist()
            found.append((x, y, z))
        return Nearest(tuple(found))


def _around(inside: FloatArray, others: FloatArray, size: float) -> Box | None:
    """A box around some points that leaves the others well outside; None where there is none."""
    lower, upper = inside.min(0), inside.max(0)
    away = np.maximum(lower - others, others - upper).max(1)
    room = float(away.min()) if len(away) else size
    if room < 1e-3 * size:
        return None
    margin = float(f"{min(room / 2, 0.05 * size):.1g}")
    (ax, ay, az), (bx, by, bz) = ((np.round(end, 6) + 0.0).tolist() for end in (lower, upper))
    return Box((ax, ay, az), (bx, by, bz), margin)


def _direction(edge: Any) -> Point3:
    if edge.geomType() != "LINE":
        return (0.0, 0.0, 0.0)
    x, y, z = edge.tangentAt().toTuple()
    return (x, y, z)


def _evaluate(words: str, among: BoolArray, centres: FloatArray, along: FloatArray, kinds: Any) -> BoolArray:
    """What a selector of those that are tried here picks among some things."""
    picked: BoolArray = among & _fitting(words, among, centres, along, kinds)
    return picked


def _fitting(words: str, among: BoolArray, centres: FloatArray, along: FloatArray, kinds: Any) -> Any:
    left, operator, right = _parted(words)
    if operator:
        a, b = (_evaluate(part, among, centres, along, kinds) for part in (left, right))
        return a & b if operator == "and" else a | b
    if words[0] == "%":
        return kinds == words[1:]
    axis = _AXES.index(words[1])
    straight = np.abs(along).max(1) > 0.5
    if words[0] == "|":
        return straight & (np.linalg.norm(np.delete(along, axis, 1), axis=1) < _NEAR)
    if words[0] == "#":
        return straight & (np.abs(along[:, axis]) < _NEAR)
    if not among.any():
        return among
    heights = centres[:, axis]
    far = heights[among].max() if words[0] == ">" else heights[among].min()
    return np.abs(heights - far) <= _NEAR


def _parted(words: str) -> tuple[str, str, str]:
    """A combination as its left side, its operator and its right side, the brackets of that taken off."""
    for operator in ("and", "or"):
        left, found, right = words.partition(f" {operator} ")
        if found:
            return left, operator, right.removeprefix("(").removesuffix(")")
    return words, "", ""


_FAR = tuple(sign + axis for axis in _AXES[::-1] for sign in "><")
_ALONG = tuple(f"|{axis}" for axis in _AXES[::-1])
_BOTH = tuple(f">{axis} or <{axis}" for axis in _AXES[::-1])
_KINDS = ("%CIRCLE", "%LINE")
_ONE = (*_ALONG, *(f"#{axis}" for axis in _AXES[::-1]), *_KINDS)
_EDGE_WORDS = (
    "",
    *_ONE,
    *(f"{one} and {far}" for one in (*_ALONG, *_KINDS) for far in _FAR),
    *(f"{one} and ({both})" for one in (*_ALONG, *_KINDS) for both in _BOTH),
)
_FACE_WORDS = (*_FAR, *_BOTH, *_ALONG, "%PLANE", "%CYLINDER")
_WORDS_OF_FACE = ("", *_ONE, *_FAR, *_BOTH, *(f"{one} and {far}" for one in (*_ALONG, *_KINDS) for far in _FAR))


def _length(words: str) -> int:
    """How long a selector made of words is to read."""
    return 1 + 2 * len(words.split()) + ("#" in words)


# Of faces, if any, and of edges; the shortest first.
_WORDS = sorted(
    (*(("", words) for words in _EDGE_WORDS), *product(_FACE_WORDS, _WORDS_OF_FACE)),
    key=lambda both: _length(both[1]) + (_length(both[0]) if both[0] else 0),
)
