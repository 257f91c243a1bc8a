"""What a reconstruction found: the program, the part it makes, and how alike that part is to the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from zero_to_cad.part import Part
from zero_to_cad.propose import Attempt, Exchange, Target
from zero_to_cad.reconstruct.confidence import Confidence, missing_views
from zero_to_cad.reconstruct.editing import Editability
from zero_to_cad.sandbox import Success
from zero_to_cad.score import MeasureErrors, Score, SurfaceDistance
from zero_to_cad.views import Views, comparison_sheet


@dataclass(frozen=True, eq=False)
class Finding:
    """The chosen program with all that is known about it.

    target: with its views, and its part where the geometry is known.
    errors, surface: relative errors of measures and distances between surfaces; None for views only.
    attempts, chosen: every candidate that was tried, and which of them it is.
    stopped: why no more candidates were tried: "satisfied", "exhausted", "budget", or the proposer's words.
    timings: seconds by stage.
    exchanges: what was said to models and by them, in order.
    editability: how far the program's dimensions can be changed; None where that was not tried.
    confidence: what IoU to expect, where no geometry is known.
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
    exchanges: tuple[Exchange, ...] = ()
    editability: Editability | None = None
    confidence: Confidence | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the input: what was mended when it was read, and which views are missing."""
        if self.target.part is not None:
            return tuple(self.target.part.notes)
        views = self.target.views
        assert views is not None
        doubt = (f"Not certain: {views.doubt}",) if views.doubt else ()
        lost = (missing_views(views, self.confidence),) if views.missing and self.confidence else ()
        # Without the full stop, as a part's notes are: the pages put them into sentences of their own.
        return tuple(note.rstrip(".") for note in (*views.notes, *doubt, *lost))

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
        comparison_sheet(self.target.views, self.views).save(buffer, format="PNG")
        return buffer.getvalue()
