"""After the proposals: those that failed are repaired, the best is refined, and what comes of that competes too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from zero_to_cad.errors import ProgramError
from zero_to_cad.propose import Attempt, Budget, Candidate, Target
from zero_to_cad.reconstruct.refine import refine
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


def refinement(
    best: Attempt, target: Target, judge: Judge, sandbox: Sandbox, limits: Limits, budget: Budget
) -> Iterator[Attempt]:
    """An attempt with better dimensions than the best so far, where there are any and the budget lasts.

    A proposer that says what it expects of its program for a part has measured the dimensions: those stay.
    """
    if isinstance(best.outcome, Failure) or not budget.left:
        return
    if target.part is not None and best.candidate.expected is not None:
        return
    with suppress(ProgramError):
        found = refine(best.candidate.program, target, sandbox, budget.left, limits)
        if found is not None:
            change = f"refined ({len(found.changed)} dimensions, {found.before:.3f} to {found.after:.3f})"
            detail = ", ".join(filter(None, (best.candidate.detail, change)))
            yield judge(replace(best.candidate, program=found.program, detail=detail, expected=None), found.outcome)
