"""The parts that travel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation import Record, Report, Settings, suite
from zero_to_cad.evaluation.items import items_of
from zero_to_cad.evaluation.tables import tables


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


def test_a_report_on_the_suite_shows_the_published_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    row = suite.SuiteRow("fit from geometry", "exact", "none", 43, 1.0, 0.9, 0.9, 0.99, 1.0)
    monkeypatch.setattr(suite, "rows", {"open": [row, replace(row, protocol="cadrille")]}.__getitem__)
    record = Record("a", "done", scores={"exact": 0.5})
    report = Report(Settings("fit", "suite:open", protocols=("exact",), raw=True), (record,))
    table = next(table for table in tables(report) if "suite 'open'" in table.title)
    assert table.rows == (
        ("fit from geometry", "exact", "43", "100.0%", "0.900", "0.900", "0.990"),
        ("this run: fit from geometry, raw answers", "exact", "1", "100.0%", "0.500", "0.500", "0.500"),
    )
    elsewhere = Report(Settings("fit", "parts", protocols=("exact",)), (record,))
    assert not any("suite" in table.title for table in tables(elsewhere))


def test_the_published_rows_can_be_read() -> None:
    assert {row.parts for row in suite.rows("open")} <= {43}
