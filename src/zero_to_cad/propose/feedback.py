"""What a model is told about its program: the failure, or its part beside the target and the figures."""

from __future__ import annotations

import io
from dataclasses import replace

from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Target
from zero_to_cad.propose.prompt import Message, picture
from zero_to_cad.sandbox import Failure, Success
from zero_to_cad.score import agreement
from zero_to_cad.views import Views, comparison_sheet, render

COLUMNS = 4  # Views on one sheet: more would be too small to read.
OUTPUT = 1000  # Characters of what a program printed.
LEGEND = (
    "The pictures show the target's views (top row), your part's (middle row) and their difference (bottom row: red is "
    "missing, blue is too much, orange is another surface)."
)


def in_words(attempt: Attempt, target: Target, views: Views, left: str) -> str:
    """The outcome of a program as text. `views` are the target's; `left` says what remains of the budget."""
    outcome = attempt.outcome
    lines = _failure(outcome, attempt.candidate.program) if isinstance(outcome, Failure) else []
    if isinstance(outcome, Success):
        lines = [*_figures(attempt, outcome, target, views), LEGEND]
    if outcome.output.strip():
        lines.append(f"It printed: {outcome.output.strip()[-OUTPUT:]}")
    return "\n".join([*lines, left])


def in_pictures(attempt: Attempt, views: Views) -> list[Message]:
    """The target over the result over their difference, under the same renderer; none when there is no part."""
    if not isinstance(attempt.outcome, Success):
        return []
    result = _drawn_over(attempt.outcome, views)
    sheets = []
    for start in range(0, len(views.images), COLUMNS):
        end = start + COLUMNS
        some, ours = (replace(both, images=both.images[start:end]) for both in (views, result))
        buffer = io.BytesIO()
        comparison_sheet(some, ours).save(buffer, format="PNG", optimize=True)
        sheets.append(picture(buffer.getvalue()))
    return sheets


def _failure(failure: Failure, program: str) -> list[str]:
    lines = [f"The program gave no part. {failure.to_error()}"]
    source = program.splitlines()
    if failure.line is not None and 1 <= failure.line <= len(source):
        lines.append(f"Line {failure.line} is: {source[failure.line - 1].strip()}")
    return lines


def _figures(attempt: Attempt, outcome: Success, target: Target, views: Views) -> list[str]:
    seen = agreement(_drawn_over(outcome, views), views)
    lines = [
        f"The program gave one valid solid of {_size(outcome.measures.size)} mm and {outcome.measures.volume:.6g} mm³.",
        f"Agreement of the pictures, 1 is perfect: silhouettes {seen.silhouette:.3f}, surfaces {seen.labels:.3f}, "
        f"edges {seen.edges:.3f}, overall {seen.overall:.3f}.",
    ]
    worst = sorted(range(len(seen.views)), key=lambda place: seen.views[place].overall)[:3]
    if seen.overall < 1:
        lines.append(f"The views that agree least: {', '.join(map(str, worst))} (of 0 to {len(seen.views) - 1}).")
    if target.part is None:
        lines.append("The target's geometry is not known, so there is no IoU of volumes.")
    else:
        ious = ", ".join(f"{score.iou:.4f} ({score.protocol})" for score in attempt.scores)
        theirs = target.part.measures
        lines.append(
            f"IoU of the volumes, from the target's known geometry: {ious}. "
            f"The target has {_size(theirs.size)} mm and {theirs.volume:.6g} mm³."
        )
    return lines


def _size(size: tuple[float, float, float]) -> str:
    return " x ".join(f"{side:.5g}" for side in size)


def _drawn_over(outcome: Success, views: Views) -> Views:
    """The part's views at the target's place and scale, where these are known."""
    return render(outcome.part, like=views if views.scale else None)
