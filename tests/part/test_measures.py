from __future__ import annotations

import json

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models import EXAMPLES, block

from zero_to_cad.part import Mesh, Part, read


def test_a_block_with_a_hole() -> None:
    measures = Part.from_shape(block(10, 20, 30)).measures
    hole = np.pi * 2.5**2
    assert measures.volume == pytest.approx((200 - hole) * 30, rel=1e-9)
    assert measures.area == pytest.approx(2 * (200 - hole) + 60 * 30 + 5 * np.pi * 30, rel=1e-9)
    assert measures.lower == pytest.approx((-5, -10, -15), abs=1e-12)
    assert measures.upper == pytest.approx((5, 10, 15), abs=1e-12)
    assert measures.centroid == pytest.approx((0, 0, 0), abs=1e-9)
    assert measures.faces == 7
    assert measures.faces_by_type == {"plane": 6, "cylinder": 1}
    # Long side along z, then y.
    np.testing.assert_allclose(measures.principal_axes, [[0, 0, 1], [0, 1, 0], [-1, 0, 0]], atol=1e-9)


@pytest.mark.parametrize("angle", [0, 17, 45])
def test_the_box_of_a_round_part_is_exact(angle: float) -> None:
    ring = cq.Workplane().sphere(10).val().rotate((0, 0, 0), (1, 2, 3), angle)
    measures = Part.from_shape(ring).measures
    assert measures.size == pytest.approx((20, 20, 20), abs=1e-5)


def test_parts_with_free_outlines_are_measured_exactly() -> None:
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    points = [cq.Vector(30 * np.cos(t), 10 * np.sin(t) + 4 * np.sin(2 * t)) for t in turn]
    edge = cq.Edge.makeSpline(points, periodic=True)
    # The outline as a fine polygon: its area by Green's formula, and its length.
    curve = edge._geomAdaptor()
    ends = curve.FirstParameter(), curve.LastParameter()
    at = [curve.Value(u) for u in np.linspace(*ends, 20001)]
    x, y = np.array([(point.X(), point.Y()) for point in at]).T
    area = abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2
    length = np.hypot(np.diff(x), np.diff(y)).sum()
    face = cq.Face.makeFromWires(cq.Wire.assembleEdges([edge]))
    measures = Part.from_shape(cq.Solid.extrudeLinear(face, cq.Vector(0, 0, 7))).measures
    assert measures.volume == pytest.approx(7 * area, rel=1e-6)
    assert measures.area == pytest.approx(2 * area + 7 * length, rel=1e-4)


def test_equal_moments_give_world_axes() -> None:
    cube = Part.from_shape(cq.Workplane().box(5, 5, 5).val()).measures
    np.testing.assert_allclose(cube.principal_axes, np.eye(3), atol=1e-9)
    disc = Part.from_shape(cq.Workplane("YZ").cylinder(1, 5).val()).measures
    np.testing.assert_allclose(disc.principal_axes, [[0, 1, 0], [0, 0, 1], [1, 0, 0]], atol=1e-6)


def test_a_mesh_measures_like_its_shape() -> None:
    part = read(EXAMPLES / "bracket.step")
    exact, mesh = part.measures, Part.from_mesh(part.mesh(1e-4, 0.05)).measures
    assert mesh.volume == pytest.approx(exact.volume, rel=1e-4)
    assert mesh.area == pytest.approx(exact.area, rel=1e-4)
    assert mesh.centroid == pytest.approx(exact.centroid, abs=1e-2)
    np.testing.assert_allclose(mesh.principal_axes, exact.principal_axes, atol=1e-3)
    assert (mesh.faces, mesh.faces_by_type) == (None, {})


def test_measures_are_json() -> None:
    measures = Part.from_shape(block()).measures
    back = json.loads(json.dumps(measures.to_json()))
    assert back["volume"] == measures.volume
    assert back["principal_axes"][0] == list(measures.principal_axes[0])


MESH = Part.from_shape(block(3, 5, 8)).mesh()
unit = st.floats(-1, 1, allow_nan=False)


@settings(max_examples=15, deadline=None)
@given(
    axis=st.tuples(unit, unit, unit).filter(lambda v: np.linalg.norm(v) > 0.1),
    angle=st.floats(-180, 180),
    shift=st.tuples(*[st.floats(-1e4, 1e4)] * 3),
)
def test_a_rigid_motion_moves_the_centroid_and_changes_nothing_else(
    axis: tuple[float, float, float], angle: float, shift: tuple[float, float, float]
) -> None:
    shape = block(3, 5, 8)
    place = cq.Location(cq.Vector(*shift), cq.Vector(*axis), angle)
    still, moved = Part.from_shape(shape), Part.from_shape(shape.moved(place))
    assert moved.measures.volume == pytest.approx(still.measures.volume, rel=1e-6)
    assert moved.measures.area == pytest.approx(still.measures.area, rel=1e-6)
    assert moved.mesh().volume == pytest.approx(still.mesh().volume, rel=1e-3)
    assert moved.measures.centroid == pytest.approx(shift, abs=1e-5)
    lower, upper = moved.mesh().bounds
    assert (lower >= np.array(moved.measures.lower) - 1e-5).all()
    assert (upper <= np.array(moved.measures.upper) + 1e-5).all()


@settings(max_examples=40, deadline=None)
@given(scale=st.floats(1e-3, 1e3), shift=st.tuples(*[st.floats(-1e3, 1e3)] * 3))
def test_a_mesh_scales(scale: float, shift: tuple[float, float, float]) -> None:
    mesh = MESH
    larger = Mesh((mesh.vertices + np.array(shift)) * scale, mesh.triangles)
    assert larger.volume == pytest.approx(mesh.volume * scale**3, rel=1e-9)
    assert larger.area == pytest.approx(mesh.area * scale**2, rel=1e-9)
    assert larger.watertight
