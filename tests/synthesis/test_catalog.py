"""The catalog over real HTTP: batches, what is rarest is asked for, each thing once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat_server import serving, whole
from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.synthesis import Description, make_catalog, read_catalog, write_catalog
from zero_to_cad.synthesis.catalog import CATEGORIES, coverage, evenness

BRACKET = {"text": "An L-bracket of 40 x 30 x 3 mm with two holes.", "category": "L-bracket", "operations": ["fillet"]}
SAME = {**BRACKET, "text": "With two holes: an L-bracket of 40 x 30 x 3 mm."}
CAM = {"text": "A cam of 50 mm with a keyed bore of 12 mm.", "category": "cam", "operations": ["extrude", "fillet"]}
ROLLER = {"text": "A roller of 25 x 60 mm with a stepped bore.", "category": "roller", "operations": "none"}


def lines(*found: object) -> str:
    return "Here they are:\n" + "\n".join(map(json.dumps, found))


def test_there_are_enough_categories_and_each_is_there_once() -> None:
    assert len(set(CATEGORIES)) == len(CATEGORIES) >= 65


def test_batches_are_asked_for_until_there_are_enough(tmp_path: Path) -> None:
    with serving(whole(lines(BRACKET, SAME, {"text": "short"})), whole(lines(CAM, ROLLER, BRACKET))) as server:
        found = make_catalog(ChatEndpoint(server.url, "m"), 3)
        asked = [request["messages"][0]["content"] for request in server.requests]
    assert [item.category for item in found] == ["L-bracket", "cam", "roller"]
    assert asked[0].startswith("Describe 3 mechanical parts")
    assert asked[1].startswith("Describe 2 mechanical parts")
    # The first batch's category and operation are common now, others are rarer.
    assert "L-bracket;" in asked[0]
    assert "L-bracket" not in asked[1]
    write_catalog(tmp_path / "catalog.jsonl", found)
    assert read_catalog(tmp_path / "catalog.jsonl") == found


def test_a_model_that_repeats_itself_is_given_up() -> None:
    with serving(whole(lines(BRACKET))) as server, pytest.raises(ProposerError, match="1 descriptions were found"):
        make_catalog(ChatEndpoint(server.url, "m"), 2)


def test_coverage_is_measured() -> None:
    described = [Description("a", "cam", ("fillet", "shell")), Description("b", "cam", ("fillet",))]
    counts = coverage(described)
    assert (counts["category"]["cam"], counts["operations"]["fillet"], counts["operations"]["loft"]) == (2, 2, 0)
    assert evenness(counts["category"]) == 0.0
    even = coverage([Description(str(number), name) for number, name in enumerate(CATEGORIES)])
    assert evenness(even["category"]) == pytest.approx(1.0)


def test_a_file_without_descriptions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("{}\n")
    with pytest.raises(ConfigError, match="holds no description"):
        read_catalog(tmp_path / "none.jsonl")
