"""Which candidates are greedy and which are sampled."""

from __future__ import annotations

from typing import Any

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.sampling import Sampling


def test_one_is_greedy_and_several_begin_greedy() -> None:
    assert Sampling().temperatures == (0.0,)
    assert Sampling(temperature=0.4).temperatures == (0.4,)
    assert Sampling(3).temperatures == (0.0, 0.7, 0.7)
    assert Sampling(3, 1.1).temperatures == (0.0, 1.1, 1.1)


def test_labels() -> None:
    assert Sampling().label(0) == ""
    assert Sampling(4).label(3) == "sample 4 of 4"


@pytest.mark.parametrize(
    "wrong",
    [
        {"samples": 0},
        {"samples": 5000},
        {"temperature": -0.1},
        {"temperature": 3.0},
        {"temperature": float("nan")},
        {"samples": 2, "temperature": 0.0},
        {"seed": -1},
    ],
)
def test_values_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Sampling(**wrong)
