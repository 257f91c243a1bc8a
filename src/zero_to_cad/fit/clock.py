"""Time as work takes it: a machine that is busy with something else shall not change what is found."""

from __future__ import annotations

import os
import time

from zero_to_cad.sandbox.outcome import BUSY


class Deadline:
    """So many seconds of processor time from now, of this process and of the children that it has waited for.

    Waiting counts half: when twice the seconds have passed by the wall clock, it has passed in any case.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._wall = time.monotonic()
        self._worked = _worked()

    @property
    def left(self) -> float:
        """Seconds that remain; below 0 when it has passed."""
        wall = time.monotonic() - self._wall
        # Several threads may work at once: no deadline comes sooner than by the wall clock.
        return self._seconds - min(wall, max(_worked() - self._worked, wall / BUSY))

    @property
    def passed(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0


def _worked() -> float:
    return sum(os.times()[:4])
