"""After the proposals: those that failed are repaired, and what came out competes with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from zero_to_cad.propose import Attempt, Budget, Candidate
from zero_to_cad.reconstruct.repair import repair
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success

# Failed candidates that are repaired for one target, the most promising first.
MOST_REPAIRED = 3
# Seconds for repairs where the budget is spent and nothing gave a part yet.
LEAST_SECONDS = 10.0

Judge = Callable[[Candidate, Success | Failure], Attempt]


def repairs(
    attempts: Sequence[Attempt], judge: Judge, sandbox: Sandbox, limits: Limits, budget: Budget
) -> Iterator[Attempt]:
    """An attempt for each failed one that could be repaired, while the budget lasts or until there is a part.

    A proposer that says what it expects has remedies of its own: its programs are repaired only where nothing gave a
    part.
    """
    any_part = any(attempt.scores for attempt in attempts)
    failed = [attempt for attempt in attempts if isinstance(attempt.outcome, Failure)]
    if any_part:
        failed = [attempt for attempt in failed if attempt.candidate.expected is None]
    for attempt in failed[:MOST_REPAIRED]:
        if any_part and not budget.left:
            return
        assert isinstance(attempt.outcome, Failure)
        seconds = max(budget.left, LEAST_SECONDS)
        found = repair(attempt.candidate.program, attempt.outcome, sandbox, limits, seconds)
        if found is not None:
            detail = ", ".join(filter(None, (attempt.candidate.detail, "repaired")))
            changed = replace(attempt.candidate, program=found.program, detail=f"{detail} ({'; '.join(found.changes)})")
            made = judge(changed, found.outcome)
            any_part = any_part or bool(made.scores)
            yield made
