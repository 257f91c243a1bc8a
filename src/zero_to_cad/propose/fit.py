"""The embedded engine as a proposer: reads a part's geometry or its pictures, needs no model."""

from __future__ import annotations

from collections.abc import Iterator

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.base import Budget, Candidate, Target

# Searching may take this share of the budget, the rest is for running what was found.
SEARCH_SHARE = 0.5


class FitProposer:
    """Explains the part's own faces and sections, or what its pictures show, as extrusions and revolutions."""

    name = "fit"

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield programs, best first. Raises ProposerError("refused") for a target with neither part nor views."""
        seconds = SEARCH_SHARE * budget.left
        if target.part is not None:
            from zero_to_cad.fit import explain

            found = explain(target.part, seconds)
        elif target.views is not None and target.views.images:
            from zero_to_cad.fit.seen import explain_views

            found = explain_views(target.views, seconds)
        else:
            raise ProposerError("refused", f"{target.name} has neither geometry nor pictures.")
        for explanation in found:
            yield Candidate(
                explanation.program,
                self.name,
                explanation.summary,
                explanation.expected,
                explanation.remedy,
                slack=explanation.slack,
            )
