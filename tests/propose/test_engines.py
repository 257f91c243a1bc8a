"""From names to proposers, and what the proposers say when they cannot help."""

from __future__ import annotations

from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError, ProposerError, UnreadableError
from zero_to_cad.propose import Budget, FitProposer, RecordedProposer, Target, engine
from zero_to_cad.views import Views


def test_fit_is_an_engine() -> None:
    assert isinstance(engine("fit"), FitProposer)


@pytest.mark.parametrize("name", ["", "fitt", "fit:x", "recorded", "recorded:"])
def test_an_unknown_engine_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ConfigError, match="'fit' and 'recorded:PATH'"):
        engine(name)


def test_recorded_programs_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "notes.txt"):
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    proposer = engine(f"recorded:{tmp_path}")
    candidates = list(proposer.propose(Target("part"), Budget(1)))
    assert [(c.program, c.proposer, c.detail) for c in candidates] == [
        ("# a.py", "recorded", "a.py"),
        ("# b.py", "recorded", "b.py"),
    ]


def test_one_recorded_program(tmp_path: Path) -> None:
    file = tmp_path / "größe 1.py"
    file.write_text("# ø", encoding="utf-8")
    (candidate,) = RecordedProposer(file).propose(Target("part"), Budget(1))
    assert candidate.program == "# ø"


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no recorded program"):
        engine(f"recorded:{tmp_path / 'none.py'}")
    with pytest.raises(ConfigError, match=r"no \.py file"):
        engine(f"recorded:{tmp_path}")


def test_a_recording_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "noise.py"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableError, match="cannot be read as a program"):
        next(RecordedProposer(file).propose(Target("part"), Budget(1)))


def test_fit_refuses_views_alone() -> None:
    with pytest.raises(ProposerError, match="needs the part's geometry") as caught:
        next(FitProposer().propose(Target("views", views=Views(images=())), Budget(1)))
    assert caught.value.kind == "refused"


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_a_budget_is_above_zero(seconds: float) -> None:
    with pytest.raises(ConfigError, match="above 0"):
        Budget(seconds)


def test_a_spent_budget_has_nothing_left() -> None:
    assert Budget(5.0, started=-1e9).left == 0.0
    assert 0 < Budget(1e6).left <= 1e6
