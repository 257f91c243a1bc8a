"""Processes that die cost one part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from evaluated import Deadly, Harmless, quick

from zero_to_cad.errors import SandboxUnavailable
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.pool import Death, run_in_processes
from zero_to_cad.propose import Target


def test_a_part_that_kills_its_process_is_given_up_after_the_second_time(tmp_path: Path) -> None:
    deaths: list[tuple[str, str]] = []

    def again(item: Item, death: Death) -> bool:
        deaths.append((item.name, death.how))
        return len([name for name, _ in deaths if name == item.name]) < 2

    items: list[Item] = [
        Harmless("a"),
        Deadly("always"),
        Harmless("b"),
        Deadly("once", tmp_path / "mark"),
        Harmless("c"),
    ]
    done = [outcome.record.name for outcome in run_in_processes(quick, items, 2, 60.0, again)]
    assert sorted(done) == ["a", "b", "c", "once"]
    assert sorted(name for name, _ in deaths) == ["always", "always", "once"]
    assert {how for _, how in deaths} == {"it was ended by SIGKILL"}


@dataclass(frozen=True)
class Sleeper:
    """An item that never comes back."""

    name: str

    def load(self) -> Target:
        import time

        time.sleep(1000)
        return Target(self.name)

    def packed(self) -> Item:
        return self


def test_a_process_that_hangs_is_killed() -> None:
    deaths: list[str] = []

    def again(item: Item, death: Death) -> bool:
        deaths.append(death.how)
        return False

    items: list[Item] = [Sleeper("slow"), Harmless("after")]
    done = [outcome.record.name for outcome in run_in_processes(quick, items, 1, 5.0, again)]
    assert done == ["after"]
    assert deaths == ["it did not answer within 5 s"]


@dataclass(frozen=True)
class Impossible:
    """An item that the machine cannot do."""

    name: str

    def load(self) -> Target:
        raise SandboxUnavailable("a layer is missing")

    def packed(self) -> Item:
        return self


def test_what_would_fail_for_every_part_ends_the_run() -> None:
    with pytest.raises(SandboxUnavailable, match="a layer is missing"):
        list(run_in_processes(quick, [Impossible("x")], 1, 60.0, lambda item, death: True))
