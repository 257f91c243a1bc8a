"""The embedded engine and a model compete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zero_to_cad.errors import ProposerError
from zero_to_cad.part import Part, read
from zero_to_cad.propose import AutoProposer, Budget, Candidate, RecordedProposer, Target
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
DISC = ROOT / "tests" / "programs" / "disc.py"


class Wordy:
    """Has nothing to propose."""

    name = "wordy"

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        raise ProposerError("refused", "The model answered with words.")
        yield


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def bracket() -> Part:
    return read(ROOT / "examples" / "bracket.step")


def test_both_compete_and_the_report_says_who_won(bracket: Part, sandbox: Sandbox) -> None:
    found = reconstruct(bracket, AutoProposer(RecordedProposer(DISC)), budget=300, sandbox=sandbox)
    by = [attempt.candidate.proposer for attempt in found.attempts]
    assert set(by) == {"fit", "recorded"}
    contest = found.report["contest"]
    assert isinstance(contest, dict)
    assert contest["winner"] == "fit"
    assert contest["by"] == pytest.approx(contest["best"]["fit"] - contest["best"]["recorded"])
    assert contest["by"] > 0.3


def test_without_a_model_the_embedded_engine_is_alone(bracket: Part) -> None:
    candidates = AutoProposer(None).propose(Target("bracket", part=bracket), Budget(120))
    assert not next(candidates).rivals


def test_a_model_with_nothing_to_say_does_no_harm(bracket: Part, sandbox: Sandbox) -> None:
    found = reconstruct(bracket, AutoProposer(Wordy()), budget=300, sandbox=sandbox)
    assert found.stopped == "The model answered with words."
    assert found.report["contest"] is None
    assert found.score.iou > 0.9
