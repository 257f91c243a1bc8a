"""A program for a part, and what is said of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

# A result may reach this much less than was expected, which is known of the search's own model, before another
# explanation is asked for.
SLACK = 0.01


@dataclass(frozen=True)
class Explanation:
    """A program and one line that says what it is made of.

    `expected` is the volume IoU that it should reach, or `slack` less; None where it was not measured. A `remedy` is
    the one before with the largest of several solids kept: it helps where the kernel made several of that one and
    nowhere else. `snapped` holds the round numbers that named dimensions were given, each with the number read, in mm.
    """

    program: str
    summary: str
    expected: float | None
    remedy: bool = False
    slack: float = SLACK
    snapped: tuple[tuple[float, float], ...] = ()


# Programs; what is sent back is the line at which one ran out of time, 0 where that is not known, or None.
Explanations = Generator[Explanation, int | None, None]
