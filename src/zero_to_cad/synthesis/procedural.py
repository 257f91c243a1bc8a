"""The author that needs no model: part families, drawn and checked."""

from __future__ import annotations

from dataclasses import dataclass

from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis.author import RECIPE, author
from zero_to_cad.synthesis.fingerprint import operations, program_key, shape_key
from zero_to_cad.synthesis.gates import examine
from zero_to_cad.synthesis.task import Outcome, Record, Task

ATTEMPTS = 4


@dataclass(frozen=True)
class ProceduralAuthor:
    """Writes parts of the built-in families; a program that fails a gate is drawn anew, four times at most."""

    @property
    def recipe(self) -> str:
        return RECIPE

    def write(self, task: Task, sandbox: Sandbox) -> Outcome:
        refusals: list[tuple[str, str]] = []
        for attempt in range(ATTEMPTS):
            written = author(task.seed, task.index, attempt=attempt)
            verdict = examine(written.program, sandbox, task.id)
            if verdict.refusal is not None:
                refusals.append((verdict.refusal.gate, f"{written.family}: {verdict.refusal}"))
            if verdict.sample is not None and verdict.measures is not None:
                record = Record(
                    index=task.index,
                    id=task.id,
                    status="kept",
                    author=self.recipe,
                    kind=written.family,
                    description=written.description,
                    attempts=attempt + 1,
                    refusals=tuple(refusals),
                    operations=operations(written.program),
                    faces=verdict.measures.faces or 0,
                    program_key=program_key(written.program),
                    shape_key=shape_key(verdict.measures),
                )
                return Outcome(record, verdict.sample)
        failed = Record(task.index, task.id, "failed", self.recipe, attempts=ATTEMPTS, refusals=tuple(refusals))
        return Outcome(failed)
