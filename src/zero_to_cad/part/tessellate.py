"""From a B-rep to a closed triangle mesh."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_FORWARD, TopAbs_REVERSED, TopAbs_VERTEX
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedMapOfShape
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zero_to_cad.part.mesh import Mesh

# How much finer each try is while the kernel's mesh of a closed shape is not closed.
REFINEMENTS = (1.0, 0.5, 0.2, 0.05)


def tessellate(shape: Any, deviation: float, angle: float) -> Mesh:
    """Mesh a TopoDS_Shape, leaving the shape itself without triangulation.

    deviation: largest distance in mm between a chord and its curve. angle: largest turn in radians between
    neighbouring chords. Faces are numbered from 0 in the kernel's order of exploration. Where the kernel's mesh is
    not closed, finer ones are tried; the first closed one is returned, else the first of all.
    """
    first = None
    for factor in REFINEMENTS:
        mesh = _tessellate_once(shape, deviation * factor, angle * factor)
        if mesh.watertight:
            return mesh
        first = first or mesh
    assert first is not None
    return first


def _tessellate_once(shape: Any, deviation: float, angle: float) -> Mesh:
    # A copy: a triangulation left on the shape would grow its bounding box and be found by the next call.
    copy = BRepBuilderAPI_Copy(shape, True, False).Shape()
    BRepMesh_IncrementalMesh(copy, deviation, False, angle, False)
    edges, ends = TopTools_IndexedMapOfShape(), TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(copy, TopAbs_EDGE, edges)
    TopExp.MapShapes_s(copy, TopAbs_VERTEX, ends)
    points: list[tuple[float, float, float]] = []
    triangles: list[tuple[int, int, int]] = []
    faces: list[int] = []
    same: list[tuple[int, int]] = []
    edge_nodes: dict[int, list[int]] = {}
    end_node: dict[int, int] = {}
    for index, face in enumerate(_members(copy, TopAbs_FACE)):
        face = TopoDS.Face_s(face)
        location = TopLoc_Location()
        triangulation = BRep_Tool.Triangulation_s(face, location)
        if triangulation is None:
            continue
        start = len(points)
        move = location.Transformation()
        for number in range(1, triangulation.NbNodes() + 1):
            point = triangulation.Node(number).Transformed(move)
            points.append((point.X(), point.Y(), point.Z()))
        flipped = face.Orientation() == TopAbs_REVERSED
        for number in range(1, triangulation.NbTriangles() + 1):
            a, b, c = triangulation.Triangle(number).Get()
            triangles.append(
                (a + start - 1, c + start - 1, b + start - 1)
                if flipped
                else (a + start - 1, b + start - 1, c + start - 1)
            )
            faces.append(index)
        # Which nodes are one point is read from the topology, never from distances: a part may be tiny.
        for edge in _members(face, TopAbs_EDGE):
            edge = TopoDS.Edge_s(edge)
            polygon = BRep_Tool.PolygonOnTriangulation_s(edge, triangulation, location)
            if polygon is None:
                continue
            nodes = [start + node - 1 for node in polygon.Nodes()]
            if BRep_Tool.Degenerated_s(edge):
                same.extend(pairwise(nodes))
            else:
                same.extend(zip(edge_nodes.setdefault(edges.FindIndex(edge), nodes), nodes, strict=False))
            forward = TopoDS.Edge_s(edge.Oriented(TopAbs_FORWARD))
            for end, node in (
                (TopExp.FirstVertex_s(forward), nodes[0]),
                (TopExp.LastVertex_s(forward), nodes[-1]),
            ):
                same.append((end_node.setdefault(ends.FindIndex(end), node), node))
    return _merge(points, triangles, faces, same)


def _merge(
    points: list[tuple[float, float, float]],
    triangles: list[tuple[int, int, int]],
    faces: list[int],
    same: list[tuple[int, int]],
) -> Mesh:
    """One vertex for each set of points named the same; triangles that collapse are dropped."""
    pairs = np.array(same, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    label = connected_components(graph, directed=False)[1]
    corners = label[np.array(triangles, dtype=np.int64).reshape(-1, 3)]
    kept = (corners != np.roll(corners, 1, axis=1)).all(axis=1)
    used, corners = np.unique(corners[kept], return_inverse=True)
    first_of = np.unique(label, return_index=True)[1]
    vertices = np.array(points, dtype=np.float64).reshape(-1, 3)[first_of[used]]
    return Mesh(vertices, corners.reshape(-1, 3).astype(np.int32), np.array(faces, dtype=np.int32)[kept])


def _members(shape: Any, kind: Any) -> Iterator[Any]:
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()
