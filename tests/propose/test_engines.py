"""From names to proposers, and what the proposers say when they cannot help."""

from __future__ import annotations

from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError, ProposerError, UnreadableError
from zero_to_cad.propose import (
    AgentProposer,
    Budget,
    EndpointProposer,
    FitProposer,
    RecordedProposer,
    Settings,
    Target,
    engine,
)
from zero_to_cad.propose.reply import Price
from zero_to_cad.propose.sampling import Sampling
from zero_to_cad.views import Views


def test_fit_is_an_engine() -> None:
    assert isinstance(engine("fit"), FitProposer)


@pytest.mark.parametrize("name", ["", "fitt", "recorded:", "fit:", ":x"])
def test_an_unknown_engine_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ConfigError, match=r"'fit', .*'recorded:PATH'"):
        engine(name)


@pytest.mark.parametrize(("name", "said"), [("fit:x", "takes no argument"), ("recorded", "what to play back")])
def test_an_engine_with_the_wrong_argument(name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        engine(name)


def test_an_endpoint_by_its_settings() -> None:
    url = "http://localhost:8000/v1"
    one = engine("endpoint", Settings(url=url, model="m", price="1,2", samples=3, seed=4))
    assert isinstance(one, EndpointProposer)
    assert one.sampling == Sampling(3, None, 4)
    assert (one.chat.url, one.chat.model, one.chat.price) == (url, "m", Price(1, 2))
    several = engine("endpoint:org/m", Settings(url=url, rounds=5))
    assert isinstance(several, AgentProposer)
    assert (several.chat.model, several.rounds) == ("org/m", 5)


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("fit", Settings(url="http://localhost"), "'fit' has no use for --url"),
        ("fit", Settings(samples=2, rounds=3), "no use for --rounds, --samples"),
        ("recorded:x", Settings(temperature=0.5), "no use for --temperature"),
        ("endpoint", Settings(model="m"), "no URL of a server"),
        ("endpoint", Settings(url="http://localhost"), "Name the model"),
        ("endpoint:a", Settings(url="http://localhost", model="b"), "Name the model once"),
        ("endpoint:a", Settings(url="http://localhost", rounds=2, samples=2), "single round"),
        ("endpoint:a", Settings(url="http://localhost", rounds=0), "--rounds must be"),
        ("endpoint:a", Settings(url="http://localhost", price="cheap"), "no price"),
    ],
)
def test_settings_that_cannot_be_used(name: str, settings: Settings, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        engine(name, settings)


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
    with pytest.raises(ConfigError, match=r"no \.py or \.jsonl file"):
        engine(f"recorded:{tmp_path}")


def test_a_recording_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "noise.py"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableError, match="cannot be read as a program"):
        next(RecordedProposer(file).propose(Target("part"), Budget(1)))


def test_fit_refuses_a_target_of_nothing() -> None:
    with pytest.raises(ProposerError, match="neither geometry nor pictures") as caught:
        next(FitProposer().propose(Target("views", views=Views(images=())), Budget(1)))
    assert caught.value.kind == "refused"


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_a_budget_is_above_zero(seconds: float) -> None:
    with pytest.raises(ConfigError, match="above 0"):
        Budget(seconds)


def test_a_spent_budget_has_nothing_left() -> None:
    assert Budget(5.0, started=-1e9).left == 0.0
    assert 0 < Budget(1e6).left <= 1e6
