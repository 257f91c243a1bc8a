"""A split in numbers, and its page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from datarows import synthetic

from zero_to_cad.dataset import Sample, open_split, write_split
from zero_to_cad.dataset.statistics import entropy, statistics
from zero_to_cad.dataset.statistics_page import statistics_page, write_page
from zero_to_cad.errors import ConfigError, InputError


def test_the_figures(tmp_path: Path) -> None:
    calls = json.dumps([{"function": "box"}, {"op_name": "hole"}, {"function": "hole"}])
    program = "import cadquery as cq\nw = 1.0\nresult = cq.Workplane().box(w, 2, w)\n"
    rows = [
        Sample("a", program, num_faces=6, ops_json=calls),
        Sample("b", "result = (", num_faces=10, ops_json='[{"function": "box"}]', ops_count=1),
    ]
    write_split(tmp_path, "test", rows)
    found = statistics(open_split(tmp_path))
    assert found.operations == {"box": 2, "hole": 2}
    assert found.entropy == 1.0
    assert found.faces is not None
    assert found.faces.percentiles == (6, 6.4, 8, 9.6, 10)
    assert sum(found.faces.counts) == 2
    assert found.calls.mean == 2.0
    assert found.named_share is not None
    assert found.named_share.mean == pytest.approx(2 / 3)
    assert found.unparsed == 1
    assert json.loads(json.dumps(found.to_json()))["samples"] == 2
    page = statistics_page(found, "two <rows>")
    assert "two &lt;rows&gt;" in page
    assert page.count("<svg") == 5
    write_page(found, "x", tmp_path / "page.html")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_page(found, "x", tmp_path / "no" / "page.html")


def test_entropy_of_known_histograms() -> None:
    assert entropy(Counter(a=1, b=1, c=1, d=1)) == 2.0
    assert entropy(Counter(a=7)) == 0.0
    assert entropy(Counter()) == 0.0


def test_an_empty_split(tmp_path: Path) -> None:
    write_split(tmp_path, "test", [])
    with pytest.raises(InputError, match="no sample"):
        statistics(open_split(tmp_path))


def test_rows_of_any_kind_are_counted(tmp_path: Path) -> None:
    write_split(tmp_path, "test", map(synthetic, range(40)))
    assert statistics(open_split(tmp_path)).operations == {"box": 40}
