"""The parts that travel."""

from __future__ import annotations

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation import Settings, suite
from zero_to_cad.evaluation.items import items_of


def test_the_open_suite_is_whole_and_says_whose_it_is() -> None:
    parts = suite.parts("open")
    rows = suite.manifest("open")
    assert [part.name for part in parts] == [row["name"] for row in rows]
    assert len({part.name for part in parts}) == 43
    assert all(part.data.startswith(b"ISO-10303-21;") for part in parts)
    assert {row["licence"] for row in rows} == {"Apache-2.0", "MIT"}
    assert all(row["source"].startswith("https://") and len(row["commit"]) == 40 and row["credit"] for row in rows)


def test_a_part_of_it_loads_without_any_file() -> None:
    item = next(
        item for item in items_of(Settings("fit", "suite:open")) if item.name == "so_arm__SO100_Passive_Horn_01"
    )
    part = item.load().part
    assert part is not None
    assert part.measures.faces == 6


def test_another_suite() -> None:
    with pytest.raises(ConfigError, match="no suite 'closed'"):
        suite.parts("closed")
