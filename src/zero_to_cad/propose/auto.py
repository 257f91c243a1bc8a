"""Whatever is at hand: the embedded engine, and a local model beside it where its weights are."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

from zero_to_cad.errors import InputError, ProposerError
from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Budget, Candidate, Proposer, Target
from zero_to_cad.propose.fit import FitProposer

# A part that falls short by more of what the embedded engine expected is a mistake: it may try once more.
MISTAKE = 0.1


@dataclass(frozen=True)
class AutoProposer:
    """The embedded engine's best first, which takes seconds, then the model's candidates.

    So both compete, unless the first is as good as exact. Without a `model` the embedded engine is alone.
    """

    model: Proposer | None
    embedded: Proposer = field(default_factory=FitProposer)

    @property
    def name(self) -> str:
        return "auto"

    def propose(self, target: Target, budget: Budget) -> Generator[Candidate, Attempt | None, None]:
        """Yield the candidates of both. Raises ProposerError when the last that is asked has none."""
        embedded = self.embedded.propose(target, budget)
        if self.model is None:
            yield from embedded
            return
        try:
            for candidate in embedded:
                attempt = yield replace(candidate, rivals=True)
                if attempt is not None and attempt.scores and attempt.likeness > (candidate.expected or 0) - MISTAKE:
                    break
        except (ProposerError, InputError):
            # It cannot help with this target, which may be pictures of another convention; the model, which is next,
            # says so itself when it cannot either.
            pass
        if budget.left:
            yield from self.model.propose(target, budget)
