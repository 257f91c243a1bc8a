"""Runs a CadQuery program as if it were hostile: it becomes a measured part or a named failure."""

from __future__ import annotations

import atexit
import importlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, get_args

from zero_to_cad.errors import ProgramErrorKind, SandboxUnavailable, ZeroToCadError
from zero_to_cad.sandbox import frame
from zero_to_cad.sandbox.confine import Layer
from zero_to_cad.sandbox.outcome import Failure, Limits, Success
from zero_to_cad.sandbox.warm import Answer, WarmProcess, WarmProcessDiedError, environment

if TYPE_CHECKING:
    from zero_to_cad.part import Part


class Sandbox:
    """A warm process that runs programs, one confined child each. Linux only.

    Use it as a context manager, or `close` it. It starts on entry or with the first run, and once more by
    itself when its process was killed from outside. `run` may be called from several threads; as many
    programs run at once.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._warm: WarmProcess | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin loading CadQuery (some seconds) without waiting for it."""
        self._started()

    def run(self, source: str, limits: Limits | None = None) -> Success | Failure:
        """Run a program to one valid solid. Whatever the program does is a Failure, never an exception.

        limits: instead of the sandbox's own. Raises SandboxUnavailable when this machine lacks a protection.
        """
        return read_answer(self._answer(source.encode("utf-8", "surrogatepass"), limits or self.limits, "run"))

    def move(
        self, source: str, moves: Sequence[tuple[str, float]], limits: Limits | None = None, *, apart: bool = False
    ) -> tuple[bool | None, ...]:
        """Whether the program gives one valid solid with each of these values in place of a parameter's own.

        The parameters are moved one at a time, all in one confined child, whose limits are those of one run; what it
        gives is checked by another. None: the time was up before. apart: each statement changes nothing but the names
        that it binds, so that only those have to be run again that read what a move has changed. Raises
        SandboxUnavailable.
        """
        limits = limits or self.limits
        spent = 0.0
        found: list[bool | None] = []
        while len(found) < len(moves) and (left := min(limits.wall_seconds, limits.cpu_seconds) - spent) > 0:
            within = replace(limits, wall_seconds=limits.wall_seconds - spent, cpu_seconds=left)
            job = {"source": source, "moves": moves[len(found) :], "apart": apart}
            answer = self._answer(json.dumps(job).encode(), within, "move")
            spent += answer.seconds
            said = [kind == "part" for kind, _, _ in frame.each(answer.data)] if answer.task == "judge" else []
            found += said[: len(moves) - len(found)]
            ended = answer.end["kind"] if answer.end is not None else None
            if ended == "timeout" or (ended is None and not said):
                break
            if ended is not None and len(found) < len(moves):
                # It ended by the next.
                found.append(False)
        return (*found, *[None] * (len(moves) - len(found)))

    def close(self) -> None:
        """End the warm process and everything it runs. A later run starts a new one."""
        with self._lock:
            warm, self._warm = self._warm, None
        if warm is not None:
            warm.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> WarmProcess:
        with self._lock:
            if self._warm is None:
                self._warm = WarmProcess()
            return self._warm

    def _answer(self, data: bytes, limits: Limits, task: str) -> Answer:
        for _ in range(2):
            warm = self._started()
            # Loads CadQuery here while the warm process loads it there.
            importlib.import_module("zero_to_cad.sandbox.solid")
            try:
                return warm.submit(data, limits, task=task)
            except WarmProcessDiedError:
                self._discard(warm)
            except SandboxUnavailable:
                self._discard(warm)
                raise
        raise SandboxUnavailable("the sandbox's process was ended from outside twice; the program was not run.")

    def _discard(self, warm: WarmProcess) -> None:
        with self._lock:
            if self._warm is warm:
                self._warm = None
        warm.close()


def read_answer(answer: Answer) -> Success | Failure:
    """Build the outcome from what the warm process passed on, believing none of it unchecked."""
    printed = frame.plain(answer.printed.decode("utf-8", "replace"))
    if answer.end is not None:
        end = answer.end
        return Failure(end["kind"], end["line"], end["message"], answer.seconds, printed)
    try:
        kind, header, payload = frame.decode(answer.data)
        if kind == "part" and answer.task == "measure":
            return _success(header, payload, answer.seconds, printed)
        if kind != "fail" or header.get("kind") not in get_args(ProgramErrorKind):
            raise frame.MalformedFrameError("unknown kind")
        return Failure(header["kind"], frame.line(header), frame.text(header, "message"), answer.seconds, printed)
    except frame.MalformedFrameError as error:
        message = f"the program's answer is forged or damaged: {error}."
        return Failure("policy", None, message, answer.seconds, printed)


def _success(header: dict[str, Any], payload: bytes, seconds: float, printed: str) -> Success:
    # Here, so that whoever only asks for the layers does not wait for CadQuery.
    from zero_to_cad.part import Measures, Part
    from zero_to_cad.sandbox.solid import read_mesh, read_shape

    notes = frame.texts(header, "notes")
    try:
        fields = header["measures"]
        for name in ("lower", "upper", "size", "centroid"):
            fields[name] = tuple(map(float, fields[name]))
        fields["principal_axes"] = tuple(tuple(map(float, row)) for row in fields["principal_axes"])
        measures = Measures(**fields)
        shape, mesh = read_shape(payload[: header["brep"]]), read_mesh(payload[header["brep"] :])
    except (KeyError, TypeError, ValueError, ZeroToCadError) as error:
        raise frame.MalformedFrameError("the measures, the shape or its mesh cannot be read") from error
    if shape.ShapeType() != "Solid":
        raise frame.MalformedFrameError("the shape is no solid")
    # Not checked, meshed and measured once more: a confined process just did, on these very bytes.
    part = Part.from_measured(shape, mesh, measures, notes)
    return Success(part, measures, frame.text(header, "selected"), seconds, notes, printed)


_default: Sandbox | None = None
_default_lock = threading.Lock()


def run(source: str, limits: Limits | None = None) -> Part:
    """Run a program in a sandbox that this process shares, and give its part.

    Raises ProgramError, with its kind and line, when the program gives none; SandboxUnavailable.
    """
    outcome = shared().run(source, limits)
    if isinstance(outcome, Failure):
        raise outcome.to_error()
    return outcome.part


def shared() -> Sandbox:
    """The sandbox that this process shares; closed when it ends."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Sandbox()
            atexit.register(_default.close)
        return _default


def layers() -> tuple[Layer, ...]:
    """The protections that running programs needs, tried out on this machine."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "zero_to_cad.sandbox.probe"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        env=environment(),
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return (Layer("probe", False, said[-1] if said else f"ended with status {done.returncode}"),)
    return tuple(Layer(*fields) for fields in json.loads(done.stdout))
