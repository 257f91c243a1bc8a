"""Cones and spheres about known lines, from pictures alone."""

from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest

from zero_to_cad.part import Part
from zero_to_cad.see import see
from zero_to_cad.see.cones import Cone
from zero_to_cad.see.spheres import Sphere
from zero_to_cad.views import Views, render


def nose() -> cq.Workplane:
    """A shaft that narrows from radius 20 to 8 over 20 mm: 31 degrees from its axis."""
    return cq.Workplane("XZ").polyline([(0, 0), (20, 0), (20, 20), (8, 40), (0, 40)]).close().revolve()


def sunk() -> cq.Workplane:
    """A plate with a wide countersunk hole, away from its middle."""
    return cq.Workplane().box(70, 50, 16).faces(">Z").workplane().center(8, 4).cskHole(14, 34, 90)


def dome() -> cq.Workplane:
    """A cylinder of radius 20 under a dome of radius 25, which is flat at its top."""
    body = cq.Workplane().circle(20).extrude(24)
    return body.intersect(cq.Workplane(obj=cq.Solid.makeSphere(25, cq.Vector(0, 0, 0), angleDegrees1=-90)))


def seen_shapes(made: cq.Workplane, kind: type) -> tuple[Views, list[tuple[object, int]]]:
    """The pictures, and the shapes of one kind that were found with the pixels that show them, most first."""
    views = render(Part.from_shape(made.val()))
    pixels: dict[object, int] = {}
    for surface in see(views).surfaces:
        if isinstance(surface.turned, kind):
            pixels[surface.turned] = pixels.get(surface.turned, 0) + len(surface.rows)
    return views, sorted(pixels.items(), key=lambda pair: -pair[1])


@pytest.mark.parametrize(
    ("make", "tilt", "radius", "height", "pixels"),
    [(nose, np.arctan2(12, 20), 20.0, 20.0, 8000), (sunk, np.radians(135), 17.0, 8.0, 3000)],
)
def test_a_cone_is_found_where_it_is(make: object, tilt: float, radius: float, height: float, pixels: int) -> None:
    assert callable(make)
    views, found = seen_shapes(make(), Cone)
    assert views.scale is not None
    assert views.centre is not None
    cone, shown = found[0]
    assert isinstance(cone, Cone)
    assert cone.axis == 2
    assert shown > pixels
    assert np.arctan2(cone.along, cone.across) == pytest.approx(tilt, abs=np.radians(2.5))
    middle = np.array(views.centre)
    at = cone.across * radius + cone.along * (height - middle[2])
    assert cone.offset * views.scale == pytest.approx(at, abs=1.2 * views.scale)
    centre = np.array(cone.centre) * views.scale + middle[:2]
    assert centre == pytest.approx((8, 4) if make is sunk else (0, 0), abs=views.scale)


def test_a_dome_is_a_sphere() -> None:
    views, found = seen_shapes(dome(), Sphere)
    assert views.scale is not None
    assert views.centre is not None
    sphere, shown = found[0]
    assert isinstance(sphere, Sphere)
    assert shown > 8000
    assert sphere.bend * views.scale == pytest.approx(25, rel=0.06)
    top = (sphere.height + sphere.bend) * views.scale + views.centre[2]
    assert top == pytest.approx(25, abs=2 * views.scale)


def test_flat_faces_and_round_walls_are_neither() -> None:
    _, cones = seen_shapes(cq.Workplane().box(60, 40, 20).faces(">Z").workplane().hole(18), Cone)
    _, spheres = seen_shapes(cq.Workplane().box(60, 40, 20).faces(">Z").workplane().hole(18), Sphere)
    assert not cones
    assert not spheres
