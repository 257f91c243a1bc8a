"""The author that is a language model: it writes, runs, reads what was wrong, looks things up and tries again."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.answer import read_answer
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.reply import Price, Reply, ToolCall
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import prompt
from zero_to_cad.synthesis.catalog import Description, read_catalog
from zero_to_cad.synthesis.fingerprint import operations, program_key, shape_key
from zero_to_cad.synthesis.gates import Verdict
from zero_to_cad.synthesis.task import Outcome, Record, Task, Usage
from zero_to_cad.synthesis.tools import EXECUTE, TOOLS, use
from zero_to_cad.views import picture

Message = dict[str, Any]


@dataclass(frozen=True)
class Budget:
    """What one task may cost: replies of the model, programs examined, tokens, seconds."""

    calls: int = 12
    attempts: int = 8
    tokens: int = 120_000
    seconds: float = 900.0


class Endpoint(Protocol):
    """Where replies come from: a `ChatEndpoint`, or a recording of one."""

    def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        max_tokens: int = 4096,
        temperature: float = 0.0,
        seed: int | None = None,
        seconds: float | None = None,
    ) -> Reply: ...


@dataclass(frozen=True)
class AgentAuthor:
    """A model behind an OpenAI-compatible server, at work on the descriptions of a catalog, each in its turn.

    catalog: a file as `write_catalog` makes it. vision: send pictures of a solid that was refused. The key for the
    server comes from the environment, as `ChatEndpoint` says.
    """

    url: str
    model: str
    catalog: Path
    price: Price | None = None
    vision: bool = False
    budget: Budget = field(default_factory=Budget)
    temperature: float = 0.7

    @property
    def recipe(self) -> str:
        return f"{prompt.VERSION} {self.model} {self.catalog.name}{' vision' if self.vision else ''}"

    def write(self, task: Task, sandbox: Sandbox) -> Outcome:
        descriptions = _descriptions(self.catalog)
        described = descriptions[task.index % len(descriptions)]
        return converse(self, described, task, sandbox, _endpoint(self.url, self.model, self.price))


def converse(author: AgentAuthor, described: Description, task: Task, sandbox: Sandbox, endpoint: Endpoint) -> Outcome:
    """Lead one conversation to a kept sample or a named failure within the author's budget.

    Raises ProposerError("unavailable") when not even the first reply came: then the server is down, and the task is
    not to blame.
    """
    talk = _Talk(author, task, sandbox)
    talk.messages += [
        {"role": "system", "content": prompt.system()},
        {"role": "user", "content": prompt.request(described.text)},
    ]
    while talk.kept is None and (why := talk.over()) is None:
        try:
            reply = endpoint.chat(
                talk.messages,
                TOOLS,
                temperature=author.temperature,
                seed=(task.dice + talk.usage.calls) % 2**31,
                seconds=talk.seconds_left,
            )
        except ProposerError as error:
            if error.kind == "unavailable" and not talk.usage.calls:
                raise
            why = str(error)
            break
        talk.hear(reply)
    if talk.kept is None:
        talk.refusals.append(("model", why or "it gave no program that passed."))
    return talk.outcome(author, described)


class _Talk:
    """A conversation under way, and what it has cost."""

    def __init__(self, author: AgentAuthor, task: Task, sandbox: Sandbox) -> None:
        self.budget, self.vision = author.budget, author.vision
        self.task, self.sandbox = task, sandbox
        self.messages: list[Message] = []
        self.usage = Usage()
        self.refusals: list[tuple[str, str]] = []
        self.attempts = 0
        self.kept: Verdict | None = None
        self._started = time.monotonic()

    @property
    def seconds_left(self) -> float:
        return max(1.0, self.budget.seconds - (time.monotonic() - self._started))

    def over(self) -> str | None:
        """Which budget is used up, in words."""
        if self.usage.calls >= self.budget.calls:
            return f"its {self.budget.calls} replies are used up."
        if self.attempts >= self.budget.attempts:
            return f"its {self.budget.attempts} attempts are used up."
        if self.usage.prompt_tokens + self.usage.completion_tokens >= self.budget.tokens:
            return f"its {self.budget.tokens} tokens are used up."
        if time.monotonic() - self._started >= self.budget.seconds:
            return f"its {self.budget.seconds:g} s are used up."
        return None

    def hear(self, reply: Reply) -> None:
        """Take in a reply: use the tools it asks for, or the program it wrote without one."""
        spent = self.usage
        self.usage = Usage(
            spent.calls + 1,
            spent.tool_calls + len(reply.tool_calls),
            spent.prompt_tokens + reply.usage.prompt_tokens,
            spent.completion_tokens + reply.usage.completion_tokens,
            spent.cost + (reply.usage.cost or 0.0),
        )
        self.messages.append(dict(reply.message))
        pictures: list[bytes] = []
        for call in reply.tool_calls:
            # Every call gets an answer, as the protocol wants, but only a few cost time.
            done = self.kept is not None or self.attempts >= self.budget.attempts
            said = "Not done: the task is over." if done else self._use(call, pictures)
            self.messages.append({"role": "tool", "tool_call_id": call.id, "content": said})
        if not reply.tool_calls:
            try:
                answer = read_answer(reply.text, reply.truncated)
                said = self._use(ToolCall("", EXECUTE, _as_arguments(answer.program)), pictures)
            except ProposerError as error:
                said = f"{error} {prompt.NUDGE}"
            self.messages.append({"role": "user", "content": said})
        if pictures and self.kept is None:
            self.messages.append({"role": "user", "content": [_image(data) for data in pictures]})

    def _use(self, call: ToolCall, pictures: list[bytes]) -> str:
        said, verdict = use(call, self.sandbox, self.task.id)
        if verdict is not None:
            self.attempts += 1
            if verdict.sample is not None:
                self.kept = verdict
            elif verdict.refusal is not None:
                self.refusals.append((verdict.refusal.gate, str(verdict.refusal)))
                if self.vision and verdict.part is not None:
                    pictures.append(picture(verdict.part))
        return said

    def outcome(self, author: AgentAuthor, described: Description) -> Outcome:
        record = Record(
            index=self.task.index,
            id=self.task.id,
            status="failed",
            author=author.recipe,
            kind=described.category,
            description=described.text,
            attempts=self.attempts,
            refusals=tuple(self.refusals),
            transcript=True,
            usage=self.usage,
        )
        if self.kept is None or self.kept.sample is None or self.kept.measures is None:
            return Outcome(record, None, tuple(self.messages))
        program, measures = self.kept.sample.program, self.kept.measures
        record = replace(
            record,
            status="kept",
            operations=operations(program),
            faces=measures.faces or 0,
            program_key=program_key(program),
            shape_key=shape_key(measures),
        )
        return Outcome(record, self.kept.sample, tuple(self.messages))


class Recording:
    """Replies of a kept conversation, one after the other, as if the model gave them again."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._replies = [message for message in messages if message["role"] == "assistant"]

    def chat(self, *_: Any, **__: Any) -> Reply:
        """The next reply. Raises ProposerError("refused") after the last."""
        if not self._replies:
            raise ProposerError("refused", "The recording is at its end.")
        message = self._replies.pop(0)
        calls = [
            ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
            for call in message.get("tool_calls", ())
        ]
        return Reply("recording", message.get("content") or "", tuple(calls))


def _as_arguments(program: str) -> str:
    return json.dumps({"code": program})


def _image(png: bytes) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{base64.b64encode(png).decode()}"}}


@lru_cache(maxsize=4)
def _endpoint(url: str, model: str, price: Price | None) -> ChatEndpoint:
    return ChatEndpoint(url, model, price=price)


@lru_cache(maxsize=4)
def _descriptions(catalog: Path) -> tuple[Description, ...]:
    return read_catalog(catalog)
