from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.training.examples import Order


@given(st.integers(1, 50), st.integers(0, 200), st.integers(0, 9))
def test_every_pass_shows_every_row_once(rows: int, length: int, seed: int) -> None:
    order = list(Order(rows, length, seed))
    assert len(order) == length
    for start in range(0, length, rows):
        some = order[start : start + rows]
        assert max(Counter(some).values()) == 1
        assert set(some) <= set(range(rows))
        assert len(some) < rows or set(some) == set(range(rows))


def test_the_seed_alone_fixes_the_order() -> None:
    assert list(Order(20, 50, 3)) == list(Order(20, 50, 3))
    assert list(Order(20, 50, 3)) != list(Order(20, 50, 4))
    assert list(Order(20, 50, 3))[:20] != list(Order(20, 50, 3))[20:40]
    assert list(Order(20, 70, 3))[:50] == list(Order(20, 50, 3))
