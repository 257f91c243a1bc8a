"""Propose, run, score, choose."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from zero_to_cad.errors import ProposerError
from zero_to_cad.part import Part
from zero_to_cad.propose import Attempt, Budget, Candidate, Proposer, Target
from zero_to_cad.propose import engine as engine_named
from zero_to_cad.propose.transcript import to_lines
from zero_to_cad.reconstruct.confidence import confidence
from zero_to_cad.reconstruct.editing import edited
from zero_to_cad.reconstruct.improve import Judge, refinement, repairs
from zero_to_cad.reconstruct.judging import picture_scores
from zero_to_cad.reconstruct.repair import steadied
from zero_to_cad.reconstruct.result import Reconstruction
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success, shared
from zero_to_cad.score import Score, measure_errors, prepare, score, surface_distance
from zero_to_cad.see import sized
from zero_to_cad.views import Views, render

# An IoU this close to 1 is within what meshes lose on curved faces: no further candidate is asked for.
SATISFIED = 0.9995
# The protocol `zero-to-cad` may fall this much shorter: it moves every face where one end of the box is missed.
MISPLACED = 0.05
# A volume that allows only this much less is no approximation but a mistake of the kernel; a result that reaches only
# so much less may be one.
MISTAKE = 0.1
SUSPECT = 0.02
# The volume of a part's mesh may be off by this share: coarse arcs of thin pins are. An open mesh lacks a face.
SKIN = 0.1
OPEN_SKIN = 2e-3
# A program longer than this share of one that ran out of time would run out of it too, unless they are short: those
# fail at one operation.
LONG = 0.8
SHORT = 5000
# One program may work for this share of the budget, so that a slow one leaves time for a simpler one, and in any case
# for so many seconds.
RUN_SHARE = 0.4
LEAST_RUN = 10.0
# Moving the dimensions of the chosen program may take this share of the budget.
EDITING_SHARE = 0.2
# Likenesses equal to this many digits are alike for a person, who will then prefer the shorter program.
DIGITS = 3


def reconstruct(
    target: Part | Views | Target,
    engine: str | Proposer = "fit",
    budget: float = 30.0,
    sandbox: Sandbox | None = None,
    *,
    raw: bool = False,
) -> Reconstruction:
    """Find the program that makes `target`.

    Each candidate of `engine` (a name as for `propose.engine`, or any Proposer) is run in the sandbox and compared with
    the target, until one is as good as exact or as its engine expected, there are no more, or `budget` seconds have
    passed: then no further candidate is begun, unless none has given a part yet, or, up to twice the budget, only
    mistakes of the kernel have. A search and a program have shares of the budget in processor time, and twice as much
    by the wall clock, so that a busy machine finds the same where it can. Unless one satisfied, those that failed are
    repaired, the best is refined, and these are compared too. The one whose lesser score is highest is chosen, and
    among those alike to three digits the shortest program. Its named dimensions are then moved, and those that cannot
    be become numbers. With `raw` nothing is repaired, refined or moved. Without a `sandbox` the process's own serves.

    Raises InputError for pictures that the embedded engine cannot read; ProposerError when no candidate gives a part,
    with one note an attempt and its `transcript`; ConfigError for an unknown engine or a budget that is not above 0;
    SandboxUnavailable when programs cannot be run safely here.
    """
    proposer = engine_named(engine) if isinstance(engine, str) else engine
    target = _target(target)
    if target.part is None and target.views is not None and target.views.images and target.views.scale is None:
        target = replace(target, views=sized(target.views))
    wanted = target
    watch = Stopwatch()
    attempts: list[Attempt] = []
    sandbox = sandbox or shared()
    allowed = Budget(budget)
    limits = sandbox.limits.within(max(LEAST_RUN, RUN_SHARE * budget))

    def judge(candidate: Candidate, outcome: Success | Failure) -> Attempt:
        with watch("score"):
            outcome = _meant(_visible(outcome), candidate, wanted)
            return Attempt(candidate, outcome, () if isinstance(outcome, Failure) else _scores(outcome.part, wanted))

    stopped = _try_candidates(attempts, target, proposer, allowed, sandbox, limits, judge, watch)
    if stopped != "satisfied" and not raw:
        with watch("repair"):
            attempts += repairs(attempts, judge, sandbox, limits, allowed)
        with watch("refine"):
            for leader in sorted(attempts, key=_preference)[-1:]:
                attempts += refinement(leader, wanted, judge, sandbox, limits, allowed)
    best = max(attempts, key=_preference, default=None)
    if best is None or isinstance(best.outcome, Failure):
        said = to_lines(allowed.exchanges)
        if isinstance(stopped, ProposerError):
            stopped.transcript = said
            raise stopped
        error = _no_part(target, attempts)
        error.transcript = said
        # The last program's failure as the cause, so that callers can tell kinds apart.
        raise error from (attempts[-1].failure if attempts else None)
    chosen = attempts.index(best)
    editability = None
    if target.part is not None and not raw:
        with watch("edit"):
            best, editability = edited(best, sandbox, limits, EDITING_SHARE * budget)
            attempts[chosen] = best
    assert isinstance(best.outcome, Success)
    part = best.outcome.part
    errors = surface = None
    if target.part is not None:
        with watch("score"):
            errors = measure_errors(part, target.part)
            surface = surface_distance(part, target.part)
    with watch("render"):
        if target.part is not None:
            target = replace(target, views=target.views or render(target.part))
        views = _drawn_over(part, target)
    stated = None
    if target.part is None and target.views is not None and best.scores[-1].protocol == "views":
        with watch("score"):
            stated = confidence(best.scores[-1], target.views)
    return Reconstruction(
        target=target,
        program=best.candidate.program,
        part=part,
        views=views,
        errors=errors,
        surface=surface,
        attempts=tuple(attempts),
        chosen=chosen,
        engine=proposer.name,
        budget=budget,
        stopped=str(stopped),
        timings=watch.seconds,
        exchanges=tuple(allowed.exchanges),
        editability=editability,
        confidence=stated,
    )


def _target(given: Part | Views | Target) -> Target:
    if isinstance(given, Part):
        return Target(given.name, part=given)
    return Target("views", views=given) if isinstance(given, Views) else given


def _try_candidates(
    attempts: list[Attempt],
    target: Target,
    proposer: Proposer,
    budget: Budget,
    sandbox: Sandbox,
    limits: Limits,
    judge: Judge,
    watch: Stopwatch,
) -> str | ProposerError:
    """Append an attempt for each candidate, and return why no more were asked for."""
    candidates = iter(proposer.propose(target, budget))
    last: Attempt | None = None
    while budget.left or not _any_part(attempts) or (not budget.far_over and not _any_sound(attempts)):
        try:
            with watch("propose"):
                candidate = _ask(candidates, last)
        except ProposerError as error:
            return error
        if candidate is None:
            return "exhausted"
        last = next((attempt for attempt in attempts if attempt.candidate.program == candidate.program), None)
        if last is not None:
            continue
        if candidate.remedy and not (attempts and _fell_apart(attempts[-1])):
            continue
        if candidate.expected is not None and _as_long(candidate.program, attempts):
            continue
        if not budget.left:
            # Whoever waits for a first part does not wait for a busy machine too.
            limits = replace(limits, wall_seconds=min(limits.wall_seconds, limits.cpu_seconds))
        with watch("run"), _meanwhile_prepared(target.part):
            outcome = sandbox.run(candidate.program, limits)
        last = judge(candidate, outcome)
        attempts.append(last)
        # What fell apart comes again with its largest solid kept, if there is a remedy.
        if _kernel_failed(last) and candidate.expected is not None and (candidate.remedy or not _fell_apart(last)):
            with watch("repair"):
                skin = isinstance(outcome, Success) and last.failure is not None
                # To mesh a bad face takes long, and a part that there is already need not wait for a better one.
                patience = limits.cpu_seconds * (1 if skin else 2)
                if budget.far_over or _any_sound(attempts):
                    patience = min(patience, budget.left)
                remedy = None
                if patience:
                    remedy = steadied(candidate.program, sandbox, sandbox.limits.within(patience), skin=skin)
            if remedy is not None:
                steady = replace(candidate, program=remedy.source, detail=f"{candidate.detail} ({remedy.words})")
                with watch("run"):
                    outcome = sandbox.run(remedy.source, limits)
                last = judge(steady, outcome)
                attempts.append(last)
        if last.scores and _satisfies(last):
            return "satisfied"
    return "budget"


@contextmanager
def _meanwhile_prepared(part: Part | None) -> Iterator[None]:
    """Let a thread make what the scores take from the target, while the sandbox works in a process of its own."""
    if part is None:
        yield
        return
    with ThreadPoolExecutor(1) as aside:
        preparing = aside.submit(prepare, part)
        yield
        preparing.result()


def _ask(candidates: Iterator[Candidate], last: Attempt | None) -> Candidate | None:
    """The next candidate, None when there are no more; a generator hears what became of the one before."""
    if not isinstance(candidates, Generator):
        return next(candidates, None)
    try:
        candidate: Candidate = candidates.send(last)
    except StopIteration:
        return None
    return candidate


def _satisfies(attempt: Attempt) -> bool:
    """Whether no further candidate is asked for: it is as good as exact, or as its proposer said that it would be."""
    if attempt.likeness >= SATISFIED:
        return True
    expected = attempt.candidate.expected
    if expected is None or attempt.candidate.rivals:
        return False
    return _volume_iou(attempt) >= expected - attempt.candidate.slack and attempt.likeness >= expected - MISPLACED


def _volume_iou(attempt: Attempt) -> float:
    """What a proposer's expectation speaks of."""
    return next((score.iou for score in attempt.scores if score.protocol == "exact"), attempt.likeness)


def _as_long(program: str, attempts: Sequence[Attempt]) -> bool:
    """Whether a program of about that length, for the same part, has run out of time already."""
    slow = (attempt for attempt in attempts if attempt.failure is not None and attempt.failure.kind == "timeout")
    return any(len(program) > max(SHORT, LONG * len(attempt.candidate.program)) for attempt in slow)


def _visible(outcome: Success | Failure) -> Success | Failure:
    """The outcome, or a failure where the kernel calls a solid valid and yet its mesh is another: nothing but the STEP
    file would show the part, and to score an open mesh can take minutes."""
    if isinstance(outcome, Failure):
        return outcome
    mesh = outcome.part.mesh()
    meshed, volume = mesh.volume, outcome.measures.volume
    if abs(meshed - volume) <= (SKIN if mesh.watertight else OPEN_SKIN) * volume:
        return outcome
    message = f"the kernel's mesh of the result holds {meshed:.6g} mm3, the result itself {volume:.6g} mm3."
    return Failure("geometry", None, message, outcome.seconds)


def _meant(outcome: Success | Failure, candidate: Candidate, target: Target) -> Success | Failure:
    """The outcome, or a failure where its volume alone shows that the kernel made a mistake: to score such a solid can
    take minutes."""
    if isinstance(outcome, Failure) or candidate.expected is None or target.part is None:
        return outcome
    made, wanted = outcome.measures.volume, target.part.measures.volume
    # No IoU is above the ratio of the volumes.
    if min(made, wanted) >= (candidate.expected - MISTAKE) * max(made, wanted):
        return outcome
    message = f"the kernel made a solid of {made:.6g} mm3 where one of about {wanted:.6g} mm3 was meant."
    return Failure("geometry", None, message, outcome.seconds)


def _kernel_failed(attempt: Attempt) -> bool:
    """Whether the program was refused or, silently, came out quite unlike what its proposer expected, or as something
    that takes too long to check."""
    if isinstance(attempt.outcome, Failure):
        # A program that runs out of time itself leaves its line.
        checked = attempt.outcome.kind == "timeout" and attempt.outcome.line is None
        return checked or attempt.outcome.kind in ("geometry", "runtime")
    expected = attempt.candidate.expected
    if expected is None:
        return False
    return _volume_iou(attempt) < expected - SUSPECT or attempt.likeness < expected - MISPLACED


def _fell_apart(attempt: Attempt) -> bool:
    """Whether all that is wrong is that there are several solids."""
    return attempt.failure is not None and "separate solids" in attempt.failure.message


def _any_sound(attempts: Sequence[Attempt]) -> bool:
    return any(attempt.scores and not _kernel_failed(attempt) for attempt in attempts)


def _any_part(attempts: Sequence[Attempt]) -> bool:
    return any(attempt.scores for attempt in attempts)


def _scores(part: Part, target: Target) -> tuple[Score, ...]:
    if target.part is not None:
        return score(part, target.part), score(part, target.part, "exact")
    assert target.views is not None
    return picture_scores(_drawn_over(part, target), target.views)


def _drawn_over(part: Part, target: Target) -> Views:
    """The part's views at the place and scale of the target's, where these are known."""
    return render(part, like=target.views if target.views and target.views.scale else None)


def _preference(attempt: Attempt) -> tuple[bool, float, int]:
    return bool(attempt.scores), round(attempt.likeness, DIGITS), -len(attempt.candidate.program)


def _no_part(target: Target, attempts: list[Attempt]) -> ProposerError:
    if not attempts:
        return ProposerError("refused", f"No program was proposed for {target.name}.")
    tried = "the one program tried" if len(attempts) == 1 else f"any of the {len(attempts)} programs tried"
    error = ProposerError("refused", f"{target.name} was not rebuilt: no part came out of {tried}.")
    for number, attempt in enumerate(attempts, start=1):
        error.add_note(f"{number}. {attempt.label}: {attempt.in_words}")
    return error


class Stopwatch:
    """Seconds spent by stage: `with watch("run"): ...`."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
