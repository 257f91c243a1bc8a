"""The gates between a program and a dataset row, each with its own sentence for the author who failed it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Literal, get_args

from PIL import Image

from zero_to_cad.dataset import Sample, sample_from_part
from zero_to_cad.errors import ProgramError, ProgramErrorKind, ZeroToCadError
from zero_to_cad.part import Measures, Part
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success
from zero_to_cad.synthesis import probe

Gate = Literal["run", "solid", "faces", "repeat", "effect", "views", "export"]
# In the order in which they are passed.
GATES: tuple[Gate, ...] = get_args(Gate)
LEAST_FACES = 7  # the paper's
LEAST_INK = 0.005  # share of a picture that is not background
PAPER = 250  # grey from which on a pixel is background
# For the program and its copy together.
LIMITS = Limits(cpu_seconds=40.0, wall_seconds=120.0, output_bytes=1 << 20)


@dataclass(frozen=True)
class Refusal:
    """The gate that a program did not pass, the 1-based line where one is known, and what to do about it."""

    gate: Gate
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = f" in line {self.line}" if self.line is not None else ""
        return f"refused at the gate '{self.gate}'{where}: {self.message}"


@dataclass(frozen=True)
class Verdict:
    """What became of one program: a sample, or a refusal. part: its solid, where there was one."""

    sample: Sample | None
    refusal: Refusal | None
    part: Part | None = None

    @property
    def measures(self) -> Measures | None:
        """Of the solid, where there was one."""
        return None if self.part is None else self.part.measures


def examine(program: str, sandbox: Sandbox, uuid: str, limits: Limits = LIMITS) -> Verdict:
    """Lead a program through all gates and stop at the first that refuses it.

    Whatever the program does is a refusal, never an exception. Raises SandboxUnavailable.
    """
    try:
        both, mark = probe.followed(program)
    except ProgramError as error:
        return Verdict(None, _refused(error.kind, error.message, error.line))
    outcome = sandbox.run(both, limits)
    if isinstance(outcome, Failure):
        if outcome.line is not None and outcome.line > len(program.rstrip().splitlines()):
            return Verdict(None, Refusal("repeat", f"it ran once and failed when run again: {outcome.message}"))
        return Verdict(None, _refused(outcome.kind, outcome.message, outcome.line))
    refusal = _one_solid(outcome) or _repeated(outcome, mark)
    sample: Sample | None = None
    if refusal is None:
        try:
            sample = sample_from_part(program, outcome.part, uuid)
            refusal = _pictured(sample)
        except ZeroToCadError as error:
            refusal = Refusal("export", str(error))
    return Verdict(None if refusal else sample, refusal, outcome.part)


def _refused(kind: ProgramErrorKind, message: str, line: int | None) -> Refusal:
    return Refusal("solid" if kind == "geometry" else "run", message, line)


def _one_solid(outcome: Success) -> Refusal | None:
    """Stricter than the sandbox, which mends results: a sample's program must be right by itself."""
    if mended := [note for note in outcome.notes if not note.startswith("ignored")]:
        return Refusal("solid", f"the result had to be mended ({mended[0]}): make one valid solid.")
    faces = outcome.measures.faces or 0
    if faces < LEAST_FACES:
        message = f"the solid has {faces} faces, {LEAST_FACES} are the least: add holes, steps, ribs or other features."
        return Refusal("faces", message)
    return None


def _repeated(outcome: Success, mark: str) -> Refusal | None:
    """What the measuring copy saw: the same shape again, and no call without effect."""
    trace = probe.read_trace(outcome.output, mark)
    if trace is None:
        return Refusal("repeat", "its second run could not be followed: print little and keep `result` a Workplane.")
    if not trace.repeats(probe.figures(outcome.part.shape)):
        return Refusal("repeat", "it makes another shape each time it is run: use no random numbers and no clock.")
    idle = next((step for step in trace.steps if not step.effect), None)
    if idle is None:
        return None
    if idle.name in probe.CHOOSING:
        return Refusal("effect", f".{idle.name}() chooses nothing: check its selector.", idle.line)
    message = f".{idle.name}() changes nothing: it may miss the body or repeat what is there; move it or leave it out."
    return Refusal("effect", message, idle.line)


def _pictured(sample: Sample) -> Refusal | None:
    for view, file in enumerate(sample.images):
        with Image.open(BytesIO(file)) as image:
            greys = image.convert("L").histogram()
        if sum(greys[:PAPER]) < LEAST_INK * sum(greys):
            return Refusal("views", f"view {view} is all but empty: make the part thicker than a line.")
    return None
