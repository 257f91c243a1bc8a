"""How many programs were tried, and how many passed what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zero_to_cad.synthesis.gates import GATES
from zero_to_cad.synthesis.task import Record

# Of the paper, with a language model (arXiv 2604.24479).
PAPER = {"first attempt": 0.223, "attempts": 3.30, "calls": 4.34}


@dataclass(frozen=True)
class Funnel:
    """Counts over the records of a run; funnels of parts of a run add up.

    tasks: of which something became. first: kept with the first program. attempts: programs examined; stopped: how
    many of them stopped at each gate. operations: CadQuery calls in kept programs. faces: in all kept samples.
    """

    tasks: int = 0
    kept: int = 0
    duplicates: int = 0
    failed: int = 0
    quarantined: int = 0
    first: int = 0
    attempts: int = 0
    calls: int = 0
    tool_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    faces: int = 0
    stopped: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Funnel:
        """The funnel of some records."""
        total = cls()
        for record in records:
            passed = record.status in ("kept", "duplicate")
            kept = record.status == "kept"
            total += cls(
                tasks=1,
                kept=kept,
                duplicates=record.status == "duplicate",
                failed=record.status == "failed",
                quarantined=record.status == "quarantined",
                first=passed and not record.refusals,
                attempts=record.attempts,
                calls=record.usage.calls,
                tool_calls=record.usage.tool_calls,
                prompt_tokens=record.usage.prompt_tokens,
                completion_tokens=record.usage.completion_tokens,
                cost=record.usage.cost,
                faces=record.faces if kept else 0,
                stopped=Counter(gate for gate, _ in record.refusals),
                operations=Counter(record.operations) if kept else Counter(),
                kinds=Counter([record.kind]) if kept else Counter(),
            )
        return total

    def __add__(self, other: Funnel) -> Funnel:
        return Funnel(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    @property
    def first_attempt_yield(self) -> float:
        """Share of tasks whose first program passed every gate."""
        return self.first / self.tasks if self.tasks else 0.0

    @property
    def entropy(self) -> float:
        """Shannon entropy of the histogram of operations, in bits."""
        return entropy(self.operations)

    @property
    def passed(self) -> dict[str, int]:
        """Programs left after each gate, in order."""
        left = self.attempts
        counts: dict[str, int] = {}
        for gate in GATES:
            left -= self.stopped[gate]
            counts[gate] = left
        return counts

    def to_json(self) -> dict[str, Any]:
        """The counts, with what follows from them."""
        counts = {
            name: dict(value.most_common()) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }
        derived = {
            "first_attempt_yield": round(self.first_attempt_yield, 4),
            "attempts_per_task": round(self.attempts / self.tasks, 3) if self.tasks else None,
            "distinct_operations": len(self.operations),
            "operation_entropy_bits": round(self.entropy, 3),
            "passed": self.passed,
        }
        return {**counts, **derived}


def entropy(histogram: Counter[str]) -> float:
    """-sum p log2 p over the shares of a histogram, in bits; 0 for an empty one."""
    total = sum(histogram.values())
    return 0.0 - sum(n / total * math.log2(n / total) for n in histogram.values() if n) if total else 0.0
