import json

import pytest

from zero_to_cad.errors import InputError
from zero_to_cad.score import summarize


def test_failures_are_left_out_and_counted_as_zero() -> None:
    found = summarize([1.0, 0.5, None, 0.9, None])
    assert (found.count, found.failures) == (5, 2)
    assert found.success_rate.value == pytest.approx(0.6)
    assert found.successes is not None
    assert found.successes.mean.value == pytest.approx(0.8)
    assert found.successes.median.value == pytest.approx(0.9)
    assert found.successes.p90.value == pytest.approx(0.98)
    assert found.all.mean.value == pytest.approx(0.48)
    assert found.all.median.value == pytest.approx(0.5)


def test_a_score_of_zero_is_not_a_failure() -> None:
    found = summarize([0.0, 1.0])
    assert found.success_rate.value == 1.0
    assert found.successes is not None
    assert found.successes.mean.value == 0.5


def test_a_set_of_failures_has_no_figures_over_successes() -> None:
    found = summarize([None, None])
    assert found.successes is None
    assert found.all.mean.value == 0.0
    assert found.success_rate.high == 0.0


def test_the_interval_covers_the_figure_and_narrows_with_the_set() -> None:
    few = summarize([0.2, 0.4, 0.6, 0.8, None] * 4)
    many = summarize([0.2, 0.4, 0.6, 0.8, None] * 100)
    for found in (few, many):
        assert found.all.mean.low < found.all.mean.value < found.all.mean.high
    # Standard error of the mean with failures as 0: 0.283 over the root of the count.
    assert many.all.mean.high - many.all.mean.low == pytest.approx(2 * 1.96 * 0.2828 / 500**0.5, rel=0.15)
    assert many.all.mean.high - many.all.mean.low < few.all.mean.high - few.all.mean.low


def test_the_seed_fixes_the_intervals() -> None:
    scores = [0.1, 0.35, None, 0.8, 0.95, 0.5]
    assert summarize(scores, seed=1) == summarize(scores, seed=1)
    assert summarize(scores, seed=1).all.mean != summarize(scores, seed=2).all.mean


def test_the_summary_goes_through_json() -> None:
    found = summarize([0.1, None, 0.7]).to_json()
    assert json.loads(json.dumps(found)) == found
    assert set(found["all"]["mean"]) == {"value", "low", "high"}


def test_no_scores_are_refused() -> None:
    with pytest.raises(InputError, match="no scores"):
        summarize([])
