"""The work on one part: load it, let the engine propose, score what came out against the whole truth."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

from zero_to_cad.errors import InputError, ProgramError, ProposerError, SandboxUnavailable, ZeroToCadError
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.record import Record
from zero_to_cad.evaluation.settings import Settings
from zero_to_cad.part import Part
from zero_to_cad.program import parse
from zero_to_cad.propose import Proposer, Target, engine
from zero_to_cad.propose import Settings as EngineSettings
from zero_to_cad.reconstruct import Reconstruction, reconstruct
from zero_to_cad.score import measure_errors, score, surface_distance
from zero_to_cad.views import Views, comparison_sheet, render

# One view from the front and one from the rear say enough in a gallery.
SHOWN = (0, 4)
ROUND = frozenset({"cone", "sphere", "torus"})


@dataclass(frozen=True)
class Outcome:
    """A record, and for a part that was rebuilt a PNG of target, result and difference."""

    record: Record
    picture: bytes | None = None


def measure(item: Item, settings: Settings) -> Outcome:
    """Evaluate one part. Failures are records; raises only SandboxUnavailable and what the machine lacks.

    With sight "views" the engine sees pictures only (those of the data, or else drawn from the part), also in choosing
    among its own candidates; the score is taken against the part all the same.
    """
    start = time.perf_counter()
    try:
        truth = item.load()
        assert truth.part is not None
        faces, shape = truth.part.measures.faces, shape_of(truth.part)
    except InputError as error:
        return unreadable(item, error)
    about = Record(item.name, "failed", faces=faces, shape=shape)
    try:
        proposer = _proposer(settings.engine, settings.told)
        found = reconstruct(given(truth, settings), proposer, settings.budget, raw=settings.raw)
        outcome = _scored(about, found, truth.part, settings)
    except (SandboxUnavailable, ImportError):
        raise
    except ZeroToCadError as error:
        message = "; ".join((str(error), *getattr(error, "__notes__", ())))
        outcome = Outcome(replace(about, failure=failure_kind(error), message=message))
    except Exception as error:
        # A bug met on one part must not cost the figures of all others; it is counted as a failure and named.
        outcome = Outcome(replace(about, failure="bug", message=f"{type(error).__name__}: {error}"))
    seconds = round(time.perf_counter() - start, 3)
    return Outcome(replace(outcome.record, seconds=seconds), outcome.picture)


def unreadable(item: Item, error: InputError) -> Outcome:
    """What becomes of a part whose own data cannot be read: recorded, and not counted."""
    return Outcome(Record(item.name, "unreadable", type(error).__name__, str(error)))


def given(truth: Target, settings: Settings) -> Target:
    """What the engine is given of the truth: the part alone, or pictures alone."""
    assert truth.part is not None
    if settings.sight == "views":
        return Target(truth.name, views=truth.views or render(truth.part))
    return Target(truth.name, part=truth.part)


def shape_of(part: Part) -> str:
    """What surfaces bound a part: "planes", "planes and cylinders", "cones, spheres or tori", "free form", "mesh".

    The later word counts where several apply; a part known only as a mesh is a "mesh".
    """
    kinds = set(part.measures.faces_by_type)
    if not kinds:
        return "mesh"
    if kinds <= {"plane"}:
        return "planes"
    if kinds <= {"plane", "cylinder"}:
        return "planes and cylinders"
    return "cones, spheres or tori" if kinds <= {"plane", "cylinder", *ROUND} else "free form"


def failure_kind(error: ZeroToCadError) -> str:
    """The kind of a failure in one word: of the last program tried where one was, else of the proposer."""
    if isinstance(error, ProgramError):
        return error.kind
    if isinstance(error.__cause__, ProgramError):
        return error.__cause__.kind
    return error.kind if isinstance(error, ProposerError) else type(error).__name__


@cache
def _proposer(name: str, told: EngineSettings) -> Proposer:
    """One engine a process: a model is loaded once."""
    return engine(name, told)


def _scored(about: Record, found: Reconstruction, truth: Part, settings: Settings) -> Outcome:
    program = parse(found.program)
    record = replace(
        about,
        status="done",
        scores=_scores(found.part, truth, settings),
        chamfer=surface_distance(found.part, truth).chamfer,
        volume_error=measure_errors(found.part, truth).volume,
        program=found.program,
        calls=len(program.calls),
        named_share=program.named_share,
        attempts=len(found.attempts),
    )
    return Outcome(record, _picture(found.part, truth))


def _scores(result: Part, truth: Part, settings: Settings) -> Mapping[str, float | None]:
    found = [
        score(result, truth, name, settings.rotations if name == "zero-to-cad" else "none")
        for name in settings.protocols
    ]
    return {one.protocol: None if one.details.get("dropped") else one.iou for one in found}


def _picture(result: Part, truth: Part) -> bytes:
    target = render(truth)
    laid_over = render(result, like=target)
    pair = [
        Views(tuple(views.images[place] for place in SHOWN), views.convention, views.scale, views.centre, SHOWN)
        for views in (target, laid_over)
    ]
    buffer = BytesIO()
    comparison_sheet(pair[0], pair[1]).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def picture_name(name: str) -> str:
    """The file name of a part's picture: its name with what no file system minds."""
    return re.sub(r"[^\w.+-]", "_", name) + ".png"
