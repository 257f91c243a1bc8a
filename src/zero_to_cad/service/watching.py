"""A proposer and a sandbox that say what they do, so that a job's progress can be followed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import count
from types import TracebackType
from typing import Self

from zero_to_cad.propose import Budget, Candidate, Proposer, Target
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success

Tell = Callable[[str, str], None]


class WatchedProposer:
    """Another proposer, with a word about each candidate."""

    def __init__(self, proposer: Proposer, tell: Tell) -> None:
        self._proposer = proposer
        self._tell = tell
        self.name = proposer.name

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """The other's candidates; what became of each goes back to it."""
        candidates = self._proposer.propose(target, budget)
        attempt = None
        for number in count(1):
            try:
                # A generator hears what became of its last candidate.
                candidate = candidates.send(attempt) if isinstance(candidates, Generator) else next(candidates)
            except StopIteration:
                return
            self._tell("propose", f"Candidate {number}: {candidate.detail or candidate.proposer}.")
            attempt = yield candidate


class WatchedSandbox(Sandbox):
    """Another sandbox, with a word about each run. Leaving it leaves the other one running."""

    def __init__(self, sandbox: Sandbox, tell: Tell) -> None:
        super().__init__(sandbox.limits)
        self._other = sandbox
        self._tell = tell

    def run(self, source: str, limits: Limits | None = None) -> Success | Failure:
        """The other's outcome."""
        self._tell("run", f"Running {len(source.splitlines())} lines in the sandbox.")
        outcome = self._other.run(source, limits)
        if isinstance(outcome, Failure):
            self._tell("run", f"No part: {outcome.to_error()}")
        else:
            self._tell("score", "Comparing the part with the input.")
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
