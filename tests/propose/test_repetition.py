"""A model that says the same again and again is noticed, and a program with equal numbers is not."""

from __future__ import annotations

import random

import pytest

from zero_to_cad.propose.repetition import LEAST_TOKENS, repeats


@pytest.mark.parametrize("period", [1, 2, 7, 40, 256])
def test_what_repeats_is_noticed(period: int) -> None:
    block = list(range(period))
    before = random.Random(period).sample(range(1000, 9000), 300)
    assert repeats(before + block * max(4, -(-LEAST_TOKENS // period))) == period


def test_what_does_not_repeat() -> None:
    assert repeats([]) == 0
    assert repeats(list(range(4000))) == 0
    assert repeats([random.Random(1).randrange(50) for _ in range(10)] * 3) == 0
    # A list of forty equal points, as programs have.
    assert repeats([*range(300), *[5, 6, 7] * 40]) == 0
    # It did, and then went on.
    assert repeats([1, 2] * 200 + list(range(100, 130))) == 0
