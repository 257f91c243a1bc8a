"""Notices a model that says the same again and again, which greedy decoding never leaves."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_TIMES = 4
LEAST_TOKENS = 160
LONGEST_PERIOD = 256


def repeats(tokens: Sequence[int]) -> int:
    """The period at which the end of `tokens` repeats itself, 0 when it does not.

    The repeated stretch has at least 160 tokens and four periods: lists of equal numbers in programs are shorter.
    """
    for period in range(1, LONGEST_PERIOD + 1):
        stretch = max(LEAST_TOKENS, LEAST_TIMES * period)
        if stretch > len(tokens):
            return 0
        end = tokens[-stretch:]
        if end[period:] == end[:-period]:
            return period
    return 0
