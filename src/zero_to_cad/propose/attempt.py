"""What became of a candidate."""

from __future__ import annotations

from dataclasses import dataclass

from zero_to_cad.errors import ProgramError
from zero_to_cad.propose.base import Candidate
from zero_to_cad.sandbox import Failure, Success
from zero_to_cad.score import Score


@dataclass(frozen=True)
class Attempt:
    """A candidate and what became of it in the sandbox.

    scores: protocols zero-to-cad (rotations none) and exact where the target's geometry is known, else silhouettes,
    the IoU of the part's pixels over the eight views, and views, their overall agreement. Empty when
    the program gave no part.
    """

    candidate: Candidate
    outcome: Success | Failure
    scores: tuple[Score, ...]

    @property
    def likeness(self) -> float:
        """The least of the scores, by which the loop chooses; 0 when the program gave no part."""
        return min((score.iou for score in self.scores), default=0.0)

    @property
    def in_words(self) -> str:
        """The scores, or the failure."""
        if self.failure is not None:
            return str(self.failure)
        return "IoU " + ", ".join(f"{score.iou:.4f} ({score.protocol})" for score in self.scores)

    @property
    def label(self) -> str:
        """Who proposed it and how."""
        return ": ".join(filter(None, (self.candidate.proposer, self.candidate.detail)))

    @property
    def failure(self) -> ProgramError | None:
        """Why it gave no part."""
        return self.outcome.to_error() if isinstance(self.outcome, Failure) else None
