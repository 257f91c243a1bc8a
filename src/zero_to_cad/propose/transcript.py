"""What was said to a model and by it, so that it can be read and played back."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import add
from typing import Any

from zero_to_cad.errors import ProposerError, UnreadableError
from zero_to_cad.propose.answer import Answer, read_answer
from zero_to_cad.propose.prompt import Message
from zero_to_cad.propose.reply import Reply, ToolCall, Usage

SCHEMA = 1
# The tool by which a model hands over a program, and its argument.
RUN_TOOL, PROGRAM = "run_program", "program"
FENCES = ("```", "~~~")


@dataclass(frozen=True)
class Exchange:
    """A question to a model, as far as it was not asked before, and its reply."""

    asked: tuple[Message, ...]
    reply: Reply

    def to_json(self) -> dict[str, Any]:
        """As JSON types; pictures only by their digest."""
        return {
            "schema": SCHEMA,
            "model": self.reply.model,
            "asked": [_without_pictures(message) for message in self.asked],
            "answer": self.reply.message,
            "truncated": self.reply.truncated,
            "usage": self.reply.usage.to_json(),
        }


def total(exchanges: Iterable[Exchange]) -> Usage:
    """What all of them used together."""
    return reduce(add, (exchange.reply.usage for exchange in exchanges), Usage())


def to_lines(exchanges: Iterable[Exchange]) -> str:
    """A transcript file: one JSON object a line."""
    return "".join(json.dumps(exchange.to_json(), ensure_ascii=False) + "\n" for exchange in exchanges)


def programs_in(text: str, name: str) -> list[Answer]:
    """The programs that a transcript file's models wrote, in order. Raises UnreadableError; `name` is the file's."""
    found: list[Answer] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            record = json.loads(line)
            answer = record["answer"]
            calls = tuple(
                ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
                for call in answer.get("tool_calls", ())
            )
            reply = Reply(record["model"], answer["content"] or "", calls, bool(record["truncated"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableError(f"Line {number} of {name} is no exchange of a transcript.") from error
        found.extend(answer for _, answer in offers(reply) if isinstance(answer, Answer))
    return found


def offers(reply: Reply) -> Iterator[tuple[ToolCall | None, Answer | ProposerError]]:
    """Each program that a reply offers or the reason why it is none, with the tool call that it must be told by."""
    for call in reply.tool_calls:
        yield call, _handed_over(call, reply.truncated)
    if not reply.tool_calls:
        try:
            yield None, read_answer(reply.text, reply.truncated)
        except ProposerError as error:
            yield None, error


def _handed_over(call: ToolCall, truncated: bool) -> Answer | ProposerError:
    if call.name != RUN_TOOL:
        return ProposerError("refused", f"There is no tool {call.name!r}: the only one is {RUN_TOOL}.")
    try:
        program = call.read().get(PROGRAM)
        if isinstance(program, str) and program.lstrip().startswith(FENCES):
            # Models that fence everything fence this too.
            return read_answer(program, truncated)
    except ProposerError as error:
        return error
    if not isinstance(program, str) or not program.strip():
        return ProposerError("refused", f"The argument {PROGRAM} of {RUN_TOOL} must be the program's source text.")
    return Answer(program, truncated)


def _without_pictures(message: Message) -> Message:
    content = message.get("content")
    if not isinstance(content, Sequence) or isinstance(content, str):
        return message
    return {**message, "content": [_digest(piece) for piece in content]}


def _digest(piece: Mapping[str, Any]) -> Mapping[str, Any]:
    if piece.get("type") != "image_url":
        return piece
    png = b64decode(piece["image_url"]["url"].partition(",")[2])
    return {"type": "picture", "sha256": sha256(png).hexdigest(), "bytes": len(png)}
