"""The embedded engine as a proposer: reads the part's exact geometry, needs no model and no network."""

from __future__ import annotations

from collections.abc import Iterator

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.base import Budget, Candidate, Target

# Searching may take this share of the budget, the rest is for running what was found.
SEARCH_SHARE = 0.6


class FitProposer:
    """Explains the part's own faces and sections as sketches, extrusions, cuts and revolutions."""

    name = "fit"

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield programs, best first. Raises ProposerError("refused") for a target of views only."""
        if target.part is None:
            raise ProposerError(
                "refused",
                "The fit engine needs the part's geometry and cannot work from views alone yet: "
                "give it a STEP or mesh file.",
            )
        from zero_to_cad.fit import explain

        for explanation in explain(target.part, SEARCH_SHARE * budget.left):
            yield Candidate(
                explanation.program, self.name, explanation.summary, explanation.expected, explanation.remedy
            )
