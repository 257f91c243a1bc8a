"""What is done to dirty meshes, and what is not."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from models import ball, text_stl

from zero_to_cad.errors import NotASolidError, SeveralSolidsError
from zero_to_cad.part import Mesh, Part, read, read_all
from zero_to_cad.part.cleaning import parts_of_triangles

FILE = Path("dirty.stl")


def _clean(mesh: Mesh) -> Part:
    (part,) = parts_of_triangles(mesh.vertices, mesh.triangles, FILE)
    return part


def _box(low: float, high: float) -> Mesh:
    side = high - low
    return Part.from_shape(cq.Workplane().box(side, side, side, centered=False).translate((low,) * 3).val()).mesh()


def _both(one: Mesh, other: Mesh) -> Mesh:
    return Mesh(
        np.concatenate([one.vertices, other.vertices]),
        np.concatenate([one.triangles, other.triangles + len(one.vertices)]),
    )


def test_a_clean_mesh_gets_no_note() -> None:
    part = _clean(ball())
    assert part.notes == ()
    assert part.mesh().volume == pytest.approx(ball().volume)


def test_repeated_triangles_are_dropped() -> None:
    mesh = ball()
    part = _clean(Mesh(mesh.vertices, np.concatenate([mesh.triangles, mesh.triangles[:3]])))
    assert part.notes == ("dropped 3 repeated or collapsed triangles",)
    assert part.mesh().volume == pytest.approx(mesh.volume)


def test_triangles_back_to_back_are_dropped() -> None:
    mesh = ball()
    flap = np.array([[0, 5, 9], [9, 5, 0]])
    part = _clean(Mesh(mesh.vertices, np.concatenate([mesh.triangles, flap])))
    assert part.notes == ("dropped 2 repeated or collapsed triangles",)
    assert len(part.mesh().triangles) == len(mesh.triangles)


def test_vertices_a_rounding_apart_are_joined(tmp_path: Path) -> None:
    mesh = ball()
    corners = mesh.corners + np.random.default_rng(0).uniform(-1e-6, 1e-6, mesh.corners.shape)
    path = tmp_path / "rough.stl"
    path.write_text(text_stl(corners))
    part = read(path)
    assert len(part.mesh().vertices) == len(mesh.vertices)
    assert part.mesh().volume == pytest.approx(mesh.volume, rel=1e-6)
    assert "joined" in part.notes[0]


def test_triangles_that_face_the_wrong_way_are_turned() -> None:
    mesh = ball()
    triangles = mesh.triangles.copy()
    triangles[::7] = triangles[::7, ::-1]
    part = _clean(Mesh(mesh.vertices, triangles))
    assert part.notes == (f"turned {len(triangles[::7])} triangles to agree with their neighbours",)
    assert part.mesh().volume == pytest.approx(mesh.volume)


def test_a_mesh_that_faces_inwards_is_turned() -> None:
    mesh = ball()
    part = _clean(Mesh(mesh.vertices, mesh.triangles[:, ::-1]))
    assert part.notes == ("turned the mesh, which faced inwards",)
    assert part.mesh().volume == pytest.approx(mesh.volume)


def test_small_holes_are_filled() -> None:
    mesh = ball()
    keep = np.ones(len(mesh.triangles), bool)
    keep[[10, 200]] = False
    part = _clean(Mesh(mesh.vertices, mesh.triangles[keep]))
    assert part.notes == ("filled 2 small holes",)
    assert len(part.mesh().triangles) == len(mesh.triangles)


def test_a_small_hole_of_many_corners_is_filled_flat() -> None:
    plate = cq.Workplane().box(100, 100, 10).faces(">Z").workplane().circle(4).cutBlind(-5)
    mesh = Part.from_shape(plate.val()).mesh()
    rim = np.isclose(mesh.corners[:, :, 2], 5.0).all(axis=1) | np.isclose(np.abs(mesh.corners[:, :, :2]), 50).any(
        axis=(1, 2)
    )
    outside = rim | np.isclose(mesh.corners[:, :, 2], -5.0).all(axis=1)
    part = _clean(Mesh(mesh.vertices, mesh.triangles[outside]))
    assert part.notes == ("filled 1 small holes",)
    assert part.mesh().volume == pytest.approx(100 * 100 * 10)


def test_a_missing_side_is_not_made_up() -> None:
    mesh = _box(0, 10)
    with pytest.raises(NotASolidError, match="not closed: 4 edges border a hole too large to fill"):
        _clean(Mesh(mesh.vertices, mesh.triangles[mesh.faces != 0]))


def test_a_flat_mesh_is_refused() -> None:
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
    folded = np.array([[0, 1, 2], [0, 2, 3], [0, 3, 1], [1, 3, 2]])
    with pytest.raises(NotASolidError, match="is flat"):
        parts_of_triangles(square, folded, FILE)
    with pytest.raises(NotASolidError, match="not closed"):
        parts_of_triangles(square, folded[:2], FILE)


def test_triangles_without_area_are_refused() -> None:
    with pytest.raises(NotASolidError, match="is flat"):
        parts_of_triangles(np.eye(3), np.array([[0, 1, 1], [2, 2, 0]]), FILE)


def test_a_mesh_that_runs_through_itself_is_refused() -> None:
    mesh = _box(0, 10)
    vertices = mesh.vertices.copy()
    corner = int(np.argmin(vertices.sum(axis=1)))
    vertices[corner] = [25, 26, 27]
    with pytest.raises(NotASolidError, match="runs through itself"):
        _clean(Mesh(vertices, mesh.triangles))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_coordinates_that_are_no_numbers_are_refused(value: float) -> None:
    mesh = ball()
    vertices = mesh.vertices.copy()
    vertices[3, 1] = value
    with pytest.raises(NotASolidError, match="not finite numbers"):
        _clean(Mesh(vertices, mesh.triangles))


def test_huge_coordinates_are_refused() -> None:
    mesh = ball()
    with pytest.raises(NotASolidError, match="beyond 10,000,000 mm: check its unit"):
        _clean(Mesh(mesh.vertices * 1e9, mesh.triangles))


def test_no_triangles_are_refused() -> None:
    with pytest.raises(NotASolidError, match="holds no triangles"):
        parts_of_triangles(np.zeros((3, 3)), np.zeros((0, 3), int), FILE)


def test_a_cavity_stays_with_its_body() -> None:
    inner = _box(4, 6)
    hollow = _both(_box(0, 10), Mesh(inner.vertices, inner.triangles[:, ::-1]))
    assert _clean(hollow).mesh().volume == pytest.approx(1000 - 8)
    turned = Mesh(hollow.vertices, hollow.triangles[:, ::-1])
    assert _clean(turned).mesh().volume == pytest.approx(1000 - 8)


def test_a_body_in_a_cavity_is_a_body_of_its_own() -> None:
    cavity, island = _box(2, 8), _box(4, 6)
    mesh = _both(_both(_box(0, 10), Mesh(cavity.vertices, cavity.triangles[:, ::-1])), island)
    parts = parts_of_triangles(mesh.vertices, mesh.triangles, FILE)
    assert [part.mesh().volume for part in parts] == pytest.approx([1000 - 216, 8])


def test_several_bodies_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "pair.stl"
    path.write_text(text_stl(_both(_box(0, 10), _box(20, 25)).corners))
    with pytest.raises(SeveralSolidsError) as caught:
        read(path)
    assert np.array(caught.value.sizes) == pytest.approx(np.array([(10, 10, 10), (5, 5, 5)]))
    assert [part.name for part in read_all(path)] == ["pair_1", "pair_2"]
