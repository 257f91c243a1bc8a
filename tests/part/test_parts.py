from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest
from models import ball, block

from zero_to_cad.errors import NotASolidError, SeveralSolidsError
from zero_to_cad.part import Mesh, Part


def test_a_compound_of_one_solid_is_unwrapped() -> None:
    part = Part.from_shape(cq.Compound.makeCompound([block()]), "one")
    assert isinstance(part.shape, cq.Solid)
    assert (part.name, part.notes) == ("one", ())


def test_several_solids_are_refused() -> None:
    pair = cq.Compound.makeCompound([block(), block().moved(cq.Location(cq.Vector(100, 0, 0)))])
    with pytest.raises(SeveralSolidsError, match="pair holds 2 solids"):
        Part.from_shape(pair, "pair")


def test_an_open_shell_as_a_solid_is_refused() -> None:
    shell = cq.Shell.makeShell(block().Faces()[:-1])
    with pytest.raises(NotASolidError, match="not closed"):
        Part.from_shape(cq.Solid.makeSolid(shell))


def test_an_invalid_solid_is_refused() -> None:
    # A bow tie: the outline crosses itself.
    bow = cq.Workplane().polyline([(0, 0), (10, 10), (10, 0), (0, 10)]).close().extrude(5).val()
    with pytest.raises(NotASolidError, match=r"not a valid solid|flat"):
        Part.from_shape(bow)


def test_a_solid_that_faces_inwards_is_turned_with_its_mesh() -> None:
    part = Part.from_shape(cq.Shape.cast(block().wrapped.Reversed()))
    assert part.notes == ("turned the solid, which faced inwards",)
    assert part.shape.Volume() == pytest.approx(block().Volume())
    assert part.mesh().volume > 0


def test_an_open_mesh_is_refused() -> None:
    mesh = ball()
    with pytest.raises(NotASolidError, match="not closed: 3 edges border a hole"):
        Part.from_mesh(Mesh(mesh.vertices, mesh.triangles[1:]))


def test_two_bodies_in_one_another_are_refused_as_a_mesh() -> None:
    mesh = ball()
    both = Mesh(
        np.concatenate([mesh.vertices, mesh.vertices * 0.5]),
        np.concatenate([mesh.triangles, mesh.triangles + len(mesh.vertices)]),
    )
    with pytest.raises(NotASolidError, match="runs through itself"):
        Part.from_mesh(both)


def test_a_part_shows_itself() -> None:
    part = Part.from_shape(block(), "<block>", ("converted from inch to mm",))
    assert repr(part) == "<Part <block>: B-rep, 10 x 20 x 30 mm>"
    html = part._repr_html_()
    assert "&lt;block&gt;" in html
    assert "6 plane, 1 cylinder" in html
    assert "converted from inch to mm" in html
    assert "triangles" in Part.from_mesh(ball())._repr_html_()
