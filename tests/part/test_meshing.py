from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest
import trimesh
from models import EXAMPLES, ball, block

from zero_to_cad.part import Mesh, Part, read
from zero_to_cad.part.tessellate import tessellate

SHAPES = {
    "block": block(),
    "ball": cq.Workplane().sphere(5).val(),
    "cone with an apex": cq.Solid.makeCone(5, 0, 10),
    "torus": cq.Solid.makeTorus(10, 3),
    "hollow": cq.Workplane().box(10, 10, 10).cut(cq.Workplane().sphere(3)).val(),
    "rounded": cq.Workplane().box(10, 10, 10).edges().fillet(2).val(),
    "mirrored": block().mirror("XY", (0, 0, 7)),
    "moved": block().moved(cq.Location(cq.Vector(100, 0, 0), cq.Vector(1, 1, 0), 30)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_meshes_are_closed_and_share_their_vertices(name: str) -> None:
    part = Part.from_shape(SHAPES[name])
    mesh = part.mesh()
    assert mesh.watertight
    assert trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False).is_volume
    assert len(np.unique(mesh.vertices.round(9), axis=0)) == len(mesh.vertices)
    assert (np.unique(mesh.triangles) == np.arange(len(mesh.vertices))).all()
    assert (mesh.triangles != np.roll(mesh.triangles, 1, axis=1)).all()
    assert mesh.volume == pytest.approx(part.measures.volume, rel=2e-2)
    assert mesh.area == pytest.approx(part.measures.area, rel=2e-2)


def test_triangles_know_their_face() -> None:
    part = Part.from_shape(block())
    mesh = part.mesh()
    assert mesh.faces is not None
    areas = [face.Area() for face in part.shape.Faces()]
    for number, area in enumerate(areas):
        own = Mesh(mesh.vertices, mesh.triangles[mesh.faces == number])
        assert own.area == pytest.approx(area, rel=1e-2)


def test_chords_stay_within_the_tolerance() -> None:
    radius = 50.0
    part = Part.from_shape(cq.Workplane().cylinder(10, radius).val())
    for tolerance in (1e-2, 1e-3, 1e-4):
        corners = part.mesh(tolerance, 3.0).corners
        middles = (corners + np.roll(corners, 1, axis=1)) / 2
        off = radius - np.linalg.norm(corners[:, :, :2], axis=2).min()
        assert off == pytest.approx(0, abs=1e-6)
        side = np.isclose(np.linalg.norm(corners[:, :, :2], axis=2), radius).all(axis=1)
        sagitta = radius - np.linalg.norm(middles[side][:, :, :2], axis=2)
        # Chords across a flat end are not on the cylinder.
        on_side = np.abs(np.ptp(corners[side][:, :, 2], axis=1)) > 1
        assert sagitta[on_side].max() <= tolerance * 2 * radius


def test_meshing_leaves_the_shape_and_later_meshes_as_they_were() -> None:
    part, fresh = read(EXAMPLES / "bracket.step"), read(EXAMPLES / "bracket.step")
    box = part.shape.BoundingBox(1e-9)
    fine = part.mesh(3e-4, 0.1)
    after = part.shape.BoundingBox(1e-9)
    assert (box.xmin, box.ymax, box.zmax) == (after.xmin, after.ymax, after.zmax)
    np.testing.assert_array_equal(part.mesh().vertices, fresh.mesh().vertices)
    np.testing.assert_array_equal(part.mesh().triangles, fresh.mesh().triangles)
    assert len(fine.triangles) > len(part.mesh().triangles)
    assert part.mesh() is part.mesh()


def test_mesh_arrays_are_read_only_and_the_callers_stay_writable() -> None:
    vertices = ball().vertices.copy()
    mesh = Mesh(vertices, ball().triangles)
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0] = 0
    vertices[0] = vertices[0]


def test_an_open_mesh_knows_its_edges() -> None:
    mesh = ball()
    opened = Mesh(mesh.vertices, mesh.triangles[1:])
    assert not opened.watertight
    assert {tuple(sorted(edge)) for edge in opened.open_edges.tolist()} == {
        tuple(sorted(edge)) for edge in mesh.triangles[0][[0, 1, 1, 2, 2, 0]].reshape(3, 2).tolist()
    }


def test_of_two_open_meshes_the_one_with_the_shorter_rims_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Part.from_shape(block()).mesh()
    torn, nicked = (Mesh(closed.vertices, closed.triangles[lost:]) for lost in (4, 1))
    made = iter((torn, nicked))
    monkeypatch.setattr("zero_to_cad.part.tessellate._tessellate_once", lambda *how: next(made))
    mesh = tessellate(block().wrapped, 0.1, 0.1)
    # One triangle of a block is too much to be filled.
    assert mesh is nicked
