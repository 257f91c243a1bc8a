"""A model's reply, and the pieces of a stream that it is put together from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.prompt import Message

MILLION = 1_000_000


class CutOffError(Exception):
    """An answer that ended before it was whole, or that cannot be read: worth another try."""


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens."""

    prompt: float
    completion: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "IN,OUT", such as "0.15,0.60". Raises ConfigError."""
        try:
            prompt, completion = (float(number) for number in text.split(","))
        except ValueError:
            prompt = completion = -1.0
        if not (0 <= prompt < MILLION and 0 <= completion < MILLION):
            raise ConfigError(
                f"{text!r} is no price: give dollars a million tokens as IN,OUT, such as 0.15,0.60."
            ) from None
        return cls(prompt, completion)


@dataclass(frozen=True)
class Usage:
    """Tokens, and US dollars (None: unknown), of `requests` answered requests."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None

    def to_json(self) -> dict[str, int | float | None]:
        """As JSON types."""
        return asdict(self)

    def __add__(self, other: Usage) -> Usage:
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            sum(costs) if costs else None,
        )


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants to use. `arguments` is JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str

    def read(self) -> dict[str, Any]:
        """The arguments. Raises ProposerError("refused") when they are no JSON object."""
        try:
            arguments = json.loads(self.arguments or "{}")
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            raise ProposerError("refused", f"The arguments of the tool call {self.name} are no JSON object.")
        return arguments


@dataclass(frozen=True)
class Reply:
    """One whole reply. `truncated`: the model stopped at its limit of tokens."""

    model: str
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    truncated: bool = False
    usage: Usage = Usage()

    @property
    def message(self) -> Message:
        """The reply as a message of the conversation, to be sent back with the next question."""
        message: Message = {"role": "assistant", "content": self.text}
        if self.tool_calls:
            message["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in self.tool_calls
            ]
        return message


@dataclass
class Pieces:
    """What has been received of a streamed reply."""

    count: int = 0
    text: list[str] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    calls: dict[int, dict[str, str]] = field(default_factory=dict)
    finish: str | None = None
    usage: Mapping[str, Any] = field(default_factory=dict)

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take in one chunk of a stream."""
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices") or ():
            delta = choice.get("delta") or {}
            self.count += 1
            self.text.append(delta.get("content") or "")
            self.refusal.append(delta.get("refusal") or "")
            for call in delta.get("tool_calls") or ():
                self._add_call(call)
            self.finish = choice.get("finish_reason") or self.finish

    def _add_call(self, piece: Mapping[str, Any]) -> None:
        place = piece.get("index")
        call = self.calls.setdefault(len(self.calls) if place is None else place, {"id": "", "name": "", "text": ""})
        function = piece.get("function") or {}
        call["id"] = piece.get("id") or call["id"]
        call["name"] = function.get("name") or call["name"]
        call["text"] += function.get("arguments") or ""

    def reply(self, model: str, price: Price | None) -> Reply:
        """The whole reply. Raises CutOffError for half of one or an empty one, ProposerError("refused")."""
        if refusal := " ".join("".join(self.refusal).split()):
            raise ProposerError("refused", f"The model refused: {refusal[:200]}")
        if self.finish == "content_filter":
            raise ProposerError("refused", "The server's filter stopped the model's answer.")
        if self.finish is None:
            raise CutOffError("the answer was cut off" if self.count else "the answer held no choice")
        text = "".join(self.text)
        calls = tuple(
            ToolCall(call["id"] or f"call_{place}", call["name"], call["text"])
            for place, call in sorted(self.calls.items())
        )
        if not text.strip() and not calls and self.finish != "length":
            raise CutOffError("the answer was empty")
        return Reply(model, text, calls, self.finish == "length", self._usage(price))

    def _usage(self, price: Price | None) -> Usage:
        prompt, completion = (int(self.usage.get(f"{what}_tokens") or 0) for what in ("prompt", "completion"))
        cost = self.usage.get("cost")
        if cost is None and price is not None:
            cost = (prompt * price.prompt + completion * price.completion) / MILLION
        return Usage(1, prompt, completion, None if cost is None else float(cost))
