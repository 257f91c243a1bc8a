"""What a reconstruction found: the program, the part it makes, and how alike that part is to the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from zero_to_cad.errors import ProgramError
from zero_to_cad.part import Part
from zero_to_cad.propose import Candidate, Target
from zero_to_cad.sandbox import Failure, Success
from zero_to_cad.score import MeasureErrors, Score, SurfaceDistance
from zero_to_cad.views import Views, comparison_sheet


@dataclass(frozen=True)
class Attempt:
    """A candidate and what became of it in the sandbox.

    scores: protocols zero-to-cad (rotations none) and exact where the target's geometry is known, else silhouettes,
    the IoU of the part's pixels over the eight views. Empty when the program gave no part.
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


@dataclass(frozen=True, eq=False)
class Finding:
    """The chosen program with all that is known about it.

    target: with its views, and its part where the geometry is known.
    errors, surface: relative errors of measures and distances between surfaces; None for views only.
    attempts, chosen: every candidate that was tried, and which of them it is.
    stopped: why no more candidates were tried: "satisfied", "exhausted", "budget", or the proposer's words.
    timings: seconds by stage.
    """

    target: Target
    program: str
    part: Part
    views: Views
    errors: MeasureErrors | None
    surface: SurfaceDistance | None
    attempts: tuple[Attempt, ...]
    chosen: int
    engine: str
    budget: float
    stopped: str
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The scores of the chosen attempt."""
        return self.attempts[self.chosen].scores

    @property
    def score(self) -> Score:
        """The first of `scores`: zero-to-cad without rotation where the target's geometry is known."""
        return self.scores[0]

    @property
    def sentence(self) -> str:
        """The scores in words."""
        return self.attempts[self.chosen].in_words

    @property
    def selected(self) -> str:
        """Where the program left the part: "result", "show_object" or the name of a variable."""
        outcome = self.attempts[self.chosen].outcome
        assert isinstance(outcome, Success)
        return outcome.selected

    @cached_property
    def sheet(self) -> bytes:
        """PNG of the target's views over the result's over their difference."""
        assert self.target.views is not None
        buffer = BytesIO()
        comparison_sheet(self.target.views, self.views).save(buffer, format="PNG", optimize=True)
        return buffer.getvalue()
