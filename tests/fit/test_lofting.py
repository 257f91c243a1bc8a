"""What a loft is as a solid and what its written program makes are the same."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import part
from ruff_format import formatted

from zero_to_cad.fit import explain
from zero_to_cad.fit.corresponding import corresponding, joined
from zero_to_cad.fit.features import Extrusion, Feature, Loft
from zero_to_cad.fit.outline import Circle, Loop, Numbers, Segment, trace
from zero_to_cad.fit.plan import Ruled, Taper, Twist, steps
from zero_to_cad.fit.subject import manifold
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

LOWER, UPPER = np.full(3, -40.0), np.full(3, 40.0)
NUMBERS = [Numbers(slack=1e-4, tolerance=0.02)] * 3
PLACE = Place(np.eye(3), np.zeros(3), LOWER, UPPER, 1.0)


def disc(x: float, y: float, radius: float) -> Any:
    return shapely.Point(x, y).buffer(radius, quad_segs=32)


def between(low: Any, high: Any, axis: int = 2, lower: float = -5.0, upper: float = 15.0) -> Loft:
    """The loft between two outlines as the sections would tell it."""
    rings = [trace(shapely.get_coordinates(area.exterior)[:-1], NUMBERS[0]) for area in (low, high)]
    assert rings[0] is not None
    assert rings[1] is not None
    both = corresponding(rings[0], rings[1])
    assert both is not None
    below, above = joined(*both)
    return Loft("add", axis, lower, upper, shapely.Polygon(below), shapely.Polygon(above))


def overlap(*features: Feature) -> float:
    """IoU of the solids of features, all added, and of the part that their program makes."""
    program = write(steps(features, LOWER, UPPER, NUMBERS), PLACE)
    assert formatted(program) == program
    mesh = run(program).mesh(2e-4, 0.05)
    made = manifold(mesh.vertices, mesh.triangles)
    meant = sum((manifold(*feature.solid()) for feature in features[1:]), manifold(*features[0].solid()))
    return float((made ^ meant).volume() / (made + meant).volume())


SLOT = shapely.LineString([(-9, 0), (9, 0)]).buffer(5, quad_segs=32)
TURNED = shapely.affinity.rotate(shapely.box(-8, -5, 8, 5), 30)
LOFTS = {
    "frustum": between(disc(3, 4, 10), disc(3, 4, 6)),
    "drafted": between(shapely.box(-8, -5, 8, 5), shapely.box(-10, -7, 10, 7)),
    "oblique": between(shapely.box(-8, -5, 8, 5), shapely.box(-2, -9, 10, 7)),
    "round to slot": between(disc(0, 0, 10), SLOT),
    "slot to square": between(SLOT, shapely.box(-7, -6, 7, 6)),
    "square to round": between(shapely.box(-7, -7, 7, 7), disc(1, 0, 5)),
    "slot to slot": between(SLOT, shapely.affinity.scale(SLOT, 0.5, 0.5)),
    "wound": between(shapely.box(-8, -5, 8, 5), TURNED),
}


@pytest.mark.parametrize(("name", "axis"), [(name, k % 3) for k, name in enumerate(LOFTS)])
def test_the_program_makes_the_same_solid(name: str, axis: int) -> None:
    loft = LOFTS[name]
    turned = Loft("add", axis, loft.lower, loft.upper, loft.area, loft.upper_area)
    assert overlap(turned) > 0.999


@pytest.mark.parametrize(("axis", "angle"), [(2, 30.0), (0, -50.0), (1, 120.0)])
def test_a_twist_about_a_line_elsewhere_is_the_same_solid(axis: int, angle: float) -> None:
    bar = shapely.box(-2, 4, 10, 8)
    area = shapely.affinity.rotate(bar, angle, (4.0, 6.0))
    twist = Loft("add", axis, -5.0, 15.0, bar, area, angle, (4.0, 6.0))
    assert overlap(twist) > 0.999


def test_several_outlines_taper_in_one_statement() -> None:
    at = [(-10, 0), (0, 5), (10, -3)]
    low, high = (shapely.MultiPolygon([shapely.box(x - r, y - r, x + r, y + r) for x, y in at]) for r in (3, 2))
    base = Extrusion("add", 2, -8.0, -5.0, shapely.box(-20, -20, 20, 20))
    pins = Loft("add", 2, -5.0, 5.0, low, high)
    (_, step) = steps([base, pins], LOWER, UPPER, NUMBERS)
    assert step.role == "tapered_block"
    assert isinstance(step.walls, Taper)
    assert not step.walls.downwards
    assert step.walls.angle == pytest.approx(np.degrees(np.arctan(0.1)), abs=1e-3)
    assert overlap(base, pins) > 0.9999


def test_walls_are_told_from_each_other() -> None:
    twist = Loft("cut", 2, 0.0, 5.0, SLOT, shapely.affinity.rotate(SLOT, 20, (0, 0)), 20.0)
    walls = [step.walls for step in steps([LOFTS["drafted"], LOFTS["wound"], twist], LOWER, UPPER, NUMBERS)]
    assert isinstance(walls[0], Taper)
    assert walls[0].downwards
    assert isinstance(walls[1], Ruled)
    assert walls[2] == Twist(20.0, (0.0, 0.0))


def test_a_taper_would_round_corners_that_lie_inwards() -> None:
    corner = shapely.Polygon([(0, 0), (20, 0), (20, 5), (8, 5), (8, 15), (0, 15)])
    inside = shapely.Polygon([(1, 1), (19, 1), (19, 4), (7, 4), (7, 14), (1, 14)])
    assert between(corner, inside).draft == 0.0
    assert overlap(between(corner, inside)) > 0.9999


def test_a_rectangle_that_lies_turned_corresponds_at_the_nearest_corners() -> None:
    low = Loop((0.0, 0.0), tuple(Segment(p) for p in [(4.0, 0.0), (4.0, 2.0), (0.0, 2.0), (0.0, 0.0)]))
    high = Loop((3.0, 0.5), tuple(Segment(p) for p in [(3.0, 1.5), (1.0, 1.5), (1.0, 0.5), (3.0, 0.5)]))
    both = corresponding(low, high)
    assert both is not None
    below, above = joined(*both)
    assert below == pytest.approx(np.array([[0, 0], [4, 0], [4, 2], [0, 2]]))
    assert above == pytest.approx(np.array([[1, 0.5], [3, 0.5], [3, 1.5], [1, 1.5]]))


def test_what_the_middle_does_not_see_corresponds_to_nothing() -> None:
    points = [(10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0)]
    assert corresponding(Circle((0.0, 0.0), 3.0), Loop(points[-1], tuple(map(Segment, points)))) is None


def pyramid(base: list[tuple[float, float]], tip: tuple[float, float, float]) -> cq.Workplane:
    """From an outline at z = 0, counter-clockwise, to a tip."""
    corners, apex = [cq.Vector(x, y, 0) for x, y in base], cq.Vector(*tip)
    sides = [[a, b, apex] for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
    faces = [cq.Face.makeFromWires(cq.Wire.makePolygon(side, close=True)) for side in [corners, *sides]]
    return cq.Workplane(obj=cq.Solid.makeSolid(cq.Shell.makeShell(faces)))


SQUARE = [(-15.0, -10.0), (15.0, -10.0), (15.0, 10.0), (-15.0, 10.0)]
POINTED = {
    "pyramid": pyramid(SQUARE, (0, 0, 25)),
    "leaning": pyramid([(0, 0), (30, 0), (30, 20), (10, 25), (0, 12)], (12, 8, 20)),
    "hanging": pyramid(SQUARE, (0, 0, 25)).rotate((0, 0, 0), (1, 0, 0), 180),
    "roofed": cq.Workplane().rect(30, 20).extrude(-12).union(pyramid(SQUARE, (0, 0, 25))),
}


@pytest.mark.parametrize("name", POINTED)
def test_what_ends_in_a_point_is_a_loft_to_it(name: str) -> None:
    target = part(POINTED[name])
    first = next(explain(target, 300.0))
    assert formatted(first.program) == first.program
    assert "makeVertex" in first.program
    assert score(run(first.program), target, "exact").iou > 0.9999
