"""The ladder: from the failure to likely remedies, each run, until a program gives a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.source import read
from zero_to_cad.reconstruct.repair import (
    arguments,
    blends,
    bodies,
    names,
    outlines,
    results,
    selectors,
    steps,
    vectors,
)
from zero_to_cad.reconstruct.repair.broken import Broken, Remedy
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success

# Rungs from what is surely a slip to what loses a feature.
RUNGS = tuple(
    rung.remedies for rung in (bodies, names, vectors, arguments, selectors, outlines, results, blends, steps)
)
MOST_RUNS = 40
# Blends that nearly fit can keep the kernel busy for minutes: one run may take this share of the time.
RUN_SHARE = 0.2
LEAST_PATIENCE = 5.0  # seconds
MOST_STEPS = 8  # remedies for one program


@dataclass(frozen=True)
class Repaired:
    """A program that runs now: its source, its outcome, and what was changed, in words, in order."""

    program: str
    outcome: Success
    changes: tuple[str, ...]


def repair(
    program: str, failure: Failure, sandbox: Sandbox, limits: Limits | None = None, seconds: float = 30.0
) -> Repaired | None:
    """Change a program that failed until it runs; None when no change helped.

    Every changed program is run in the sandbox. One that runs is taken at once. One that fails elsewhere has got on,
    and is changed further; one that fails as before is dropped. At most MOST_RUNS runs, and none begun once the runs
    have taken `seconds`, of which one run may take a share.
    """
    limits = limits or sandbox.limits
    limits = limits.within(max(LEAST_PATIENCE, RUN_SHARE * seconds))
    tried = {program}
    runs = 0
    spent = 0.0
    # Depth first: what got on is followed up before the next remedy of the same failure is tried.
    waiting: list[tuple[Iterator[Remedy], Failure, tuple[str, ...]]] = [(_remedies(program, failure), failure, ())]
    while waiting and runs < MOST_RUNS and spent < seconds:
        offered, before, changes = waiting[-1]
        remedy = next(offered, None)
        if remedy is None:
            waiting.pop()
            continue
        if remedy.source in tried:
            continue
        tried.add(remedy.source)
        runs += 1
        outcome = sandbox.run(remedy.source, limits)
        spent += outcome.seconds
        now = (*changes, remedy.words)
        if isinstance(outcome, Success):
            return Repaired(remedy.source, outcome, now)
        if len(now) < MOST_STEPS and _got_on(before, outcome):
            waiting.append((_remedies(remedy.source, outcome), outcome, now))
    return None


def _remedies(source: str, failure: Failure) -> Iterator[Remedy]:
    try:
        tree = read(source)
    except ProgramError:
        yield from results.whole_lines(source)
        return
    broken = Broken(source, tree, failure)
    for rung in RUNGS:
        yield from rung(broken)


def _got_on(before: Failure, after: Failure) -> bool:
    """Whether the program failed of something else than before."""
    same = replace(after, seconds=before.seconds, output=before.output)
    return same != before
