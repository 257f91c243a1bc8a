from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq
import numpy as np
import pytest
import shapely
from bodies import FloatArray, part
from ruff_format import formatted
from scipy.spatial.transform import Rotation

from zero_to_cad.fit import explain
from zero_to_cad.fit.drilled import Hole, Mouth
from zero_to_cad.fit.features import Extrusion, Feature, Revolution
from zero_to_cad.fit.lengths import known_lengths
from zero_to_cad.fit.outline import Circle, Loop, Numbers, Segment
from zero_to_cad.fit.plan import Step, steps
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.part import Part
from zero_to_cad.program import check, parse
from zero_to_cad.sandbox import run

WORLD = np.eye(3)
NUMBERS = [Numbers(1e-5, 0.02)] * 3
LOWER, UPPER = np.array([-10.0, -10.0, 0.0]), np.array([10.0, 10.0, 12.0])


def square(half: float, x: float = 0.0, y: float = 0.0) -> Loop:
    corners = [(x + half, y - half), (x + half, y + half), (x - half, y + half)]
    return Loop((x - half, y - half), (*(Segment(c) for c in corners), Segment((x - half, y - half))))


def place(frame: FloatArray = WORLD) -> Place:
    return Place(frame, np.zeros(3), LOWER, UPPER, 1.0)


def built(found: list[Step], frame: FloatArray = WORLD, holes: Sequence[Hole] = ()) -> Part:
    source = write(found, place(frame), holes)
    check(source)
    return run(source)


def numbers_of(source: str) -> dict[str, float]:
    return {parameter.name: parameter.value for parameter in parse(source).parameters}


BASE = Step("base", "add", 2, (square(10.0),), 0.0, 12.0)


@pytest.mark.parametrize(
    ("axis", "lower", "upper"),
    [(0, (1, -2, 5), (8, 6, 17)), (1, (5, 1, -2), (17, 8, 6)), (2, (-2, 5, 1), (6, 17, 8))],
)
def test_an_extrusion_lies_along_its_axis(axis: int, lower: tuple[float, ...], upper: tuple[float, ...]) -> None:
    ring = Loop((-2.0, 5.0), (Segment((6.0, 5.0)), Segment((6.0, 17.0)), Segment((-2.0, 17.0)), Segment((-2.0, 5.0))))
    found = built([Step("base", "add", axis, (ring,), 1.0, 8.0)]).measures
    assert found.lower == pytest.approx(lower)
    assert found.upper == pytest.approx(upper)


@pytest.mark.parametrize(
    ("axis", "lower", "upper"),
    [(0, (2, -1, 2), (9, 7, 10)), (1, (2, 2, -1), (10, 9, 7)), (2, (-1, 2, 2), (7, 10, 9))],
)
def test_a_revolution_turns_around_its_line(axis: int, lower: tuple[float, ...], upper: tuple[float, ...]) -> None:
    # A ring from 2 to 4 across its line at (3, 6), from 2 to 9 along it.
    ring = Loop((2.0, 2.0), (Segment((4.0, 2.0)), Segment((4.0, 9.0)), Segment((2.0, 9.0)), Segment((2.0, 2.0))))
    found = built([Step("turned_body", "add", axis, (ring,), centre=(3.0, 6.0))]).measures
    assert found.lower == pytest.approx(lower)
    assert found.upper == pytest.approx(upper)
    assert found.volume == pytest.approx(np.pi * (16 - 4) * 7)


def test_inner_rings_are_holes() -> None:
    rings = (square(10.0), Circle((3.0, 0.0), 2.0), square(1.0, -5.0))
    found = built([Step("base", "add", 2, rings, 0.0, 12.0)]).measures
    assert found.volume == pytest.approx((400 - np.pi * 4 - 4) * 12)


def test_cuts_and_additions_keep_their_order() -> None:
    cut = Step("hole", "cut", 2, (Circle((0.0, 0.0), 5.0),), -1.0, 13.0)
    boss = Step("boss", "add", 2, (Circle((0.0, 0.0), 5.0),), 0.0, 4.0)
    whole = np.pi * 25
    assert built([BASE, cut, boss]).measures.volume == pytest.approx(400 * 12 - whole * 8)
    assert built([BASE, boss, cut]).measures.volume == pytest.approx(400 * 12 - whole * 12)


def test_arcs_are_drawn_through_their_middles() -> None:
    slot = Loop(
        (-6.0, -3.0),
        (
            Segment((6.0, -3.0)),
            Segment((6.0, 3.0), (9.0, 0.0), 3.0),
            Segment((-6.0, 3.0)),
            Segment((-6.0, -3.0), (-9.0, 0.0), 3.0),
        ),
    )
    found = built([Step("base", "add", 2, (slot,), 0.0, 2.0)]).measures
    assert found.volume == pytest.approx((12 * 6 + np.pi * 9) * 2)


def test_the_part_is_put_back_where_its_frame_says() -> None:
    turn = Rotation.from_euler("xyz", (20, 35, 50), degrees=True).as_matrix()
    source = write([BASE, Step("boss", "add", 0, (Circle((5.0, 6.0), 2.0),), 9.0, 20.0)], place(turn))
    corner = run(source)
    square_on = run(write([BASE, Step("boss", "add", 0, (Circle((5.0, 6.0), 2.0),), 9.0, 20.0)], place(WORLD)))
    assert corner.measures.volume == pytest.approx(square_on.measures.volume)
    assert corner.measures.centroid == pytest.approx(tuple(turn.T @ square_on.measures.centroid), abs=1e-6)


def test_the_largest_solid_is_kept_when_asked() -> None:
    away = Step("boss", "add", 2, (Circle((30.0, 0.0), 2.0),), 0.0, 4.0)
    source = write([BASE, away], place(WORLD), largest_only=True)
    check(source)
    assert run(source).measures.volume == pytest.approx(400 * 12)


def test_dimensions_have_names() -> None:
    holes = Step("hole", "cut", 2, (Circle((5.0, 5.0), 3.0), Circle((-5.0, 5.0), 3.0)), -1.0, 13.0)
    source = write([BASE, holes], place(WORLD))
    found = numbers_of(source)
    assert found["base_height"] == 12
    assert (found["base_width"], found["base_length"]) == (20, 20)
    assert found["hole_diameter"] == 6
    assert found["clearance"] == 1


def test_changing_a_named_diameter_changes_every_hole_of_it() -> None:
    holes = Step("hole", "cut", 2, (Circle((5.0, 5.0), 3.0), Circle((-5.0, 5.0), 3.0)), -1.0, 13.0)
    program = parse(write([BASE, holes], place(WORLD))).with_parameters({"hole_diameter": 4.0})
    assert run(program.source).measures.volume == pytest.approx((400 - 2 * np.pi * 4) * 12)


def test_result_comes_last() -> None:
    for frame in (WORLD, Rotation.from_rotvec((0.3, 0.2, 0.1)).as_matrix()):
        assert write([BASE], place(frame)).splitlines()[-1].startswith("result = ")


def test_programs_are_laid_out_as_ruff_would() -> None:
    long = tuple(Circle((float(x), float(y)), 0.75) for x in range(-8, 9, 4) for y in range(-8, 9, 4))
    polygon = Loop(
        (0.0, 0.0), tuple(Segment(corner) for corner in [(5.25, 0.0), (7.125, 3.5), (2.0, 6.75), (0.0, 0.0)])
    )
    for more in (
        Step("hole", "cut", 2, long, -1.0, 13.0),
        Step("hole", "cut", 2, long[:3], -1.0, 13.0),
        Step("pocket", "cut", 2, (polygon,), 6.0, 13.0),
        Step("turned_cut", "cut", 1, (polygon,), centre=(1.0, 2.0)),
    ):
        source = write([BASE, more], place(WORLD))
        assert formatted(source) == source


# -- what gets a name ------------------------------------------------------------------------------


def measured(*datums: tuple[float, ...], radii: tuple[float, ...] = ()) -> Place:
    """A place whose part has these coordinates to measure from along each axis, and zero."""
    return Place(WORLD, np.zeros(3), LOWER, UPPER, 0.5, datums, datums, radii)


def test_only_what_the_part_has_gets_a_name() -> None:
    # 3.217 was traced: nothing of the part lies there. 4.5 is half a millimetre, the clearance, past 4.
    ring = Loop((0.0, 2.0), tuple(map(Segment, [(3.217, 2.0), (4.5, 6.0), (0.0, 6.0), (0.0, 2.0)])))
    cut = Step("pocket", "cut", 2, (ring,), 4.0, 12.5)
    known = measured((-10.0, 0.0, 4.0, 10.0), (-10.0, 0.0, 2.0, 6.0, 10.0), (0.0, 4.0, 12.0))
    source = write([BASE, cut], known)
    assert "3.217" not in {str(value) for value in numbers_of(source).values()}
    assert set(numbers_of(source).values()) <= {0.5, 2.0, 4.0, 6.0, 8.0, 12.0, 20.0}
    assert "clearance" in source
    assert run(source).measures.volume == pytest.approx(WHOLE - 8 * (3.217 + 4.5) / 2 * 4)


def test_an_outline_of_a_mesh_of_nothing_known_is_a_table() -> None:
    turns = np.linspace(0, 2 * np.pi, 31)[:-1]
    corners = [(round((6 + (k % 3)) * np.cos(t), 3), round((6 + (k % 3)) * np.sin(t), 3)) for k, t in enumerate(turns)]
    loop = Loop(corners[-1], tuple(Segment((float(x), float(y))) for x, y in corners))
    source = write(
        [BASE, Step("pocket", "cut", 2, (loop,), 4.0, 12.5)], measured((-10.0, 10.0), (-10.0, 10.0), (0.0, 4.0, 12.0))
    )
    check(source)
    assert formatted(source) == source
    assert "traced(pocket_sides)" in source
    area = shapely.Polygon(corners).area
    assert run(source).measures.volume == pytest.approx(WHOLE - 8 * area)


def test_a_symmetric_outline_is_drawn_by_half() -> None:
    corners = [(0.0, 0.0), (8.0, 0.0), (8.0, 5.0), (3.0, 5.0), (3.0, 9.0), (0.0, 9.0)]
    right = [Segment(corner) for corner in corners[1:]]
    arc = Segment((-3.0, 9.0), (0.0, 12.0), 3.0)
    left = [(-3.0, 9.0), (-3.0, 5.0), (-8.0, 5.0), (-8.0, 0.0), (8.0, 0.0)]
    loop = Loop((8.0, 0.0), (*right[1:4], arc, *(Segment(corner) for corner in left[1:])))
    source = write([Step("base", "add", 2, (loop,), 0.0, 12.0)], place())
    assert ".mirrorY()" in source
    assert formatted(source) == source
    assert run(source).measures.volume == pytest.approx((16 * 5 + 6 * 4 + np.pi * 4.5) * 12)


@pytest.mark.parametrize("axis", [0, 1])
def test_outlines_that_are_mirror_images_are_drawn_once(axis: int) -> None:
    def loop(sign: float) -> Loop:
        points = [(3.0, -2.0), (8.0, -2.0), (8.0, 4.0), (5.0, 4.0)]
        placed = [(sign * x, y) if axis == 0 else (y, sign * x) for x, y in points]
        return Loop(placed[-1], tuple(Segment(point) for point in placed))

    pockets = Step("pocket", "cut", 2, (loop(1.0), loop(-1.0), Circle((0.0, 0.0), 1.5)), 4.0, 13.0)
    source = write([BASE, pockets], place())
    assert source.count((".mirrorY()", ".mirrorX()")[axis]) == 1
    assert source.count(".close()") == 1
    assert formatted(source) == source
    assert run(source).measures.volume == pytest.approx(WHOLE - 8 * (2 * 24 + np.pi * 1.5**2))


def test_dimensions_are_lengths_that_the_part_has() -> None:
    """A trapezoid is told by its two parallel sides, and not by where its slopes lie from its middle."""
    points = [(4.1, 0.0), (7.3, 5.0), (-7.3, 5.0), (-4.1, 0.0)]
    bar = part(cq.Workplane().polyline([*points, (-4.1, -2.0), (4.1, -2.0)]).close().extrude(3))
    values = set(numbers_of(next(explain(bar, 30.0)).program).values())
    assert {8.2, 14.6} & values
    ends = np.array([bar.measures.lower, bar.measures.upper])
    planes = ((-4.1, 4.1), (-2.0, 5.0), (0.0, 3.0))
    known = known_lengths(bar, WORLD, np.zeros(3), ends, planes, ((), (), ()), np.empty((0, 3)), 1e-6)
    assert known[0] == pytest.approx((3.2, 4.1, 7.3, 8.2, 11.4, 14.6))
    assert known[1] == pytest.approx((2.0, 5.0, 7.0))
    slope = np.hypot(3.2, 5.0)
    assert known[3] == pytest.approx((2.0, 3.0, slope, 7.0, 8.2, 14.6))
    assert all(any(abs(value - one) < 1e-6 for axis in known[:3] for one in axis) for value in values)


def test_an_arc_that_hardly_bends_is_made() -> None:
    """CadQuery's tangent arcs fail where they end straight ahead."""
    flat = Segment((8.0, 5.0), (8.0 + 1e-9, 2.5), 5000.0)
    sides = (Segment((8.0, 0.0)), flat, Segment((-8.0, 5.0)), Segment((-8.0, -3.0)), Segment((8.0, -3.0)))
    made = built([Step("base", "add", 2, (Loop((8.0, -3.0), sides),), 0.0, 12.0)])
    assert made.measures.volume == pytest.approx(16 * 8 * 12, rel=1e-3)


# -- how a person would draw it --------------------------------------------------------------------


def test_a_cut_through_all_goes_both_ways_by_a_length_of_the_part() -> None:
    cut = Step("cutout", "cut", 0, (square(3.0, 0.0, 6.0),), -11.0, 11.0, through=True)
    source = write([BASE, cut], place())
    assert ".extrude(base_width, both=True)" in source
    assert "clearance" not in source
    assert run(source).measures.volume == pytest.approx(WHOLE - 6 * 6 * 20)
    # What begins at zero needs the length more than once.
    upright = Step("cutout", "cut", 2, (square(3.0, 6.0),), -1.0, 13.0, through=True)
    assert ".extrude(2 * base_height, both=True)" in write([BASE, upright], place())


def test_circles_about_one_line_are_drawn_in_one_go_and_of_one_name() -> None:
    pin = Step("pin", "add", 2, (Circle((3.0, 4.0), 2.0),), 12.0, 20.0)
    groove = Step("pocket", "cut", 2, (Circle((3.0, 4.0), 2.0), Circle((3.0, 4.0), 1.0)), 18.0, 21.0)
    apart = Step("boss", "add", 2, (Circle((-3.0, 4.0), 2.0),), 12.0, 14.0)
    source = write([BASE, pin, groove, apart], place())
    assert ".circle(pin_diameter / 2)\n    .circle(pocket_diameter / 2)" in source
    assert numbers_of(source)["boss_diameter"] == numbers_of(source)["pin_diameter"] == 4
    assert formatted(source) == source
    assert run(source).measures.volume == pytest.approx(WHOLE + np.pi * (4 * 8 - 3 * 2 + 4 * 2))


def test_a_pocket_that_comes_again_is_moved() -> None:
    corners = [(3.0, -2.0), (8.0, -2.0), (8.0, 4.0), (5.0, 4.0), (4.0, 1.0)]
    ring = Loop(corners[-1], tuple(map(Segment, corners)))
    pockets = [Step(f"pocket_{k}", "cut", 2, (ring,), low, low + 2.0) for k, low in enumerate((1.0, 5.0))]
    source = write([BASE, *pockets, Step("pocket_2", "cut", 2, (ring,), 8.0, 12.5)], place())
    assert source.count("pocket_0.translate((0, 0, ") == 1
    assert "pocket_1 = pocket_0" in source
    assert formatted(source) == source
    area = shapely.Polygon(corners).area
    assert run(source).measures.volume == pytest.approx(WHOLE - area * (2 + 2 + 4))


def test_what_is_added_runs_past_nothing() -> None:
    """A coordinate of a block that lies by the clearance beside another does so by chance."""
    ring = Loop((0.0, 0.0), tuple(map(Segment, [(4.5, 0.0), (4.5, 6.0), (0.0, 6.0), (0.0, 0.0)])))
    block = Step("block", "add", 2, (ring,), 12.0, 15.0)
    source = write([BASE, block], measured((-10.0, 0.0, 4.0, 10.0), (-10.0, 0.0, 6.0, 10.0), (0.0, 12.0, 15.0)))
    assert "clearance" not in source


def test_radii_of_outlines_that_are_equal_are_one() -> None:
    def round_ended(x: float) -> Loop:
        sides = [((x, -3.0), None), ((x + 2.0, -3.0), None), ((x + 2.0, 3.0), (x + 3.0, 0.0)), ((x, 3.0), None)]
        (start, _), *rest = [*sides, sides[0]]
        return Loop(start, tuple(Segment(end, middle, 5.0 if middle else 0.0) for end, middle in rest))

    blocks = [Step(f"block_{k}", "add", 2, (round_ended(6.0 * k),), 12.0, 13.0 + k) for k in range(2)]
    radii = {name for name in numbers_of(write([BASE, *blocks], place())) if name.endswith("radius")}
    assert radii == {"block_0_radius"}


# -- how features become steps ---------------------------------------------------------------------

PLATE = shapely.box(-10, -10, 10, 10)


def holed(*holes: tuple[float, float, float]) -> shapely.Geometry:
    discs = [shapely.Point(x, y).buffer(r, quad_segs=16) for x, y, r in holes]
    return PLATE - shapely.union_all(discs)


def test_round_holes_of_the_first_body_become_steps_one_a_size() -> None:
    area = holed((5, 5, 2), (-5, 5, 2), (0, -5, 3))
    found = steps([Extrusion("add", 2, 0.0, 12.0, area)], LOWER, UPPER, NUMBERS)
    assert [step.role for step in found] == ["base", "hole_1", "hole_2"]
    assert isinstance(found[0].rings[0], Loop)
    assert [len(step.rings) for step in found] == [1, 1, 2]


def test_holes_of_a_later_body_stay_in_it() -> None:
    block = Extrusion("add", 2, 0.0, 4.0, PLATE)
    found = steps([block, Extrusion("add", 2, 4.0, 12.0, holed((0, 0, 5)))], LOWER, UPPER, NUMBERS)
    assert [(step.role, len(step.rings)) for step in found] == [("plate", 1), ("block", 2)]


def test_cuts_are_named_for_what_they_are() -> None:
    base = Extrusion("add", 2, 0.0, 12.0, PLATE)
    pocket = Extrusion("cut", 2, 6.0, 13.0, shapely.box(-3, -3, 3, 3))
    cutout = Extrusion("cut", 2, -1.0, 13.0, shapely.box(-8, -3, -6, 3))
    found = steps([base, pocket, cutout], LOWER, UPPER, NUMBERS)
    assert [(step.role, step.through) for step in found] == [("base", True), ("pocket", False), ("cutout", True)]


def test_circles_in_circles_are_rings_and_grooves() -> None:
    base = Extrusion("add", 2, 0.0, 12.0, PLATE)
    disc, hollow = (shapely.Point(0, 0).buffer(radius, quad_segs=16) for radius in (6, 4))
    found = steps(
        [base, *(Extrusion(how, 2, 9.0, 13.0, disc - hollow) for how in ("cut", "add"))], LOWER, UPPER, NUMBERS
    )
    assert [step.role for step in found] == ["base", "groove", "ring"]


def test_a_step_of_no_height_is_left_out() -> None:
    base = Extrusion("add", 2, 0.0, 12.0, PLATE)
    flat = Extrusion("cut", 2, 6.0, 6.000001, shapely.box(-3, -3, 3, 3))
    assert [step.role for step in steps([base, flat], LOWER, UPPER, NUMBERS)] == ["base"]


def test_a_turned_profile_takes_the_radii_of_the_b_rep() -> None:
    # A mesh's section cuts the corners of a round wall of 8: it lies at 7.98.
    profile = shapely.box(0, 0, 7.98, 12)
    numbers = [Numbers(1e-5, 0.05, ((0.0, 0.0, 8.0),))] * 3
    (found,) = steps([Revolution("add", 2, (0.01, 0.0), profile)], LOWER, UPPER, numbers)
    (ring,) = found.rings
    assert isinstance(ring, Loop)
    assert {segment.end[0] for segment in ring.segments} == {0.0, 8.0}
    assert found.centre == (0.0, 0.0)


# -- what the search measures its features by ------------------------------------------------------


def volume(feature: Feature) -> float:
    vertices, triangles = feature.solid()
    corners = vertices[triangles]
    return float(np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("turned", [False, True])
def test_a_feature_s_mesh_is_what_its_program_makes(axis: int, turned: bool) -> None:
    area = shapely.box(1, 2, 4, 9) - shapely.box(2, 3, 3, 4)
    feature = Revolution("add", axis, (2.0, -3.0), area) if turned else Extrusion("add", axis, 5.0, 11.0, area)
    made = built(list(steps([feature], LOWER, UPPER, NUMBERS))).measures
    vertices, _ = feature.solid()
    # 96 flat sides stand for a round wall: 4 * (1 - cos(pi / 96)) is 2e-3.
    assert vertices.min(0) == pytest.approx(made.lower, abs=3e-3 if turned else 1e-9)
    assert vertices.max(0) == pytest.approx(made.upper, abs=3e-3 if turned else 1e-9)
    assert volume(feature) == pytest.approx(made.volume, rel=1e-3 if turned else 1e-9)


# -- holes -----------------------------------------------------------------------------------------

WHOLE = 400.0 * 12


@pytest.mark.parametrize("down", [True, False])
def test_a_counterbore_is_where_the_tool_enters(down: bool) -> None:
    hole = Hole(2, (5.0, 3.0), 4.0, 0.0, 12.0, down=down, through=True, mouth=Mouth(8.0, 5.0))
    found = built([BASE], holes=[hole]).measures
    assert found.volume == pytest.approx(WHOLE - np.pi * (4 * 7 + 16 * 5))
    # More is gone on the side where the tool enters.
    assert (found.centroid[2] < 6) == down
    assert found.centroid[0] < 0
    assert found.centroid[1] < 0


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("down", [True, False])
def test_a_blind_hole_is_as_deep_as_it_says(axis: int, down: bool) -> None:
    step = Step("base", "add", axis, (square(10.0),), 2.0, 14.0)
    lower, upper = (9.0, 14.0) if down else (2.0, 7.0)
    hole = Hole(axis, (4.0, -6.0), 3.0, lower, upper, down=down, through=False)
    found = built([step], holes=[hole]).measures
    assert found.volume == pytest.approx(WHOLE - np.pi * 2.25 * 5)
    assert (found.centroid[axis] < 8) == down


def test_equal_holes_are_one_statement() -> None:
    corners = [Hole(2, (x, y), 3.0, 0.0, 12.0, True, True) for x in (-6.0, 6.0) for y in (-4.0, 4.0)]
    around = [Hole(2, (3 * np.cos(a), 3 * np.sin(a)), 1.0, 0.0, 12.0, True, True) for a in np.arange(6) * np.pi / 3]
    source = write([BASE], place(), [*corners, *around], 1e-5)
    assert source.count(".hole(") == 2
    assert source.count(".rarray(") == source.count(".polarArray(") == 1
    assert run(source).measures.volume == pytest.approx(WHOLE - np.pi * 12 * (4 * 2.25 + 6 * 0.25), rel=1e-6)


def zigzag(teeth: int) -> Loop:
    corners = [(-8.0 + 16 * k / (2 * teeth), 1.37 * (k % 2) + 0.01 * k) for k in range(2 * teeth + 1)]
    corners = [(round(x, 4), round(y, 4)) for x, y in corners]
    points = [*corners, (8.0, 7.0), (-8.0, 7.0)]
    return Loop(points[0], tuple(Segment(point) for point in [*points[1:], points[0]]))


def test_an_outline_of_many_coordinates_is_drawn_with_numbers() -> None:
    cut = Step("cutout", "cut", 2, (zigzag(20),), -1.0, 13.0)
    found = numbers_of(write([BASE, cut], place()))
    assert set(found) == {"base_width", "base_length", "base_height", "clearance"}


def test_a_program_of_many_steps_names_sizes_only() -> None:
    blocks = [
        Step(f"block_{k}", "add", 2, (Loop((x, 1.1), tuple(map(Segment, ends))),), 12.0 - 0.1 * k, 13.0 + 0.37 * k)
        for k in range(40)
        for x in [-9.0 + 0.443 * k]
        for ends in [[(x + 0.31, 1.1), (x + 0.31, 2.2 + 0.13 * k), (x, 2.2 + 0.13 * k), (x, 1.1)]]
    ]
    source = write([BASE, *blocks], place(), largest_only=True)
    assert not any(name.endswith(("_x", "_y", "_z")) for name in numbers_of(source))
    assert "block_3_height" in numbers_of(source)
    assert formatted(source) == source
    drawn = sum(0.31 * (1.1 + 0.13 * k) * (1.0 + 0.37 * k) for k in range(40))
    assert run(source).measures.volume == pytest.approx(WHOLE + drawn)


@pytest.mark.parametrize("degrees", [0.0, 10.0, 30.0])
@pytest.mark.parametrize("across", [5.0, 5.1234567])
def test_a_hexagon_lies_as_it_was_found(degrees: float, across: float) -> None:
    turns = np.radians(degrees + 60.0 * np.arange(6))
    corners = [(across / 3**0.5 * float(np.cos(t)), across / 3**0.5 * float(np.sin(t))) for t in turns]
    hexagon = Loop(corners[-1], tuple(Segment(corner) for corner in corners))
    found = built([Step("base", "add", 2, (hexagon,), 0.0, 3.0)])
    assert found.measures.volume == pytest.approx(3.0 * across**2 * 3**0.5 / 2, rel=1e-5)
    wide, high = np.ptp(np.array(corners), axis=0)
    assert found.measures.size == pytest.approx((wide, high, 3.0), abs=1e-4)
