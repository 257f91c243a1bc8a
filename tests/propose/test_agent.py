"""A model that sees what its programs make."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from chat_server import Answer, ChatServer, serving, status, whole
from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.part import Part, read
from zero_to_cad.propose import AgentProposer, Budget, ChatEndpoint, Target
from zero_to_cad.propose.patience import Patience
from zero_to_cad.reconstruct import Reconstruction, reconstruct
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.views import render
from zero_to_cad.views.comparison import CHANGED, EXTRA, MISSING

ROOT = Path(__file__).parents[2]
HORN, DISC, BROKEN = ((ROOT / "tests" / "programs" / f"{name}.py").read_text() for name in ("horn", "disc", "broken"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def horn() -> Part:
    return read(ROOT / "examples" / "horn.step")


def called(program: str, words: str = "") -> Answer:
    calls = (("run_program", json.dumps({"program": program})),)
    return whole(words, finish="tool_calls", calls=calls)


def agent(server: ChatServer, rounds: int = 4) -> AgentProposer:
    return AgentProposer(ChatEndpoint(server.url, "m", tries=2, patience=Patience(first=0.01)), rounds)


def texts(request: dict[str, Any]) -> list[str]:
    """The words of every message, pictures left out."""
    found = []
    for message in request["messages"]:
        content = message["content"]
        pieces = [content] if isinstance(content, str) else [piece.get("text", "") for piece in content]
        found.append(" ".join(pieces))
    return found


def pictures(request: dict[str, Any]) -> list[int]:
    """How many pictures each message holds."""
    contents = [message["content"] for message in request["messages"]]
    return [sum(p["type"] == "image_url" for p in content) if isinstance(content, list) else 0 for content in contents]


@pytest.fixture(scope="module")
def conversation(horn: Part, sandbox: Sandbox) -> tuple[Reconstruction, ChatServer]:
    """A failure, a part unlike the target, and the target."""
    with serving(called(BROKEN), called(DISC), called(HORN)) as server:
        return reconstruct(horn, agent(server, 5), budget=120, sandbox=sandbox), server


def test_it_goes_on_until_the_part_is_right(conversation: tuple[Reconstruction, ChatServer]) -> None:
    found, server = conversation
    assert [attempt.candidate.detail for attempt in found.attempts] == [f"m, round {n} of 5" for n in (1, 2, 3)]
    assert found.program.strip() == HORN.strip()
    assert found.stopped == "satisfied"
    assert len(server.requests) == len(found.exchanges) == 3


def test_it_knows_the_task_and_the_views(conversation: tuple[Reconstruction, ChatServer]) -> None:
    request = conversation[1].requests[0]
    task = texts(request)[0]
    assert "You have 5 rounds" in task
    assert "0: (-1, -1, +1)" in task
    assert "bounding box is" in task
    assert pictures(request) == [0, 8]
    assert request["tools"][0]["function"]["name"] == "run_program"


def test_a_failure_is_told_with_its_line(conversation: tuple[Reconstruction, ChatServer]) -> None:
    request = conversation[1].requests[1]
    result = request["messages"][-1]
    assert result["role"] == "tool"
    assert result["tool_call_id"] == request["messages"][-2]["tool_calls"][0]["id"]
    assert "gave no part. runtime (line 4)" in result["content"]
    assert BROKEN.splitlines()[3] in result["content"]
    assert "Left: 4 rounds and" in result["content"]


def test_a_part_is_shown_beside_the_target(conversation: tuple[Reconstruction, ChatServer]) -> None:
    request = conversation[1].requests[2]
    words = texts(request)[-2]
    assert "Agreement of the pictures" in words
    assert "from the target's known geometry: 0." in words
    assert "bottom row: red is missing" in words
    *_, shown = request["messages"]
    sheets = [piece for piece in shown["content"] if piece["type"] == "image_url"]
    assert len(sheets) == 2
    sheet = Image.open(BytesIO(base64.b64decode(sheets[0]["image_url"]["url"].partition(",")[2])))
    marked = np.array(sheet.convert("RGB"))[..., None, :] == np.array([MISSING, EXTRA, CHANGED])
    legend = 16 * 16 * 3
    assert np.count_nonzero(marked.all(axis=-1)) > legend + 500


def test_only_the_last_pictures_are_sent_again(horn: Part, sandbox: Sandbox) -> None:
    with serving(called(DISC), called(DISC + "\n# again\n"), called(DISC + "\n# more\n")) as server:
        found = reconstruct(horn, agent(server, 3), budget=120, sandbox=sandbox)
    assert pictures(server.requests[2]) == [0, 8, 0, 0, 0, 0, 0, 2]
    assert found.stopped == "exhausted"
    # What was heard is kept as it was said.
    pieces = found.exchanges[1].asked[-1]["content"]
    assert [piece["type"] for piece in pieces] == ["text", "image_url", "image_url"]


def test_views_alone_have_no_iou(horn: Part, sandbox: Sandbox) -> None:
    with serving(called(DISC), whole("I cannot do better.")) as server:
        found = reconstruct(render(horn), agent(server), budget=120, sandbox=sandbox)
    assert "geometry is not known, so there is no IoU" in " ".join(texts(server.requests[1]))
    assert "bounding box" not in texts(server.requests[0])[0]
    assert found.program.strip() == DISC.strip()
    assert len(found.exchanges) == 2


def test_fences_where_tools_are_not_known(horn: Part, sandbox: Sandbox) -> None:
    answers = (status(400, "tools are not supported"), whole(f"```python\n{DISC}```"), whole(f"```python\n{HORN}```"))
    with serving(*answers) as server:
        found = reconstruct(horn, agent(server), budget=120, sandbox=sandbox)
    assert len(found.attempts) == 2
    assert "tools" not in server.requests[1]
    assert "```python fence" in texts(server.requests[1])[0]
    assert [message["role"] for message in server.requests[2]["messages"]] == [
        *("system", "user", "assistant", "user", "user")
    ]


def test_an_answer_in_a_fence_though_tools_are_offered(horn: Part, sandbox: Sandbox) -> None:
    with serving(whole(f"```python\n{HORN}```")) as server:
        found = reconstruct(horn, agent(server), budget=120, sandbox=sandbox)
    assert found.stopped == "satisfied"


def test_what_is_no_program_costs_a_round_and_is_told(horn: Part, sandbox: Sandbox) -> None:
    wrong = whole("", finish="tool_calls", calls=(("run_program", '{"code": 1}'),))
    with serving(whole("Let me think."), wrong, called(HORN)) as server:
        found = reconstruct(horn, agent(server, 3), budget=120, sandbox=sandbox)
    assert found.attempts[0].candidate.detail == "m, round 3 of 3"
    assert "words instead of a program" in texts(server.requests[1])[-1]
    assert server.requests[2]["messages"][-1]["role"] == "tool"


def test_of_two_programs_in_one_round_the_first_is_run(horn: Part, sandbox: Sandbox) -> None:
    both = tuple(("run_program", json.dumps({"program": program})) for program in (DISC, HORN))
    with serving(whole("", finish="tool_calls", calls=both), whole("Done.")) as server:
        found = reconstruct(horn, agent(server), budget=120, sandbox=sandbox)
    assert len(found.attempts) == 1
    roles = [message["role"] for message in server.requests[1]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user"]
    assert "Only one program a round" in texts(server.requests[1])[-2]


def test_never_a_program_is_an_error(horn: Part) -> None:
    with serving(whole("I cannot.")) as server, pytest.raises(ProposerError, match="I cannot"):
        list(agent(server, 2).propose(Target("horn", part=horn), Budget(60)))
    assert len(server.requests) == 2


def test_another_no_of_the_server_is_not_about_tools(horn: Part) -> None:
    with serving(status(401, "who are you")) as server, pytest.raises(ProposerError, match="401"):
        list(agent(server).propose(Target("horn", part=horn), Budget(60)))
    assert len(server.requests) == 1


def test_the_transcript_is_saved_and_can_be_played_back(
    conversation: tuple[Reconstruction, ChatServer], sandbox: Sandbox, horn: Part, tmp_path: Path
) -> None:
    found, _ = conversation
    found.save(tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["model_usage"] == {"requests": 3, "prompt_tokens": 1800, "completion_tokens": 120, "cost": None}
    assert "Models were asked 3 times: 1,800 tokens in and 120 out." in (tmp_path / "out" / "report.html").read_text()
    again = reconstruct(horn, f"recorded:{tmp_path / 'out' / 'transcript.jsonl'}", budget=120, sandbox=sandbox)
    assert [attempt.candidate.program for attempt in again.attempts] == [a.candidate.program for a in found.attempts]
    assert again.scores == found.scores
    found.save(tmp_path / "out", force=True)


@pytest.mark.parametrize("rounds", [0, 1, 101])
def test_rounds_out_of_range(rounds: int) -> None:
    with pytest.raises(ConfigError, match="--rounds"):
        AgentProposer(ChatEndpoint("http://localhost", "m"), rounds)
