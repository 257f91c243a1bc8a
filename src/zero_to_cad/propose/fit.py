"""The embedded engine as a proposer: reads a part's geometry or its pictures, needs no model."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Budget, Candidate, Target

if TYPE_CHECKING:
    from zero_to_cad.fit.explanation import Explanation, Explanations

# Searching may take this share of the budget, the rest is for running what was found.
SEARCH_SHARE = 0.5


class FitProposer:
    """Explains the part's own faces and sections, or what its pictures show, as extrusions and revolutions."""

    name = "fit"

    def propose(self, target: Target, budget: Budget) -> Generator[Candidate, Attempt | None, None]:
        """Yield programs, best first, and after one that ran out of time one that stops before it did.

        Raises ProposerError("refused") for a target with neither part nor views.
        """
        seconds = SEARCH_SHARE * budget.left
        if target.part is not None:
            from zero_to_cad.fit import explain

            found = explain(target.part, seconds)
        elif target.views is not None and target.views.images:
            from zero_to_cad.fit.seen import explain_views

            found = explain_views(target.views, seconds)
        else:
            raise ProposerError("refused", f"{target.name} has neither geometry nor pictures.")
        late = None
        while (explanation := _next(found, late)) is not None:
            attempt = yield Candidate(
                explanation.program,
                self.name,
                explanation.summary,
                explanation.expected,
                explanation.remedy,
                slack=explanation.slack,
                snapped=explanation.snapped,
            )
            failure = attempt.failure if attempt is not None else None
            late = (failure.line or 0) if failure is not None and failure.kind == "timeout" else None


def _next(found: Explanations, late: int | None) -> Explanation | None:
    try:
        return found.send(late)
    except StopIteration:
        return None
