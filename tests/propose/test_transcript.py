"""What was said to models is kept, without its pictures, and can be played back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from zero_to_cad.errors import ProposerError, UnreadableError
from zero_to_cad.propose import Budget, Exchange, Target, engine
from zero_to_cad.propose.answer import Answer
from zero_to_cad.propose.prompt import endpoint_chat
from zero_to_cad.propose.reply import Reply, ToolCall, Usage
from zero_to_cad.propose.transcript import offers, programs_in, to_lines, total
from zero_to_cad.views import Views

BOX = "import cadquery as cq\n\nresult = cq.Workplane().box(1, 2, 3)\n"
DISC = "import cadquery as cq\n\nresult = cq.Workplane().circle(4).extrude(2)\n"
VIEWS = Views(tuple(np.zeros((256, 256, 3), dtype=np.uint8) for _ in range(8)))


def handed(program: str) -> ToolCall:
    return ToolCall("c", "run_program", json.dumps({"program": program}))


EXCHANGES = (
    Exchange(tuple(endpoint_chat(VIEWS)), Reply("m", f"```python\n{BOX}```", usage=Usage(1, 10, 5, 0.5))),
    Exchange(({"role": "user", "content": "Not yet."},), Reply("m", "Sorry.", usage=Usage(1, 20, 6))),
    Exchange((), Reply("m", "Now:", (handed(DISC), handed("")), usage=Usage(1, 30, 7))),
)


def test_a_transcript_is_a_line_an_exchange() -> None:
    first, second, third = (json.loads(line) for line in to_lines(EXCHANGES).splitlines())
    assert [piece["type"] for piece in first["asked"][1]["content"]] == ["picture"] * 8 + ["text"]
    assert len(to_lines(EXCHANGES)) < 6000
    assert second["asked"] == [{"role": "user", "content": "Not yet."}]
    assert second["answer"] == {"role": "assistant", "content": "Sorry."}
    assert third["usage"] == {"requests": 1, "prompt_tokens": 30, "completion_tokens": 7, "cost": None}


def test_what_was_used_in_all() -> None:
    assert total(EXCHANGES) == Usage(3, 60, 18, 0.5)
    assert total(()) == Usage()


def test_it_can_be_played_back(tmp_path: Path) -> None:
    (tmp_path / "transcript.jsonl").write_text(to_lines(EXCHANGES), encoding="utf-8")
    for path in (tmp_path, tmp_path / "transcript.jsonl"):
        found = list(engine(f"recorded:{path}").propose(Target("part"), Budget(1)))
        assert [candidate.program for candidate in found] == [BOX, DISC]
        assert found[1].detail == "transcript.jsonl, program 2"


@pytest.mark.parametrize("text", ["no json\n", "{}\n", "[]\n", '{"answer": 1}\n', '{"answer": {"content": ""}}'])
def test_what_is_no_transcript(text: str) -> None:
    with pytest.raises(UnreadableError, match=r"Line 1 of t\.jsonl is no exchange"):
        programs_in(text, "t.jsonl")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (ToolCall("c", "look", "{}"), "no tool 'look'"),
        (ToolCall("c", "run_program", "{"), "no JSON object"),
        (ToolCall("c", "run_program", '{"program": 3}'), "source text"),
        (ToolCall("c", "run_program", "{}"), "source text"),
        (handed("  "), "source text"),
    ],
)
def test_a_tool_call_that_offers_nothing(call: ToolCall, said: str) -> None:
    ((told, offer),) = offers(Reply("m", "", (call,)))
    assert told is call
    assert isinstance(offer, ProposerError)
    assert said in str(offer)


def test_a_fence_within_a_tool_call() -> None:
    ((_, offer),) = offers(Reply("m", "", (handed(f"```python\n{BOX}```"),)))
    assert offer == Answer(BOX)
