"""The file of records survives what happens to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.evaluation import Record, read_records
from zero_to_cad.evaluation.record import RecordFile

FIRST = Record("first", "done", scores={"exact": 0.5, "cadrille": None}, program="result = 1\n", seconds=1.5)
SECOND = Record("ünïcode", "failed", "geometry", "no solid")


def test_records_come_back(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    with RecordFile(path) as file:
        file.add(FIRST)
        assert file.add_death("bad") == 1
        file.add(SECOND)
    with RecordFile(path) as file:
        assert list(file.records.values()) == [FIRST, SECOND]
        assert file.add_death("bad") == 2
    assert read_records(path) == [FIRST, SECOND]


@given(st.data())
def test_a_kill_in_the_middle_of_a_line_costs_that_line_only(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("torn") / "records.jsonl"
    with RecordFile(path) as file:
        file.add(FIRST)
        file.add(SECOND)
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with RecordFile(path) as file:
        assert list(file.records.values()) == [FIRST, SECOND][: len(file.records)]
        for record in (FIRST, SECOND)[len(file.records) :]:
            file.add(record)
    assert path.read_bytes() == whole


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        RecordFile(tmp_path / "r.jsonl"),
        pytest.raises(ConfigError, match="still running"),
        RecordFile(tmp_path / "r.jsonl"),
    ):
        pass


def test_a_line_that_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"name": "a", "status": "done"}\n{"other": 1}\n')
    with pytest.raises(UnreadableError, match="line 2"):
        read_records(path)
