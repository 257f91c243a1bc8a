"""A chain's next workplane, made in the cheap way, is what CadQuery makes."""

from __future__ import annotations

import cadquery
import pytest

from zero_to_cad.sandbox import quick


def outline(begin: cadquery.Workplane) -> cadquery.Workplane:
    return begin.center(1, 2).moveTo(3, 0).lineTo(5, 0).lineTo(5, 4).close().extrude(2).faces(">X").workplane()


def test_what_comes_of_it_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = outline(cadquery.Workplane("YZ"))
    monkeypatch.setattr(cadquery.Workplane, "newObject", cadquery.Workplane.newObject)
    quick.enable()
    cheap = outline(cadquery.Workplane("YZ"))
    assert set(vars(cheap)) == set(vars(plain))
    assert cheap.plane.origin.toTuple() == plain.plane.origin.toTuple()
    assert cheap.plane.zDir.toTuple() == plain.plane.zDir.toTuple()
    assert cheap.findSolid().Volume() == plain.findSolid().Volume()
    assert cheap.parent is not None
    assert type(cheap.parent) is type(plain.parent)


def test_a_subclass_begins_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Marked(cadquery.Workplane):  # type: ignore[misc]
        def __init__(self, plane: str = "XY") -> None:
            super().__init__(plane)
            self.mark = 7

    monkeypatch.setattr(cadquery.Workplane, "newObject", cadquery.Workplane.newObject)
    quick.enable()
    assert Marked("XZ").rect(1, 1).mark == 7
