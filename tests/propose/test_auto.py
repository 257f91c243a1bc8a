"""The embedded engine and a model compete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zero_to_cad.errors import ProposerError
from zero_to_cad.part import Part, read
from zero_to_cad.propose import AutoProposer, Budget, Candidate, Target
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
HORN, DISC = ((ROOT / "tests" / "programs" / f"{name}.py").read_text(encoding="utf-8") for name in ("horn", "disc"))


class Listed:
    """Proposes these programs, or answers with words."""

    def __init__(self, name: str, *programs: str) -> None:
        self.name = name
        self.programs = programs

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        if not self.programs:
            raise ProposerError("refused", "The model answered with words.")
        for program in self.programs:
            yield Candidate(program, self.name, expected=0.84)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def horn() -> Part:
    return read(ROOT / "examples" / "horn.step")


def test_both_compete_and_the_report_says_who_won(horn: Part, sandbox: Sandbox) -> None:
    auto = AutoProposer(Listed("model", HORN), Listed("fit", DISC, "never asked for"))
    found = reconstruct(horn, auto, budget=300, sandbox=sandbox)
    # The loop may have refined the first before it asked for the next.
    by = [attempt.candidate.proposer for attempt in found.attempts]
    assert (by[0], by[-1]) == ("fit", "model")
    contest = found.report["contest"]
    assert isinstance(contest, dict)
    assert contest["winner"] == "model"
    assert contest["by"] == pytest.approx(contest["best"]["model"] - contest["best"]["fit"])
    assert contest["by"] > 0.1


def test_what_is_as_good_as_exact_needs_no_rival(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, AutoProposer(Listed("model", DISC), Listed("fit", HORN)), budget=300, sandbox=sandbox)
    assert len(found.attempts) == 1
    assert found.report["contest"] is None


def test_without_a_model_the_embedded_engine_is_alone(horn: Part) -> None:
    (candidate,) = AutoProposer(None, Listed("fit", DISC)).propose(Target("horn", part=horn), Budget(120))
    assert not candidate.rivals


def test_a_model_with_nothing_to_say_does_no_harm(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, AutoProposer(Listed("model"), Listed("fit", DISC)), budget=300, sandbox=sandbox)
    assert found.stopped == "The model answered with words."
    assert found.attempts[0].candidate.program == DISC


def test_a_model_helps_where_the_embedded_engine_cannot(horn: Part, sandbox: Sandbox) -> None:
    found = reconstruct(horn, AutoProposer(Listed("model", HORN), Listed("fit")), budget=300, sandbox=sandbox)
    assert found.program == HORN
