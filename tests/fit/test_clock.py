"""A deadline passes with the work that is done, and with half the wall time in any case."""

from __future__ import annotations

import os
import time

import pytest

from zero_to_cad.fit import clock
from zero_to_cad.fit.clock import Deadline


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The wall clock and the processor time, s."""
    hands = {"wall": 100.0, "worked": 7.0}
    monkeypatch.setattr(time, "monotonic", lambda: hands["wall"])
    monkeypatch.setattr(clock, "_worked", lambda: hands["worked"])
    return hands


@pytest.mark.parametrize(
    ("wall", "worked", "left"),
    [
        (3.0, 3.0, 7.0),  # nobody else
        (4.0, 3.0, 7.0),  # others have a quarter of the time
        (12.0, 3.0, 4.0),  # others have most of it
        (3.0, 6.0, 7.0),  # two threads
        (20.0, 0.0, 0.0),  # nothing but waiting
    ],
)
def test_what_is_left(hands: dict[str, float], wall: float, worked: float, left: float) -> None:
    deadline = Deadline(10.0)
    hands["wall"] += wall
    hands["worked"] += worked
    assert deadline.left == left
    assert deadline.passed == (left == 0)


def test_a_child_that_was_waited_for_has_worked_too() -> None:
    before = clock._worked()
    child = os.fork()
    if child == 0:
        try:
            end = time.process_time() + 0.2
            while time.process_time() < end:
                pass
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert clock._worked() - before >= 0.15
