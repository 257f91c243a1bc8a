"""The B-rep of a mesh all of whose faces are known: flat and round faces that meet in shared edges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.agreeing import agreeing
from zero_to_cad.fit.aside import dumped, last_of, loaded
from zero_to_cad.fit.faces import Boundary, Face
from zero_to_cad.fit.sharpen import placement
from zero_to_cad.fit.subject import manifold
from zero_to_cad.fit.surfaces import distances, met, of_kernel
from zero_to_cad.part import Mesh, Part

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Pair = tuple[int, int]  # of faces, the one to the left of an edge first
Chain = tuple[int, ...]  # of vertices

_MOST_FACES = 300
_PATIENCE = 3.0  # s
_NEAR = 2e-6  # of the longest side: what is this near to a surface lies on it
_EXACT = 1e-7  # mm: a tolerance, before the kernel widens it where it must
_MOVED = 0.02  # of the longest side: further away two surfaces meet elsewhere
_LOOSEST = 20.0  # of what is near: the tolerance of an edge at most
_SPARE = 0.02  # of volume and surface, that a mesh may lose of what is round
_FINE, _FINE_ANGLE = 1e-4, 0.1  # of the longest side, and rad: a mesh of these loses next to nothing
_BETWEEN = 4  # steps from one vertex of the mesh to the next, of an edge that is no line and no circle
_LARGEST = 100.0  # of the longest side: the radius of an edge
_PARALLEL = 1e-4  # of the cosine between an edge's axis and a face's


def rebuilt(part: Part, known: Boundary, frame: FloatArray, origin: FloatArray) -> Part:
    """The part with the B-rep that its mesh was tessellated from; the part itself where that cannot be made.

    known: the faces of the mesh, and which of them each triangle belongs to: all of them have to be known.
    frame (3, 3): rows are the axes along which numbers are round; origin (3,): subtracted from frame coordinates.
    """
    mesh, of_triangle = part.mesh(), known.of_triangle
    if not 0 < len(known.faces) <= _MOST_FACES or len(of_triangle) != len(mesh.triangles) or (of_triangle < 0).any():
        return part
    own = Mesh(mesh.vertices @ frame.T - origin, mesh.triangles, None)
    data = last_of(partial(_solid, own, of_triangle, [_seen(face, frame, origin) for face in known.faces]), _PATIENCE)
    if data is None:
        return part
    solid = loaded(data).moved(placement(frame, origin))
    sides = np.diff(mesh.vertices[mesh.triangles], axis=1)
    area = float(np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1).sum()) / 2
    alike = abs(solid.Volume() - mesh.volume) <= _SPARE * mesh.volume and abs(solid.Area() - area) <= _SPARE * area
    return Part.from_shape(solid, part.name) if alike else part


def _seen(face: Face, frame: FloatArray, origin: FloatArray) -> Face:
    """A face in the coordinates of a frame."""
    (x, y, z), (u, v, w) = (frame @ face.point - origin).tolist(), (frame @ face.direction).tolist()
    return replace(face, point=(x, y, z), direction=(u, v, w))


def as_known(of_solid: Boundary, of_mesh: Boundary) -> Boundary:
    """What bounds a rebuilt solid, no better known than the faces of the mesh."""
    slack = float(np.median([face.slack for face in of_mesh.faces]))
    return Boundary(tuple(replace(face, slack=slack) for face in of_solid.faces), of_solid.corners)


def lost_by_chords(mesh: Mesh, part: Part) -> float:
    """How much less than 1 the volume IoU of a mesh and of the solid rebuilt from it is."""
    coarse, fine = (manifold(one.vertices, one.triangles) for one in (mesh, part.mesh(_FINE, _FINE_ANGLE)))
    common = float((coarse ^ fine).volume())
    return 1 - common / (float(coarse.volume()) + float(fine.volume()) - common)


def _solid(mesh: Mesh, of_triangle: IntArray, faces: Sequence[Face]) -> Iterator[bytes]:
    """The valid solid of faces, as bytes; nothing where they make none."""
    import cadquery
    from OCP.BRep import BRep_Builder
    from OCP.ShapeFix import ShapeFix_Shape, ShapeFix_Solid
    from OCP.TopoDS import TopoDS, TopoDS_Shell

    edges = _Edges(mesh, of_triangle, faces)
    faces = edges.faces
    builder, shell = BRep_Builder(), TopoDS_Shell()
    builder.MakeShell(shell)
    chains = _by_face(_chains(edges.sides, edges.corners))
    for k, face in enumerate(faces):
        builder.Add(shell, _face(face, edges.wires(chains[k])))
    fix = ShapeFix_Shape(shell)
    fix.SetPrecision(_EXACT)
    fix.SetMaxTolerance(_LOOSEST * edges.near)
    fix.Perform()
    shells = cadquery.Shape.cast(fix.Shape()).Shells()
    if len(shells) == 1:
        solid = cadquery.Solid(ShapeFix_Solid().SolidFromShell(TopoDS.Shell_s(shells[0].wrapped)))
        if solid.isValid() and solid.Volume() > 0:
            yield dumped(solid)


def _face(face: Face, wires: Iterable[Any]) -> Any:
    """The face (TopoDS_Face) that wires bound, which have it to their left seen from outside."""
    from OCP.BRep import BRep_Builder
    from OCP.ShapeFix import ShapeFix_Edge
    from OCP.TopAbs import TopAbs_EDGE
    from OCP.TopExp import TopExp_Explorer
    from OCP.TopoDS import TopoDS, TopoDS_Face

    made, builder, fix = TopoDS_Face(), BRep_Builder(), ShapeFix_Edge()
    builder.MakeFace(made, of_kernel(face), _EXACT)
    for wire in wires:
        builder.Add(made, wire.Reversed() if face.hollow else wire)
    explorer = TopExp_Explorer(made, TopAbs_EDGE)
    while explorer.More():
        fix.FixAddPCurve(TopoDS.Edge_s(explorer.Current()), made, False)
        explorer.Next()
    return made.Reversed() if face.hollow else made


def _chains(sides: dict[Pair, Pair], corners: set[int]) -> list[tuple[Pair, Chain]]:
    """Vertices along the border of two faces, from corner to corner or all the way round.

    sides: the faces beside each directed side of a triangle, the one to its left first. A border that comes round ends
    where it begins, and is there from both sides.
    """
    after: dict[tuple[int, Pair], int] = {(a, pair): b for (a, b), pair in sides.items() if a not in corners}
    found: list[tuple[Pair, Chain]] = []
    used: set[Pair] = set()
    # Those from corners first: what is left comes round.
    for (a, b), pair in sorted(sides.items(), key=lambda side: side[0][0] not in corners):
        if (a, b) in used:
            continue
        chain = [a, b]
        while chain[-1] != a and chain[-1] not in corners:
            chain.append(after[chain[-1], pair])
        found.append((pair, tuple(chain)))
        used.update(pairwise(chain))
        if a not in corners:
            found.append((pair[::-1], tuple(chain[::-1])))
            used.update(pairwise(chain[::-1]))
    return found


def _by_face(chains: Iterable[tuple[Pair, Chain]]) -> dict[int, list[tuple[Pair, Chain]]]:
    found: dict[int, list[tuple[Pair, Chain]]] = {}
    for pair, chain in chains:
        found.setdefault(pair[0], []).append((pair, chain))
    return found


class _Edges:
    """The borders of faces as edges of the kernel, each made once. of_triangle (m,): the face of each triangle."""

    def __init__(self, mesh: Mesh, of_triangle: IntArray, faces: Sequence[Face]) -> None:
        self.longest = float(mesh.size.max())
        self.near = _NEAR * self.longest
        self.points = np.asarray(mesh.vertices, np.float64)
        starts, ends = mesh.triangles.reshape(-1), np.roll(mesh.triangles, -1, axis=1).reshape(-1)
        left = dict(
            zip(zip(starts.tolist(), ends.tolist(), strict=True), np.repeat(of_triangle, 3).tolist(), strict=True)
        )
        self.sides = {(a, b): (face, left[b, a]) for (a, b), face in left.items() if left[b, a] != face}
        self.faces = agreeing(faces, set(self.sides.values()))
        self.beside: dict[int, set[int]] = {}
        leaving: dict[int, int] = {}
        for (a, _), pair in self.sides.items():
            self.beside.setdefault(a, set()).update(pair)
            leaving[a] = leaving.get(a, 0) + 1
        self.corners = {a for a, around in self.beside.items() if len(around) > 2 or leaving[a] != 2}
        self._vertices: dict[int, tuple[Any, FloatArray]] = {}
        self._made: dict[frozenset[Pair], Any] = {}

    def wires(self, chains: Sequence[tuple[Pair, Chain]]) -> Iterator[Any]:
        """The closed wires (TopoDS_Wire) of a face's chains."""
        from OCP.BRep import BRep_Builder
        from OCP.TopoDS import TopoDS_Wire

        builder = BRep_Builder()
        waiting: dict[int, list[tuple[Pair, Chain]]] = {}
        for pair, chain in chains:
            waiting.setdefault(chain[0], []).append((pair, chain))
        for first in waiting:
            while waiting[first]:
                wire, at = TopoDS_Wire(), first
                builder.MakeWire(wire)
                while True:
                    pair, chain = waiting[at].pop()
                    builder.Add(wire, self._edge(pair, chain))
                    at = chain[-1]
                    if at == first:
                        break
                wire.Closed(True)
                yield wire

    def _edge(self, pair: Pair, chain: Chain) -> Any:
        across = frozenset(pairwise(chain[::-1]))
        if across in self._made:
            return self._made[across].Reversed()
        made = self._made[frozenset(pairwise(chain))] = self._new(pair, chain)
        return made

    def _vertex(self, k: int) -> tuple[Any, FloatArray]:
        """A vertex, and where it is (3,)."""
        from OCP.BRep import BRep_Builder
        from OCP.gp import gp_Pnt
        from OCP.TopoDS import TopoDS_Vertex

        if k not in self._vertices:
            at = self._onto(sorted(self.beside[k]), self.points[k][None])[0]
            vertex = TopoDS_Vertex()
            BRep_Builder().MakeVertex(vertex, gp_Pnt(*at.tolist()), _EXACT)
            self._vertices[k] = vertex, at
        return self._vertices[k]

    def _onto(self, faces: Sequence[int], points: FloatArray) -> FloatArray:
        return met([self.faces[k] for k in faces], points, 1e-3 * self.near, _MOVED * self.longest)

    def _new(self, pair: Pair, chain: Chain) -> Any:
        """The edge along a chain: a line or a circle where that lies on both faces, else a curve through points."""
        from OCP.BRep import BRep_Builder
        from OCP.TopAbs import TopAbs_FORWARD, TopAbs_REVERSED
        from OCP.TopoDS import TopoDS_Edge

        (first, start), (last, end) = self._vertex(chain[0]), self._vertex(chain[-1])
        path = np.concatenate(([start], self.points[list(chain[1:-1])], [end]))
        curve, low, high = self._line(pair, path) or self._circle(pair, path) or self._curve(pair, path)
        builder, edge = BRep_Builder(), TopoDS_Edge()
        builder.MakeEdge(edge, curve, _EXACT)
        builder.Add(edge, first.Oriented(TopAbs_FORWARD))
        builder.Add(edge, last.Oriented(TopAbs_REVERSED))
        builder.Range(edge, low, high)
        return edge

    def _line(self, pair: Pair, path: FloatArray) -> tuple[Any, float, float] | None:
        from OCP.Geom import Geom_Line
        from OCP.gp import gp_Dir, gp_Pnt

        along = path[-1] - path[0]
        length = float(np.linalg.norm(along))
        if length < self.near or not self._lie_on(pair, path[0] + np.linspace(0.2, 0.8, 4)[:, None] * along):
            return None
        return Geom_Line(gp_Pnt(*path[0].tolist()), gp_Dir(*along.tolist())), 0.0, length

    def _circle(self, pair: Pair, path: FloatArray) -> tuple[Any, float, float] | None:
        from OCP.Geom import Geom_Circle
        from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt

        closed = bool(np.linalg.norm(path[0] - path[-1]) < self.near)
        round_about = _centre(path if len(path) > 2 else np.insert(path, 1, self._onto(pair, path.mean(0)[None]), 0))
        if round_about is None:
            return None
        centre, axis = round_about
        if float((np.cross(path[:-1] - centre, np.diff(path, axis=0)) @ axis).sum()) < 0:
            axis = -axis
        for face in (self.faces[k] for k in pair):
            # Better known than that of a short arc.
            own = np.array(face.direction)
            if face.kind != "sphere" and abs(own @ axis) > 1 - _PARALLEL:
                axis = own * math.copysign(1.0, own @ axis)
                if face.kind != "plane":
                    centre = face.point + ((centre - face.point) @ axis) * axis
        out = path[0] - centre - ((path[0] - centre) @ axis) * axis
        radius = float(np.linalg.norm(np.cross(path - centre, axis), axis=1).mean())
        if not 0 < radius < _LARGEST * self.longest:
            return None
        u = out / np.linalg.norm(out)
        v = np.cross(axis, u)
        end = path[-1] - centre
        turn = 2 * math.pi if closed else math.atan2(end @ v, end @ u) % (2 * math.pi)
        angles = np.linspace(0, turn, 25)[:, None]
        if not self._lie_on(pair, centre + radius * (np.cos(angles) * u + np.sin(angles) * v)):
            return None
        place = gp_Ax2(gp_Pnt(*centre.tolist()), gp_Dir(*axis.tolist()), gp_Dir(*u.tolist()))
        return Geom_Circle(place, radius), 0.0, turn

    def _curve(self, pair: Pair, path: FloatArray) -> tuple[Any, float, float]:
        from OCP.GeomAPI import GeomAPI_Interpolate
        from OCP.gp import gp_Pnt
        from OCP.TColgp import TColgp_HArray1OfPnt

        shares = (np.arange(_BETWEEN) / _BETWEEN)[:, None]
        between = [a + shares * (b - a) for a, b in pairwise(path)]
        points = self._onto(pair, np.concatenate((*between, path[-1:])))
        points[[0, -1]] = path[[0, -1]]
        listed = TColgp_HArray1OfPnt(1, len(points))
        for n, point in enumerate(points.tolist(), start=1):
            listed.SetValue(n, gp_Pnt(*point))
        maker = GeomAPI_Interpolate(listed, False, 1e-9)
        maker.Perform()
        curve = maker.Curve()
        return curve, curve.FirstParameter(), curve.LastParameter()

    def _lie_on(self, pair: Pair, points: FloatArray) -> bool:
        return all(np.abs(distances(self.faces[k], points)[0]).max() <= self.near for k in pair)


def _centre(path: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """The centre (3,) and the axis (3,) of the circle nearest to points (n, 3), three at least; None for a line."""
    middle = path.mean(0)
    _, sizes, axes = np.linalg.svd(path - middle)
    if sizes[1] <= 1e-9 * sizes[0]:
        return None
    flat = (path - middle) @ axes[:2].T
    found, *_ = np.linalg.lstsq(np.column_stack((2 * flat, np.ones(len(flat)))), (flat**2).sum(1), rcond=None)
    return middle + found[:2] @ axes[:2], axes[2]
