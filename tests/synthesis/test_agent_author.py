"""The agent over real HTTP: every conversation ends in a kept sample or a named failure, within its budget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_server import Answer, cut, serving, status, torn, whole
from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.patience import Patience
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import (
    AgentAuthor,
    Budget,
    Description,
    Outcome,
    Recording,
    Task,
    author,
    converse,
)
from zero_to_cad.synthesis.prompt import snippets

GOOD = author(1, 3).program
WRONG = GOOD.replace(".extrude(", ".extrood(", 1).replace(".box(", ".bax(", 1)
PLAIN = 'import cadquery as cq\nresult = cq.Workplane("XY").box(1, 2, 3)\n'
HOSTILE = "import os\nos.system('touch /tmp/owned')\nresult = None\n"
PART = Description("A plate of 40 x 30 x 5 mm with a hole in the middle and four in the corners.", "base plate")
TASK = Task(1, "test", 0)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


def calls(*used: tuple[str, dict[str, str]]) -> Answer:
    return whole(calls=[(name, json.dumps(arguments)) for name, arguments in used])


def run(code: str) -> Answer:
    return calls(("execute_and_validate", {"code": code}))


def ask(sandbox: Sandbox, *answers: Answer, budget: Budget | None = None, vision: bool = False) -> Outcome:
    with serving(*answers) as server:
        agent = AgentAuthor(server.url, "m", Path("c.jsonl"), vision=vision, budget=budget or Budget())
        endpoint = ChatEndpoint(server.url, "m", 10.0, 30.0, 3, patience=Patience(first=0.01))
        return converse(agent, PART, TASK, sandbox, endpoint)


def test_a_program_that_passes_is_kept_with_its_provenance(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, run(GOOD))
    record = outcome.record
    assert (record.status, record.attempts, record.usage.calls, record.usage.tool_calls) == ("kept", 1, 1, 1)
    assert outcome.sample is not None
    assert (outcome.sample.program, outcome.sample.uuid) == (GOOD, TASK.id)
    assert record.author.startswith("agent-")
    assert record.transcript
    assert record.usage.prompt_tokens > 0


def test_wrong_code_is_mended_after_precise_feedback(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, run(WRONG), calls(("lookup_documentation", {"name": "extrude"})), run(GOOD))
    assert (outcome.record.status, outcome.record.attempts, outcome.record.usage.calls) == ("kept", 2, 3)
    said = [message["content"] for message in outcome.transcript if message["role"] == "tool"]
    assert "gate 'run' in line" in said[0]
    assert "Line " in said[0]
    assert "Workplane.extrude(" in said[1]
    assert said[2].startswith("Passed every gate.")


def test_code_without_a_tool_call_is_taken_too(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, whole(f"Here it is:\n```python\n{GOOD}```"))
    assert outcome.record.status == "kept"


def test_words_are_answered_with_a_nudge(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, whole("I would rather not."), run(GOOD))
    assert outcome.record.status == "kept"
    assert "Call execute_and_validate" in outcome.transcript[3]["content"]


def test_a_wrong_tool_and_wrong_arguments_are_answered(sandbox: Sandbox) -> None:
    broken = whole(
        calls=[("execute_and_validate", '{"code": "import'), ("open_door", "{}"), ("grep_documentation", "{}")]
    )
    outcome = ask(sandbox, broken, run(GOOD))
    said = [message["content"] for message in outcome.transcript if message["role"] == "tool"]
    assert "no JSON object" in said[0]
    assert "There is no tool 'open_door'" in said[1]
    assert "needs the text 'pattern'" in said[2]
    assert outcome.record.status == "kept"


def test_endless_tool_calls_end_with_the_budget(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, calls(("grep_documentation", {"pattern": "hole"})), budget=Budget(calls=5))
    assert (outcome.record.status, outcome.record.usage.calls) == ("failed", 5)
    assert outcome.record.refusals[-1] == ("model", "its 5 replies are used up.")


def test_many_programs_in_one_reply_cost_no_more_than_the_budget(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, calls(*[("execute_and_validate", {"code": PLAIN})] * 9), budget=Budget(attempts=3))
    assert (outcome.record.status, outcome.record.attempts) == ("failed", 3)
    assert [gate for gate, _ in outcome.record.refusals] == ["faces", "faces", "faces", "model"]


def test_tokens_are_a_budget(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, run(PLAIN), budget=Budget(tokens=1000))
    assert outcome.record.refusals[-1] == ("model", "its 1000 tokens are used up.")


def test_server_errors_and_cut_streams_are_waited_out(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, status(500), cut(), run(PLAIN), torn(), status(503), run(GOOD))
    assert (outcome.record.status, outcome.record.attempts) == ("kept", 2)


def test_a_server_that_stays_down_in_the_middle_is_a_named_failure(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, run(PLAIN), status(500))
    assert outcome.record.status == "failed"
    assert "gave no answer" in outcome.record.refusals[-1][1]


def test_a_server_that_was_never_there_is_not_the_tasks_fault(sandbox: Sandbox) -> None:
    with pytest.raises(ProposerError, match="gave no answer"):
        ask(sandbox, status(500))


def test_hostile_code_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    outcome = ask(sandbox, run(HOSTILE), run(GOOD))
    assert outcome.record.refusals[0][0] == "run"
    assert "may not import os" in outcome.record.refusals[0][1]
    assert not Path("/tmp/owned").exists()
    assert outcome.record.status == "kept"


def test_a_pattern_that_would_run_for_ever_does_not(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, calls(("grep_documentation", {"pattern": "(a+)+$" * 30})), run(GOOD))
    assert outcome.record.status == "kept"


def test_a_model_that_sees_gets_pictures_of_what_was_refused(sandbox: Sandbox) -> None:
    outcome = ask(sandbox, run(PLAIN), run(GOOD), vision=True)
    shown = [message for message in outcome.transcript if isinstance(message["content"], list)]
    assert len(shown) == 1
    assert shown[0]["content"][0]["image_url"]["url"].startswith("data:image/png;base64,")


def test_a_conversation_can_be_replayed(sandbox: Sandbox) -> None:
    first = ask(sandbox, run(WRONG), run(GOOD))
    agent = AgentAuthor("http://localhost:1/v1", "m", Path("c.jsonl"))
    again = converse(agent, PART, TASK, sandbox, Recording([dict(message) for message in first.transcript]))
    assert again.sample == first.sample
    assert [dict(message) for message in again.transcript] == [dict(message) for message in first.transcript]


def test_the_reference_snippets_pass_every_gate(sandbox: Sandbox) -> None:
    assert len(snippets()) >= 2
    for snippet in snippets():
        with serving(run(snippet)) as server:
            agent = AgentAuthor(server.url, "m", Path("c.jsonl"))
            outcome = converse(agent, PART, TASK, sandbox, ChatEndpoint(server.url, "m"))
        assert outcome.record.status == "kept", outcome.record.refusals
