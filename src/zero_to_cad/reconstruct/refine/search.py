"""Least squares over few parameters whose residuals cost a program's run each.

Gauss-Newton with a damped step (Levenberg, Marquardt) on residuals that saturate, from coarse to fine. Derivatives are
differences; between two rounds of them the last steps correct them (Broyden's rank-one update).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEP = 0.02  # of a parameter's size, for differences; half of it at each finer level
LONGEST = 0.35  # of a parameter's size, for one step
DAMPINGS = (1e-3, 0.1)  # as many as run side by side
STEPS = 4  # after one round of differences
GAIN = 1e-3  # relative decrease of the cost below which a level is done
ROUNDS = 12


class Observed(Protocol):
    """What one set of values came out as. likeness: 0 to 1. residuals(level): one vector, of one length a level."""

    @property
    def likeness(self) -> float: ...

    def residuals(self, level: int) -> Floats: ...


Observe = Callable[[Sequence[Floats]], Sequence[Observed | None]]


@dataclass(frozen=True)
class Point:
    """Values of the parameters and what they came out as."""

    values: Floats
    seen: Observed

    def cost(self, level: int) -> float:
        """Mean square of the residuals."""
        residuals = self.seen.residuals(level)
        return float(residuals @ residuals) / max(len(residuals), 1)


def search(
    observe: Observe, start: Point, sizes: Floats, levels: int, enough: float, goes_on: Callable[[], bool]
) -> Point:
    """The likest point found on the way from `start`.

    observe: what several sets of values come out as, None for values that give no part. sizes: of each parameter,
    against which steps are measured. Ends when a point is `enough` alike, when nothing improves, or when `goes_on`
    says no; a batch under way is finished.
    """
    here = best = start
    level = 0
    for _ in range(ROUNDS):
        if best.seen.likeness >= enough or not goes_on():
            break
        slopes = _differences(observe, here, sizes, level, goes_on)
        there = here
        for _ in range(STEPS):
            moved = _step(observe, there, slopes, sizes, level)
            if moved is None:
                break
            shift = (moved.values - there.values) / sizes
            change = moved.seen.residuals(level) - there.seen.residuals(level)
            slopes += np.outer(change - slopes @ shift, shift) / max(float(shift @ shift), 1e-18)
            small = moved.cost(level) > (1 - GAIN) * there.cost(level)
            there = moved
            best = max(best, there, key=lambda point: point.seen.likeness)
            if small or best.seen.likeness >= enough or not goes_on():
                break
        improved = there.cost(level) < 0.9 * here.cost(level)
        here = there
        if not improved:
            if level + 1 == levels:
                break
            level += 1
        elif level + 1 < levels:
            level += 1
    return best


def _differences(observe: Observe, here: Point, sizes: Floats, level: int, goes_on: Callable[[], bool]) -> Floats:
    """(residuals, parameters): change of the residuals by each parameter, in units of its size."""
    count = len(sizes)
    step = STEP / 2**level
    base = here.seen.residuals(level)
    slopes = np.zeros((len(base), count))
    missing = list(range(count))
    for sign in (1.0, -1.0):
        if not missing or not goes_on():
            break
        asked = [here.values + sign * step * sizes * (np.arange(count) == k) for k in missing]
        seen = observe(asked)
        for k, one in zip(missing, seen, strict=True):
            if one is not None:
                slopes[:, k] = (one.residuals(level) - base) / (sign * step)
        missing = [k for k, one in zip(missing, seen, strict=True) if one is None]
    return slopes


def _step(observe: Observe, here: Point, slopes: Floats, sizes: Floats, level: int) -> Point | None:
    """The cheapest of a few damped steps, None where none is cheaper than staying."""
    residuals = here.seen.residuals(level)
    square = slopes.T @ slopes
    scale = np.maximum(np.diag(square), 1e-12 * max(float(np.trace(square)), 1e-300))
    asked = []
    for damping in DAMPINGS:
        shift = np.linalg.lstsq(square + damping * np.diag(scale), -slopes.T @ residuals, rcond=None)[0]
        longest = float(np.abs(shift).max(initial=0.0))
        if longest > LONGEST:
            shift *= LONGEST / longest
        if longest > 1e-9:
            asked.append(here.values + shift * sizes)
    seen = observe(asked)
    points = [Point(values, one) for values, one in zip(asked, seen, strict=True) if one is not None]
    cheapest = min(points, key=lambda point: point.cost(level), default=None)
    return cheapest if cheapest is not None and cheapest.cost(level) < here.cost(level) else None
