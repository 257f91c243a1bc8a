from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from samples import PROGRAM, sample

from zero_to_cad.dataset import Sample
from zero_to_cad.training import build_tiny
from zero_to_cad.training.collator import Collator
from zero_to_cad.training.examples import Order, Stream
from zero_to_cad.training.loading import load_processor


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


def test_a_stream_goes_round_shuffled_without_the_long_ones(tmp_path: Path) -> None:
    collator = Collator(load_processor(build_tiny(tmp_path / "tiny", [PROGRAM])), 1024)
    rows = [sample(number) for number in range(5)]
    stream = [*rows, Sample(uuid="long", program=PROGRAM * 40, images=rows[0].images)]

    def names(seed: int) -> list[str]:
        return [one.uuid for one in islice(Stream(stream, collator, 400, seed), 15)]

    for start in (0, 5, 10):
        assert set(names(0)[start : start + 5]) == {row.uuid for row in rows}
    assert names(0) == names(0)
    assert names(0)[:5] != names(0)[5:10] or names(0)[5:10] != names(0)[10:]
    assert names(0) != names(1)
