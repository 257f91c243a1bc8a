"""Propose, run, score, choose."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import cadquery
import pytest

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.part import Part, read
from zero_to_cad.propose import Attempt, Budget, Candidate, RecordedProposer, Target
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.reconstruct.loop import _kernel_failed
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success
from zero_to_cad.score import score
from zero_to_cad.views import render

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "programs"
HORN = (PROGRAMS / "horn.py").read_text(encoding="utf-8")
DISC = (PROGRAMS / "disc.py").read_text(encoding="utf-8")
# No remedy helps a program that gives up by itself.
HOPELESS = "import cadquery as cq\n\nraise ValueError('no idea')\n"
BROKEN = (PROGRAMS / "broken.py").read_text(encoding="utf-8")


class Listed:
    """Proposes the programs or candidates it is given, and ends with `error` if there is one."""

    name = "listed"

    def __init__(self, *candidates: str | Candidate, error: Exception | None = None) -> None:
        self.candidates = candidates
        self.error = error
        self.asked = 0

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        for one in self.candidates:
            self.asked += 1
            yield one if isinstance(one, Candidate) else Candidate(one, self.name)
        if self.error:
            raise self.error


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def horn() -> Part:
    return read(ROOT / "examples" / "horn.step")


def test_the_most_alike_is_chosen_and_failures_are_kept(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, f"recorded:{PROGRAMS}", sandbox=sandbox)
    assert [attempt.candidate.detail for attempt in found.attempts] == ["broken.py", "disc.py", "horn.py"]
    assert found.program == HORN
    assert found.attempts[found.chosen].candidate.detail == "horn.py"
    failure = found.attempts[0].failure
    assert failure is not None
    assert failure.kind == "runtime"
    assert failure.line == 4
    assert {score.protocol: round(score.iou, 6) for score in found.scores} == {"zero-to-cad": 1, "exact": 1}
    assert found.stopped == "satisfied"
    assert found.part.measures.volume == pytest.approx(horn.measures.volume)


def test_it_stops_asking_once_satisfied(horn: Part, sandbox: Sandbox) -> None:
    proposer = Listed(HORN, DISC, BROKEN)
    found = reconstruct(horn, proposer, sandbox=sandbox)
    assert proposer.asked == len(found.attempts) == 1


def test_it_stops_at_what_the_proposer_expected(horn: Part, sandbox: Sandbox) -> None:
    expected = Candidate(DISC, "listed", expected=0.84)
    assert reconstruct(horn, Listed(expected, HORN), sandbox=sandbox).stopped == "satisfied"
    hoped = Candidate(DISC, "listed", expected=0.9)
    assert reconstruct(horn, Listed(hoped, HORN), sandbox=sandbox).program == HORN


def test_a_remedy_is_tried_only_where_the_one_before_fell_apart(horn: Part, sandbox: Sandbox) -> None:
    remedy = Candidate(HORN, "listed", remedy=True)
    apart = DISC + "result = result.union(result.translate((100, 0, 0)))\n"
    assert len(reconstruct(horn, Listed(DISC, remedy), sandbox=sandbox).attempts) == 1
    found = reconstruct(horn, Listed(apart, remedy), sandbox=sandbox)
    assert [attempt.failure and attempt.failure.kind for attempt in found.attempts] == ["geometry", None]


def test_a_solid_of_quite_another_volume_is_a_mistake_of_the_kernel(horn: Part, sandbox: Sandbox) -> None:
    small = "import cadquery as cq\n\nresult = cq.Workplane().box(1, 1, 1)\n"
    found = reconstruct(horn, Listed(Candidate(small, "listed", expected=0.9), HORN), sandbox=sandbox)
    assert found.attempts[0].failure is not None
    assert found.attempts[0].failure.message.startswith("the kernel made a solid of 1 mm3 where one of about ")
    assert found.program == HORN


def test_a_solid_that_reaches_far_out_is_a_mistake_of_the_kernel(horn: Part, sandbox: Sandbox) -> None:
    rod = HORN + 'result = result.union(cq.Workplane("YZ").circle(0.2).extrude(200))\n'
    found = reconstruct(
        horn, Listed(*(Candidate(one, "listed", expected=0.95) for one in (rod, HORN))), sandbox=sandbox
    )
    outgrown, sound = found.attempts
    assert {score.protocol: score.iou for score in outgrown.scores}["exact"] > 0.95
    assert _kernel_failed(outgrown)
    assert not _kernel_failed(sound)


def test_a_program_about_as_long_as_one_that_ran_out_of_time_is_not_run(horn: Part) -> None:
    endless = Candidate(HORN + "while True:\n    pass\n" + 6000 * "#", "listed", expected=0.9)
    as_long = Candidate(HORN + 5500 * "#", "listed", expected=0.9)
    short = Candidate(HORN, "listed", expected=0.9)
    with Sandbox(Limits(wall_seconds=2)) as impatient:
        found = reconstruct(horn, Listed(endless, as_long, short), sandbox=impatient)
    assert [attempt.candidate for attempt in found.attempts] == [endless, short]
    assert found.attempts[0].failure is not None
    assert found.attempts[0].failure.kind == "timeout"


def test_a_result_that_takes_too_long_to_check_is_a_mistake_of_the_kernel() -> None:
    program = """import cadquery as cq

body = cq.Workplane().circle(20).extrude(5)
rim = cq.Workplane().workplane(offset=5).circle(20).circle(11.57).extrude(4)
body = body.union(rim)
pocket = cq.Workplane().workplane(offset=4).circle(11.56998).extrude(6)
body = body.cut(pocket)
result = body
"""

    class Slow(Sandbox):
        def run(self, source: str, limits: Limits | None = None) -> Success | Failure:
            if source == program:
                return Failure("timeout", None, "checking the program's result used more than 12 s.", 12.0)
            return super().run(source, limits)

    with Slow() as sandbox:
        wanted = sandbox.run(program.replace("11.56998", "11.57"))
        assert isinstance(wanted, Success)
        found = reconstruct(wanted.part, Listed(Candidate(program, "listed", expected=0.99)), sandbox=sandbox)
    assert [attempt.failure and attempt.failure.kind for attempt in found.attempts] == ["timeout", None]
    assert "pocket, tol=" in found.program
    assert found.scores[0].iou > 0.99


def test_a_face_that_the_kernel_does_not_mesh_is_made_again_with_a_tolerance(sandbox: Sandbox) -> None:
    # Its feet end in the wall of the drum up to a rounding.
    program = (Path(__file__).parent / "bare_face.py").read_text(encoding="utf-8")
    wanted = sandbox.run(program.replace("union(block)", "union(block, tol=1e-5)"))
    assert isinstance(wanted, Success)
    assert wanted.part.mesh().watertight
    found = reconstruct(wanted.part, Listed(Candidate(program, "listed", expected=0.9999)), sandbox=sandbox)
    first = found.attempts[0].failure
    assert first is not None
    assert first.message.startswith("the kernel's mesh of the result holds")
    assert found.scores[0].iou > 0.999


def test_of_equals_the_shorter_is_chosen(horn: Part, sandbox: Sandbox) -> None:
    longer = DISC + "# the same again\n"
    found = reconstruct(horn, Listed(longer, DISC), sandbox=sandbox)
    assert found.program == DISC
    assert found.stopped == "exhausted"
    assert found.score.iou < 0.9


def test_a_program_proposed_again_is_not_run_again(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, Listed(DISC, DISC, HOPELESS, HOPELESS), sandbox=sandbox)
    assert [attempt.candidate.program for attempt in found.attempts] == [DISC, HOPELESS]


def test_a_failed_program_is_repaired_and_competes(horn: Part, sandbox: Sandbox) -> None:
    slipped = HORN.replace("cq.Workplane", "cq.WorkPlane", 1)
    found = reconstruct(horn, Listed(slipped, DISC), sandbox=sandbox)
    assert found.program == HORN
    assert [attempt.failure is None for attempt in found.attempts] == [False, True, True]
    assert found.attempts[2].candidate.detail == "repaired (line 10: Workplane for WorkPlane)"


def test_a_repair_that_is_less_alike_is_not_chosen(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, Listed(BROKEN, DISC), sandbox=sandbox)
    assert len(found.attempts) == 3
    assert found.program == DISC


def test_nothing_is_repaired_once_satisfied(horn: Part, sandbox: Sandbox) -> None:
    assert len(reconstruct(horn, Listed(BROKEN, HORN), sandbox=sandbox).attempts) == 2


def test_a_proposer_hears_what_became_of_each_candidate(horn: Part, sandbox: Sandbox) -> None:
    heard: list[Attempt | None] = []

    class Listening:
        name = "listening"

        def propose(self, target: Target, budget: Budget) -> Generator[Candidate, Attempt | None, None]:
            for program in (BROKEN, DISC, BROKEN):
                heard.append((yield Candidate(program, self.name)))

    found = reconstruct(horn, Listening(), sandbox=sandbox)
    broken, disc, again = heard
    assert broken is found.attempts[0]
    assert disc is found.attempts[1]
    assert again is broken


def test_a_spent_budget_still_tries_until_there_is_a_part(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, Listed(BROKEN, DISC, HORN), budget=1e-9, sandbox=sandbox)
    assert found.program == DISC
    assert found.stopped == "budget"


def test_no_part_is_an_error_that_lists_the_attempts(horn: Part, sandbox: Sandbox) -> None:
    with pytest.raises(ProposerError, match="horn was not rebuilt: no part came out of any of the 2") as caught:
        reconstruct(horn, Listed(HOPELESS, "result = ("), sandbox=sandbox)
    assert caught.value.exit_code == 1
    first, second = caught.value.__notes__
    assert first.startswith("1. listed: runtime (line 3)")
    assert second.startswith("2. listed: syntax (line 1)")


def test_no_candidate_at_all(horn: Part, sandbox: Sandbox) -> None:
    with pytest.raises(ProposerError, match="No program was proposed for horn"):
        reconstruct(horn, Listed(), sandbox=sandbox)


def test_a_proposer_that_gives_up(horn: Part, sandbox: Sandbox) -> None:
    error = ProposerError("truncated", "The answer was cut off.")
    assert reconstruct(horn, Listed(DISC, error=error), sandbox=sandbox).stopped == "The answer was cut off."
    with pytest.raises(ProposerError, match="cut off"):
        reconstruct(horn, Listed(HOPELESS, error=error), sandbox=sandbox)
    assert reconstruct(horn, Listed(BROKEN, error=error), sandbox=sandbox).stopped == "The answer was cut off."


def test_views_alone_are_compared_by_silhouettes(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(render(horn), RecordedProposer(PROGRAMS), sandbox=sandbox)
    assert found.program == HORN
    assert [score.protocol for score in found.scores] == ["silhouettes", "views"]
    assert [score.iou for score in found.scores] == pytest.approx([1.0, 1.0])
    assert len(found.scores[1].details["views"]) == 8
    assert 0.9 < found.attempts[1].likeness < 0.99
    assert found.errors is None
    assert found.report["measures"] == {"input": None, "result": found.part.measures.to_json()}


def test_fit_rebuilds_from_views_alone(sandbox: Sandbox) -> None:
    plate = cadquery.Workplane().box(60, 40, 12).faces(">Z").workplane().hole(16)
    part = Part.from_shape(plate.val(), "plate")
    found = reconstruct(render(part), "fit", sandbox=sandbox)
    assert score(found.part, part).iou > 0.97
    assert found.scores[1].details["silhouette"] > 0.97


def test_views_without_a_scale_are_of_a_part_of_100_mm(sandbox: Sandbox) -> None:
    part = Part.from_shape(cadquery.Workplane().box(60, 40, 12).val())
    found = reconstruct(replace(render(part), scale=None, centre=None), "fit", sandbox=sandbox)
    assert max(found.part.measures.size) == pytest.approx(100, rel=0.01)
    assert score(found.part, part).iou > 0.97


def test_a_budget_that_is_none(horn: Part, sandbox: Sandbox) -> None:
    with pytest.raises(ConfigError, match="above 0"):
        reconstruct(horn, Listed(DISC), budget=0, sandbox=sandbox)


def test_raw_programs_are_neither_repaired_nor_refined(sandbox: Sandbox) -> None:
    part = Part.from_shape(cadquery.Workplane().box(10, 10, 8).val(), "block")
    slip = "import cadquery as cq\n\nheight = 10.0\nresult = cq.Workplane().bx(10, 10, height)\n"
    with pytest.raises(ProposerError):
        reconstruct(part, Listed(slip), sandbox=sandbox, raw=True)
    high = slip.replace("bx", "box")
    found = reconstruct(part, Listed(high), sandbox=sandbox, raw=True)
    assert [attempt.candidate.program for attempt in found.attempts] == [high]
    assert len(reconstruct(part, Listed(high), sandbox=sandbox).attempts) == 2
