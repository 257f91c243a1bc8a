"""Holes begun on the faces at the ends of a part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ruff_format import formatted

from zero_to_cad.fit.drilled import Hole, Mouth
from zero_to_cad.fit.outline import Loop, Segment
from zero_to_cad.fit.plan import Step, Twist
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.sandbox import run
from zero_to_cad.score import score

LOWER, UPPER = np.array([-15.0, -20.0, -4.0]), np.array([25.0, 10.0, 26.0])
ENDS = tuple(((float(low), -1.0), (float(high), 1.0)) for low, high in zip(LOWER, UPPER, strict=True))
CORNERS = [(-15.0, -20.0), (25.0, -20.0), (25.0, 10.0), (-15.0, 10.0)]
BOX = Step("base", "add", 2, (Loop(CORNERS[-1], tuple(map(Segment, CORNERS))),), -4.0, 26.0)
# As told in each axis's own two: a grid, a ring of three, places here and there, and one alone.
GRID = [(u, v) for u in (1.0, 7.0) for v in (-3.0, 0.0, 3.0)]
RING = [(2.0 + 5.0 * float(np.cos(t)), 1.0 + 5.0 * float(np.sin(t))) for t in np.radians([20.0, 140.0, 260.0])]
PLACES = [(1.0, 2.0), (6.0, -2.0), (8.0, 4.0)]


def place(flat: bool) -> Place:
    """flat: the part's ends are known to be flat."""
    levels = tuple((low, 0.0, high) for (low, _), (high, _) in ENDS)
    return Place(np.eye(3), np.zeros(3), LOWER, UPPER, 1.0, levels, levels, (2.0,), sides=ENDS if flat else ())


def hole(axis: int, down: bool, centre: tuple[float, float]) -> Hole:
    lower, upper = float(LOWER[axis]), float(UPPER[axis])
    ends = (upper - 5.0, upper) if down else (lower, lower + 5.0)
    return Hole(axis, centre, 2.0, *ends, down=down, through=False, mouth=Mouth(3.0, 1.0))


@pytest.mark.parametrize("points", [GRID, RING, PLACES, PLACES[:1]], ids=["grid", "ring", "places", "alone"])
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_holes_begun_on_a_face_are_those_of_a_workplane(
    axis: int, down: bool, points: list[tuple[float, float]]
) -> None:
    holes = [hole(axis, down, point) for point in points]
    faced, planed = (write([BOX], place(flat), holes, 1e-5) for flat in (True, False))
    assert f'.faces("{"<>"[down]}{"XYZ"[axis]}")' in faced
    assert "copyWorkplane" in planed
    assert formatted(faced) == faced
    assert len(faced) < len(planed)
    assert score(run(faced), run(planed), "exact").iou == pytest.approx(1.0, abs=1e-6)


def test_where_walls_wind_no_face_is_looked_for() -> None:
    wound = Step("twisted_pocket", "cut", 2, BOX.rings, 20.0, 26.0, walls=Twist(20.0, (0.0, 0.0)))
    assert ".faces(" not in write([BOX, wound], place(True), [hole(2, False, (1.0, 2.0))], 1e-5)


def test_a_bore_from_a_workplane_is_laid_out_as_ruff_would() -> None:
    long = Hole(2, (0.0, 0.0), 2.0, -4.0, 26.0, down=True, through=True)
    for name in ("pad", "base", "tall_base"):
        source = write([replace(BOX, role=name)], place(False), [long], 1e-5)
        assert formatted(source) == source
