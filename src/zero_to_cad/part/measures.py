"""What can be measured on a part, from its B-rep where there is one, else from its mesh."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS

from zero_to_cad.part.mesh import Floats, Mesh

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Measures:
    """Measures of one part, in mm, mm^2 and mm^3.

    lower, upper, size: the bounding box along the world axes. centroid: of the volume. principal_axes: three unit
    rows, a right-handed frame ordered from the smallest moment of inertia to the largest. faces and faces_by_type
    (`{"plane": 4, "cylinder": 2}`, most frequent first) are None and empty for a part known only as a mesh.
    watertight: whether the part's mesh is closed.
    """

    volume: float
    area: float
    lower: Triple
    upper: Triple
    size: Triple
    centroid: Triple
    principal_axes: tuple[Triple, Triple, Triple]
    solids: int
    valid: bool
    faces: int | None
    faces_by_type: dict[str, int]
    watertight: bool

    def to_json(self) -> dict[str, Any]:
        """The measures as plain dicts, lists and numbers."""
        return {
            name: list(map(list, value))
            if name == "principal_axes"
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in dataclasses.asdict(self).items()
        }


def measure_shape(shape: Any, mesh: Mesh) -> Measures:
    """Measure a TopoDS_Shape; `mesh` is its mesh."""
    volume, area = GProp_GProps(), GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, volume)
    BRepGProp.SurfaceProperties_s(shape, area)
    lower, upper = bounding_box(shape)
    centre = volume.CentreOfMass()
    inertia = volume.MatrixOfInertia()
    matrix = np.array([[inertia.Value(i, j) for j in (1, 2, 3)] for i in (1, 2, 3)])
    kinds: Counter[str] = Counter()
    explorer = TopExp_Explorer(shape, TopAbs_FACE)
    while explorer.More():
        kind = BRepAdaptor_Surface(TopoDS.Face_s(explorer.Current())).GetType()
        kinds[str(kind).rsplit("_", 1)[-1].lower()] += 1
        explorer.Next()
    return Measures(
        volume=volume.Mass(),
        area=area.Mass(),
        lower=_triple(lower),
        upper=_triple(upper),
        size=_triple(upper - lower),
        centroid=(centre.X(), centre.Y(), centre.Z()),
        principal_axes=principal_axes(matrix),
        solids=1,
        valid=bool(BRepCheck_Analyzer(shape).IsValid()),
        faces=kinds.total(),
        faces_by_type=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        watertight=mesh.watertight,
    )


def measure_mesh(mesh: Mesh) -> Measures:
    """Measure a closed mesh."""
    centre = mesh.bounds.mean(axis=0)
    a, b, c = np.moveaxis(mesh.corners - centre, 1, 0)
    sixths = np.einsum("ij,ij->i", a, np.cross(b, c))
    volume = sixths.sum() / 6.0
    centroid = (sixths[:, None] * (a + b + c)).sum(axis=0) / 24.0 / volume
    # Second moments of a tetrahedron with one corner at 0 of which the others are a, b, c:
    # det/120 * (sum of x_i x_j over the corners + (a+b+c)(a+b+c)^T).
    total = a + b + c
    second = sum(np.einsum("i,ij,ik->jk", sixths, p, p) for p in (a, b, c, total)) / 120.0
    second = second - volume * np.outer(centroid, centroid)
    inertia = np.trace(second) * np.eye(3) - second
    return Measures(
        volume=mesh.volume,
        area=mesh.area,
        lower=_triple(mesh.bounds[0]),
        upper=_triple(mesh.bounds[1]),
        size=_triple(mesh.size),
        centroid=_triple(centroid + centre),
        principal_axes=principal_axes(inertia),
        solids=1,
        valid=mesh.watertight and mesh.volume > 0,
        faces=None,
        faces_by_type={},
        watertight=mesh.watertight,
    )


def bounding_box(shape: Any) -> tuple[Floats, Floats]:
    """Lower and upper corner of a TopoDS_Shape, exact: from its geometry, without the kernel's tolerances."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    box.SetGap(0.0)
    corners = box.CornerMin(), box.CornerMax()
    lower, upper = (np.array([corner.X(), corner.Y(), corner.Z()]) for corner in corners)
    return lower, upper


def principal_axes(inertia: Floats) -> tuple[Triple, Triple, Triple]:
    """Rows: unit axes of a symmetric 3x3 inertia matrix, smallest moment first, right-handed.

    Where moments are equal any axes of their common plane would do; the ones nearest the world axes are taken. The
    largest component of each of the first two rows is positive, so that the answer does not depend on rounding.
    """
    moments, columns = np.linalg.eigh(inertia)
    rows: list[Floats] = []
    while len(rows) < 3:
        first = len(rows)
        group = np.abs(moments - moments[first]) <= 1e-6 * moments[2]
        group[:first] = False
        space = columns[:, group]
        for _ in range(space.shape[1]):
            onto = space @ space.T
            nearest = int(np.argmax(np.round(np.linalg.norm(onto, axis=0), 6)))
            axis = onto[:, nearest] / np.linalg.norm(onto[:, nearest])
            rows.append(axis)
            # What is left of the space, across the axis just taken.
            left = space - np.outer(axis, axis @ space)
            space = np.linalg.svd(left, full_matrices=False)[0][:, : space.shape[1] - 1]
    signed = [row * np.sign(row[np.argmax(np.round(np.abs(row), 6))]) for row in rows[:2]]
    x, y = signed
    return _triple(x), _triple(y), _triple(np.cross(x, y))


def _triple(values: Floats) -> Triple:
    # Adding 0.0 turns -0.0 into 0.0.
    x, y, z = (float(value) + 0.0 for value in values)
    return x, y, z
