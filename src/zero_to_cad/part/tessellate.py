"""From a B-rep to a closed triangle mesh."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_FORWARD, TopAbs_REVERSED, TopAbs_VERTEX
from OCP.TopExp import TopExp
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedMapOfShape
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zero_to_cad.part.holes import fill_small_holes
from zero_to_cad.part.mesh import Mesh
from zero_to_cad.part.topology import members


def tessellate(shape: Any, deviation: float, angle: float) -> Mesh:
    """Mesh a TopoDS_Shape, leaving the shape itself without triangulation.

    deviation: largest distance in mm between a chord and its curve. angle: largest turn in radians
    between neighbouring chords. Faces are numbered from 0 in the kernel's order of exploration.
    Where the kernel leaves holes in a closed shape a mesh twice as fine is tried; of the mesh with the
    shorter rims those that are small are filled.
    """
    mesh = _tessellate_once(shape, deviation, angle)
    if mesh.watertight:
        return mesh
    finer = _tessellate_once(shape, deviation / 2, angle / 2)
    if finer.watertight:
        return finer
    return fill_small_holes(min(mesh, finer, key=_rims))[0]


def _rims(mesh: Mesh) -> float:
    """Length of all edges at which the mesh ends."""
    start, end = mesh.open_edges.T
    return float(np.linalg.norm(mesh.vertices[end] - mesh.vertices[start], axis=1).sum())


def _tessellate_once(shape: Any, deviation: float, angle: float) -> Mesh:
    # A copy: a triangulation left on the shape would grow its bounding box and be found by the next call.
    copy = BRepBuilderAPI_Copy(shape, True, False).Shape()
    BRepMesh_IncrementalMesh(copy, deviation, False, angle, False)
    soup = _Soup(copy)
    for index, face in enumerate(members(copy, TopAbs_FACE)):
        soup.add(index, TopoDS.Face_s(face))
    return soup.merged()


@dataclass
class _Soup:
    """Triangles face by face, and which of their nodes are one point.

    That is read from the topology, never from distances: a part may be tiny.
    """

    shape: Any
    points: list[tuple[float, float, float]] = field(default_factory=list)
    triangles: list[tuple[int, int, int]] = field(default_factory=list)
    faces: list[int] = field(default_factory=list)
    same: list[tuple[int, int]] = field(default_factory=list)
    edge_nodes: dict[int, list[int]] = field(default_factory=dict)
    vertex_node: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.edges, self.vertices = TopTools_IndexedMapOfShape(), TopTools_IndexedMapOfShape()
        TopExp.MapShapes_s(self.shape, TopAbs_EDGE, self.edges)
        TopExp.MapShapes_s(self.shape, TopAbs_VERTEX, self.vertices)

    def add(self, index: int, face: Any) -> None:
        location = TopLoc_Location()
        triangulation = BRep_Tool.Triangulation_s(face, location)
        if triangulation is None:
            return
        # The kernel counts nodes from 1.
        start = len(self.points) - 1
        move = location.Transformation()
        for number in range(1, triangulation.NbNodes() + 1):
            point = triangulation.Node(number).Transformed(move)
            self.points.append((point.X(), point.Y(), point.Z()))
        reverse = face.Orientation() == TopAbs_REVERSED
        for number in range(1, triangulation.NbTriangles() + 1):
            a, b, c = triangulation.Triangle(number).Get()
            if reverse:
                b, c = c, b
            self.triangles.append((start + a, start + b, start + c))
            self.faces.append(index)
        for edge in members(face, TopAbs_EDGE):
            self._join(TopoDS.Edge_s(edge), triangulation, location, start)

    def _join(self, edge: Any, triangulation: Any, location: Any, start: int) -> None:
        polygon = BRep_Tool.PolygonOnTriangulation_s(edge, triangulation, location)
        if polygon is None:
            return
        # Not `for node in polygon.Nodes()`: iterating a kernel array takes 0.5 ms an item.
        nodes = [start + polygon.Node(number) for number in range(1, polygon.NbNodes() + 1)]
        if BRep_Tool.Degenerated_s(edge):
            self.same.extend(pairwise(nodes))
        else:
            known = self.edge_nodes.setdefault(self.edges.FindIndex(edge), nodes)
            self.same.extend(zip(known, nodes, strict=False))
        forward = TopoDS.Edge_s(edge.Oriented(TopAbs_FORWARD))
        for vertex, node in (
            (TopExp.FirstVertex_s(forward), nodes[0]),
            (TopExp.LastVertex_s(forward), nodes[-1]),
        ):
            self.same.append((self.vertex_node.setdefault(self.vertices.FindIndex(vertex), node), node))

    def merged(self) -> Mesh:
        """One vertex for each set of nodes that are one point; triangles that collapse are dropped."""
        pairs = np.array(self.same, dtype=np.int64).reshape(-1, 2)
        count = len(self.points)
        graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        label = connected_components(graph, directed=False)[1]
        corners = label[np.array(self.triangles, dtype=np.int64).reshape(-1, 3)]
        kept = (corners != np.roll(corners, 1, axis=1)).all(axis=1)
        used, corners = np.unique(corners[kept], return_inverse=True)
        first_of = np.unique(label, return_index=True)[1]
        vertices = np.array(self.points, dtype=np.float64).reshape(-1, 3)[first_of[used]]
        faces = np.array(self.faces, dtype=np.int32)[kept]
        return Mesh(vertices, corners.reshape(-1, 3).astype(np.int32), faces)
