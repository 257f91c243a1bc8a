"""Booleans watched one by one: what the kernel gets wrong is left out, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from zero_to_cad.reconstruct.repair import steadied
from zero_to_cad.sandbox import Sandbox, Success

START = """import cadquery as cq

body = cq.Workplane("XY").box(40, 30, 10)
rib = cq.Workplane("XY").box(4, 30, 20)
body = body.union(rib)
"""
END = """pocket = cq.Workplane("XY").box(6, 6, 40).translate((12, 0, 0))
body = body.cut(pocket)
result = body
"""
# No number: the step raises.
NO_HOLE = 'body = body.faces(">Z").workplane().hole("wide")\n'
# A union that does not add up: what came of it is smaller than what there was.
LOSSY = """class Lossy(cq.Workplane):
    def union(self, other, tol=None):
        return cq.Workplane("XY").box(1, 1, 1)


body = Lossy(body.val())
body = body.union(rib)
body = cq.Workplane(body.val())
"""
# A union of a volume that it might have, but for the arm, of which nothing is there.
DROPPING = """class Dropping(cq.Workplane):
    def union(self, other, tol=None):
        return cq.Workplane(self.val())


arm = cq.Workplane("XY").box(90, 4, 4)
body = Dropping(body.val())
body = body.union(arm)
body = cq.Workplane(body.val())
"""
# A cut of a volume that it might have, and a rod stands out of what is left.
OUTGROWN = """class Outgrown(cq.Workplane):
    def cut(self, other, tol=None):
        rod = cq.Workplane("YZ").circle(0.5).extrude(100)
        return cq.Workplane(self.val()).cut(other).union(rod)


slot = cq.Workplane("XY").box(10, 10, 40)
body = Outgrown(body.val())
body = body.cut(slot)
body = cq.Workplane(body.val())
"""
# A union of the right volume that the kernel does not mesh.
BARE = """class Bare(cq.Workplane):
    def union(self, other, tol=None):
        new = cq.Workplane(self.val()).union(other)
        new.val().tessellate = lambda *how: ([], [])
        return new


rib_2 = cq.Workplane("XY").box(40, 4, 20)
body = Bare(body.val())
body = body.union(rib_2)
body = cq.Workplane(body.val())
"""


# A hole that never ends.
SLOW = """import cadquery as cq


class Slow(cq.Workplane):
    def hole(self, diameter):
        while True:
            pass


"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def whole(program: str) -> str:
    return program.replace(
        "result = body", "result = cq.Workplane(max(body.solids().vals(), key=lambda s: s.Volume()))"
    )


@pytest.mark.parametrize("trouble", [NO_HOLE, LOSSY, DROPPING, OUTGROWN], ids=["raises", "loses", "drops", "outgrows"])
def test_the_failing_step_alone_is_left_out(trouble: str, sandbox: Sandbox) -> None:
    remedy = steadied(START + trouble + END, sandbox, sandbox.limits)
    assert remedy is not None
    assert remedy.words.count("left out") == 1
    assert remedy.source.count("# Left out, for the kernel fails there: ") == 1
    got, wanted = (sandbox.run(source) for source in (remedy.source, START + END))
    assert isinstance(got, Success)
    assert isinstance(wanted, Success)
    assert got.measures.volume == pytest.approx(wanted.measures.volume)


def test_sound_booleans_stay_as_they_are(sandbox: Sandbox) -> None:
    assert steadied(whole(START + END), sandbox, sandbox.limits) is None


def test_the_largest_of_several_solids_is_kept_beside_what_is_left_out(sandbox: Sandbox) -> None:
    pin = 'pin = cq.Workplane("XY").box(1, 1, 1).translate((90, 0, 0))\nbody = body.union(pin)\n'
    assert steadied(START + pin + END, sandbox, sandbox.limits) is None
    remedy = steadied(START + NO_HOLE + pin + END, sandbox, sandbox.limits)
    assert remedy is not None
    assert remedy.words == "line 6: left out; kept the largest solid"
    assert isinstance(sandbox.run(remedy.source), Success)


def test_a_boolean_that_cannot_be_meshed_is_told_when_asked_for(sandbox: Sandbox) -> None:
    assert steadied(START + BARE + END, sandbox, sandbox.limits) is None
    remedy = steadied(START + BARE + END, sandbox, sandbox.limits, skin=True)
    assert remedy is not None
    assert remedy.words.count("left out") == 1


@pytest.mark.parametrize("program", ["", "body = ", "import cadquery as cq\nresult = cq.Workplane().box(1, 1, 1)\n"])
def test_nothing_to_watch(program: str, sandbox: Sandbox) -> None:
    assert steadied(program, sandbox, sandbox.limits) is None


def test_a_watched_run_that_breaks_off_tells_nothing(sandbox: Sandbox) -> None:
    assert steadied(START + 'raise ValueError("no")\n' + END, sandbox, sandbox.limits) is None


@pytest.mark.parametrize(
    ("blend", "left"),
    [
        # The rib is 4 thick: its top has no room for two of 2, but for two of 1.96.
        ('radius = 2.0\nbody = body.faces(">Z").edges("|Y").fillet(radius)\n', ".fillet(0.98 * radius)"),
        (
            'body = body.faces(">Z").edges("|Y").chamfer(3.0, 9.0)\n',
            "# Left out, for the kernel fails there: chamfer of 3, 9 mm.",
        ),
    ],
    ids=["smaller", "left out"],
)
def test_a_blend_that_fails_is_made_a_little_smaller_or_left_out(blend: str, left: str, sandbox: Sandbox) -> None:
    remedy = steadied(START + blend + END, sandbox, sandbox.limits)
    assert remedy is not None
    assert left in remedy.source
    assert isinstance(sandbox.run(remedy.source), Success)


@pytest.mark.parametrize(("radius", "words"), [(11.57, None), (11.56998, "line 7: tolerance 4e-05 mm")])
def test_a_boolean_that_leaves_slivers_gets_a_tolerance(sandbox: Sandbox, radius: float, words: str | None) -> None:
    program = f"""import cadquery as cq

body = cq.Workplane().circle(20).extrude(5)
rim = cq.Workplane().workplane(offset=5).circle(20).circle(11.57).extrude(4)
body = body.union(rim)
pocket = cq.Workplane().workplane(offset=4).circle({radius}).extrude(6)
body = body.cut(pocket)
result = body
"""
    remedy = steadied(program, sandbox, sandbox.limits)
    assert (remedy and remedy.words.partition(";")[0]) == words


def test_what_the_time_does_not_reach_after_half_is_left_out(sandbox: Sandbox) -> None:
    hole = "body = Slow(body.val()).hole(3)\n"
    limits = replace(sandbox.limits, wall_seconds=6.0)
    remedy = steadied(
        SLOW + START + "\n".join([END.replace("result = body\n", ""), hole, "result = body\n"]), sandbox, limits
    )
    assert remedy is not None
    assert remedy.words.startswith("line 18: left out")
    got, wanted = (sandbox.run(source) for source in (remedy.source, START + END))
    assert isinstance(got, Success)
    assert isinstance(wanted, Success)
    assert got.measures.volume == pytest.approx(wanted.measures.volume)
    assert steadied(SLOW + START + hole + hole + END, sandbox, limits) is None
