"""How long to wait before asking a server again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from zero_to_cad.propose.patience import LONGEST, Patience, asked_to_wait, duration, used_up_for


def test_waits_double_within_their_jitter_and_end_growing() -> None:
    patience = Patience(first=1.0)
    for tries in range(1, 40):
        middle = min(LONGEST, 2.0 ** (tries - 1))
        waits = {patience.after_failure(tries, {}) for _ in range(20)}
        assert len(waits) > 1
        assert all(middle * 0.5 <= wait <= middle * 1.5 for wait in waits)


def test_never_less_than_asked_for() -> None:
    assert Patience(first=0.01).after_failure(1, {"retry-after": "7"}) == 7.0


def test_retry_after_as_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert asked_to_wait({"retry-after": date}) == pytest.approx(30, abs=2)
    assert asked_to_wait({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0


@pytest.mark.parametrize("text", ["soon", "", "-", "2 minutes"])
def test_a_retry_after_that_cannot_be_read_is_none(text: str) -> None:
    assert asked_to_wait({"retry-after": text}) is None
    assert asked_to_wait({"retry-after-ms": "soon"}) is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("6m0s", 360), ("1m0.5s", 60.5), ("20ms", 0.02), ("2h", 7200), ("3", 3), ("", 0), ("x", 0)]
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == pytest.approx(seconds)


def test_only_a_used_up_limit_counts() -> None:
    left = {"x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "9s"}
    assert used_up_for(left) == 0
    tokens = {"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "4s"}
    assert used_up_for(left | tokens) == 4
    patience = Patience()
    assert patience.wait == 0
    patience.heed(tokens)
    assert 3 < patience.wait <= 4
