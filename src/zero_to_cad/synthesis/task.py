"""What is to be made, by a number anyone can work out, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol
from uuid import NAMESPACE_URL, uuid5

from zero_to_cad.dataset import Sample
from zero_to_cad.sandbox import Sandbox

Status = Literal["kept", "duplicate", "failed", "quarantined"]


@dataclass(frozen=True)
class Task:
    """One sample to be made. The same seed, recipe and index name the same task on every machine."""

    seed: int
    recipe: str
    index: int

    @property
    def id(self) -> str:
        """A version-5 UUID: the name of the sample's row."""
        return str(uuid5(NAMESPACE_URL, f"zero-to-cad/synthesis/{self.recipe}/{self.seed}/{self.index}"))

    @property
    def dice(self) -> int:
        """A seed for whoever works on the task: 32 bits that depend on all three."""
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:4])


@dataclass(frozen=True)
class Usage:
    """What a model was asked for: calls of it and of tools, tokens, and US dollars where they are known."""

    calls: int = 0
    tool_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0


@dataclass(frozen=True)
class Record:
    """What became of a task: the provenance of a kept sample, or why there is none.

    author: model and recipe. kind: the part family or category. attempts: programs examined. refusals: the gate that
    each of them failed but the last, when that was kept. operations: how often each CadQuery call stands in the kept
    program. program_key, shape_key: equal for equal programs and equal shapes. duplicate_of: a task's id.
    transcript: whether the conversation was kept, under the task's id.
    """

    index: int
    id: str
    status: Status
    author: str
    kind: str = ""
    description: str = ""
    attempts: int = 0
    refusals: tuple[tuple[str, str], ...] = ()
    operations: Mapping[str, int] = field(default_factory=dict)
    faces: int = 0
    program_key: str = ""
    shape_key: str = ""
    duplicate_of: str = ""
    transcript: bool = False
    usage: Usage = Usage()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        refusals = tuple((str(gate), str(message)) for gate, message in data["refusals"])
        return cls(**{**data, "refusals": refusals, "usage": Usage(**data["usage"])})


@dataclass(frozen=True)
class Outcome:
    """A task's record, its sample when it was kept, and the conversation when a model wrote it."""

    record: Record
    sample: Sample | None = None
    transcript: tuple[Mapping[str, Any], ...] = ()


class Author(Protocol):
    """Whoever writes the programs. It is handed to other processes, so it can be pickled."""

    @property
    def recipe(self) -> str:
        """Names the model, the prompt's version and whatever else decides what is written."""

    def write(self, task: Task, sandbox: Sandbox) -> Outcome:
        """Work on a task until a program passes the gates or its budget is used up.

        Raises SandboxUnavailable, and ProposerError("unavailable") when the model cannot be reached at all: then the
        task is not done.
        """
