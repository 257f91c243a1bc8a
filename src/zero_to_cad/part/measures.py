"""What can be measured on a part, from its B-rep where there is one, else from its mesh."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.ShapeCustom import ShapeCustom
from OCP.TopAbs import TopAbs_FACE
from OCP.TopoDS import TopoDS

from zero_to_cad.part.mesh import Floats, Mesh
from zero_to_cad.part.topology import members

Triple = tuple[float, float, float]

# Relative errors allowed to the kernel's integration, a face each.
VOLUME_ERROR = 1e-6
AREA_ERROR = 1e-4


@dataclass(frozen=True)
class Measures:
    """Measures of one part, in mm, mm^2 and mm^3.

    lower, upper, size: the bounding box along the world axes. centroid: of the volume.
    principal_axes: three unit rows, a right-handed frame ordered from the smallest moment of inertia.
    valid: always true for a Part, which is checked when it is made. watertight: its mesh is closed.
    faces and faces_by_type (`{"plane": 4, "cylinder": 2}`, most frequent first) are None and empty for
    a part known only as a mesh.
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
        """The measures by name, as JSON knows them (tuples become lists there)."""
        return dataclasses.asdict(self)


def measure_shape(shape: Any, box: Floats, mesh: Mesh) -> Measures:
    """Measure a valid TopoDS_Solid, given its exact bounding box (2, 3) and its mesh."""
    # Plain integration for the moments: accurate figures of these take the kernel many seconds.
    plain = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, plain)
    lower, upper = box
    centre, inertia = plain.CentreOfMass(), plain.MatrixOfInertia()
    kinds = Counter(_kind(face) for face in members(shape, TopAbs_FACE))
    return Measures(
        volume=_volume(shape),
        area=_area(shape),
        lower=_triple(lower),
        upper=_triple(upper),
        size=_triple(upper - lower),
        centroid=(centre.X(), centre.Y(), centre.Z()),
        principal_axes=principal_axes(
            np.array([[inertia.Value(row, column) for column in (1, 2, 3)] for row in (1, 2, 3)])
        ),
        solids=1,
        valid=True,
        faces=kinds.total(),
        faces_by_type=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        watertight=mesh.watertight,
    )


def _volume(shape: Any) -> float:
    """Gauss-Kronrod over the knot spans of each face.

    The kernel's plain integration is up to 0.3% off on real parts whose faces are trimmed by free
    curves, and its other adaptive one may settle on a wrong figure.
    """
    properties = GProp_GProps()
    only_closed, by_spans = False, True
    BRepGProp.VolumePropertiesGK_s(shape, properties, VOLUME_ERROR, only_closed, by_spans)
    return float(properties.Mass())


def _area(shape: Any) -> float:
    """Adaptive Gauss, which sees knots only on B-spline surfaces: swept and offset ones become such first."""
    extrusions, revolutions, offsets, planes = True, True, True, False
    splined = ShapeCustom.ConvertToBSpline_s(shape, extrusions, revolutions, offsets, planes)
    properties = GProp_GProps()
    BRepGProp.SurfaceProperties_s(splined, properties, AREA_ERROR)
    return float(properties.Mass())


def measure_mesh(mesh: Mesh) -> Measures:
    """Measure a closed mesh."""
    centre = mesh.bounds.mean(axis=0)
    a, b, c = np.moveaxis(mesh.corners - centre, 1, 0)
    determinants = np.einsum("ij,ij->i", a, np.cross(b, c))
    total = a + b + c
    centroid = determinants @ total / 24.0 / mesh.volume
    # Of a tetrahedron with corners 0, a, b, c the second moments are det/120 times the sum of p p^T over
    # a, b, c and a+b+c (Tonon, Journal of Mathematics and Statistics 1, 2005).
    second = sum(np.einsum("i,ij,ik->jk", determinants, p, p) for p in (a, b, c, total)) / 120.0
    second = second - mesh.volume * np.outer(centroid, centroid)
    return Measures(
        volume=mesh.volume,
        area=mesh.area,
        lower=_triple(mesh.bounds[0]),
        upper=_triple(mesh.bounds[1]),
        size=_triple(mesh.size),
        centroid=_triple(centroid + centre),
        principal_axes=principal_axes(np.trace(second) * np.eye(3) - second),
        solids=1,
        valid=True,
        faces=None,
        faces_by_type={},
        watertight=mesh.watertight,
    )


def principal_axes(inertia: Floats) -> tuple[Triple, Triple, Triple]:
    """Rows: unit axes of a symmetric 3x3 inertia matrix, smallest moment first, right-handed.

    Of axes with equal moments, any in their common plane would do: the ones nearest the world axes are
    taken. The largest component of the first two rows is positive, so that rounding turns nothing over.
    """
    moments, columns = np.linalg.eigh(inertia)
    rows: list[Floats] = []
    while len(rows) < 2:
        equal = np.abs(moments - moments[len(rows)]) <= 1e-6 * moments[2]
        equal[: len(rows)] = False
        onto = columns[:, equal] @ columns[:, equal].T
        for _ in range(int(equal.sum())):
            shadows = np.linalg.norm(onto, axis=0)
            nearest = int(np.argmax(np.round(shadows, 6)))
            axis = onto[:, nearest] / shadows[nearest]
            rows.append(axis)
            onto = onto - np.outer(axis, axis)
    x, y = (row * np.sign(row[np.argmax(np.round(np.abs(row), 6))]) for row in rows[:2])
    return _triple(x), _triple(y), _triple(np.cross(x, y))


def _kind(face: Any) -> str:
    # GeomAbs_BSplineSurface -> bsplinesurface
    name = str(BRepAdaptor_Surface(TopoDS.Face_s(face)).GetType())
    return name.rpartition("_")[2].lower()


def _triple(values: Floats) -> Triple:
    # Adding 0.0 turns -0.0 into 0.0.
    x, y, z = (float(value) + 0.0 for value in values)
    return x, y, z
