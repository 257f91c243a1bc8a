"""The scores of a set in a few figures, failures left out and failures as 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.errors import InputError

RESAMPLES = 1000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A figure and its 95% bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """Mean, median and 90th percentile of one set of scores."""

    mean: Figure
    median: Figure
    p90: Figure


@dataclass(frozen=True)
class Summary:
    """A set's scores.

    count, failures: how many were scored, and how many of them had no score.
    success_rate: share that had one.
    successes: over those only; None where all failed.
    all: over the whole set, a failure as 0.
    """

    count: int
    failures: int
    success_rate: Figure
    successes: Figures | None
    all: Figures

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON types, each as {value, low, high}."""
        return asdict(self)


def summarize(scores: Sequence[float | None], seed: int = 0) -> Summary:
    """Summarise scores, None being a failure.

    An interval runs from the 2.5th to the 97.5th percentile of the figure over 1,000 resamples of the set
    with replacement (percentile bootstrap), fixed by `seed`. The best tenth of a set reaches its p90.

    Raises InputError when there are no scores.
    """
    if not scores:
        raise InputError("There are no scores to summarise: give at least one, None for a failure.")
    values = np.array([np.nan if score is None else score for score in scores], dtype=np.float64)
    rng = np.random.default_rng(seed)
    draws = [values[rng.integers(len(values), size=len(values))] for _ in range(RESAMPLES)]
    failed = int(np.isnan(values).sum())
    return Summary(
        count=len(values),
        failures=failed,
        success_rate=_figure(lambda set_: float((~np.isnan(set_)).mean()), values, draws),
        successes=_figures(_successes, values, draws) if failed < len(values) else None,
        all=_figures(np.nan_to_num, values, draws),
    )


def _successes(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _figures(chosen: Callable[[Floats], Floats], values: Floats, draws: list[Floats]) -> Figures:
    """The figures over what `chosen` keeps of the set; a draw left empty says nothing and is skipped."""
    kept = chosen(values)
    kept_draws = [some for some in map(chosen, draws) if len(some)]
    return Figures(
        mean=_figure(lambda set_: float(set_.mean()), kept, kept_draws),
        median=_figure(lambda set_: float(np.median(set_)), kept, kept_draws),
        p90=_figure(lambda set_: float(np.percentile(set_, 90)), kept, kept_draws),
    )


def _figure(statistic: Callable[[Floats], float], values: Floats, draws: list[Floats]) -> Figure:
    low, high = np.percentile([statistic(draw) for draw in draws], [2.5, 97.5])
    return Figure(statistic(values), float(low), float(high))
