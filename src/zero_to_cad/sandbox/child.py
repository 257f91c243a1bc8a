"""A confined process: waits for one job, does it, writes its answer and ends.

It is forked from the warm process before there is a job, so that no job waits for a fork. A job is "run", from an
untrusted program to the bytes of a shape, or "measure", from such bytes to a measured solid; or "move", from a program
and values for its parameters to a shape for each, and "judge", from such shapes to a word on each.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import dataclasses
import faulthandler
import fcntl
import json
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, NoReturn

from zero_to_cad.errors import ProgramError
from zero_to_cad.program import policy
from zero_to_cad.sandbox import confine, exports, frame, messages, moves, result, solid
from zero_to_cad.sandbox.outcome import Limits


def serve(waiting: socket.socket, confinement: confine.Confinement, parent: int) -> NoReturn:
    """Wait for a job on `waiting`, do it and end the process: the only way out of this function."""
    status = 1
    try:
        os.setsid()
        # A child that waits keeps none of the warm process's sockets open, and does not outlive it.
        _close_all_but(0, 1, 2, waiting.fileno(), confinement.ruleset)
        confine.die_with(parent)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        filter_ = confine.enter(confinement)
        message, descriptors, _, _ = socket.recv_fds(waiting, 1 << 16, 4)
        if message:
            job = json.loads(message)
            limits = Limits(**job["limits"])
            data, answer = _take(descriptors)
            confine.seal(confinement, filter_, limits)
            for piece in _do(job, data, limits):
                _write(answer, piece)
            with contextlib.suppress(Exception):
                sys.stdout.flush()
            # Says that the answer is complete.
            os.close(1)
            os.close(2)
        status = 0
    finally:
        os._exit(status)


def rehearse(program: bytes) -> None:
    """Do both tasks for a trusted program in this process, so that all they load is there before the forks.

    Raises ProgramError.
    """
    _measure(_run(program, check=True))


def _take(descriptors: list[int]) -> tuple[bytes, int]:
    """Read the job's bytes and keep only the descriptors it needs; returns the bytes and where to answer."""
    source, answer, output, trace = descriptors
    data = os.pread(source, os.fstat(source).st_size, 0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    # So that what was printed before a crash is seen.
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    # No number that a program would write to by mistake. The seed of `random` is for the program, not for
    # this.
    answer = fcntl.fcntl(answer, fcntl.F_DUPFD, 20 + random.SystemRandom().randrange(30))
    _close_all_but(0, 1, 2, answer, trace)
    # A native crash, and the signals that end a run out of time, leave the Python line they came from.
    faulthandler.enable(trace, all_threads=False)
    faulthandler.register(signal.SIGXCPU, trace, all_threads=False, chain=True)
    return data, answer


def _do(job: dict[str, Any], data: bytes, limits: Limits) -> Iterator[bytes]:
    """The answer, in pieces: what a child leaves that dies of the next is not lost."""
    room = limits.result_bytes
    try:
        for answer in _answers(job["task"], data, check=job["check"]):
            if len(answer) > room:
                if room < limits.result_bytes:
                    return
                message = f"the result takes {len(answer)} bytes; {limits.result_bytes} are allowed."
                raise ProgramError("output", message)
            room -= len(answer)
            yield answer
    except ProgramError as error:
        yield moves.failure(error)


def _answers(task: str, data: bytes, *, check: bool) -> Iterator[bytes]:
    """Raises ProgramError."""
    if task == "run":
        yield _run(data, check=check)
    elif task == "measure":
        yield _measure(data)
    elif task == "move":
        yield from moves.shapes(data, policy.check, partial(_fresh, check=check))
    else:
        yield from moves.judged(data)


def _fresh(*, check: bool) -> tuple[dict[str, Any], list[Any]]:
    """A program's names before it runs, and the list of what it will show."""
    shown: list[Any] = []

    def show_object(shape: Any, *_: Any, **__: Any) -> None:
        shown.append(shape)

    names = {
        "__name__": "__main__",
        "__builtins__": policy.builtins() if check else builtins.__dict__,
        "show_object": show_object,
        "debug": lambda *_, **__: None,
    }
    return names, shown


def _run(data: bytes, *, check: bool) -> bytes:
    """Run a program and hand over the shape it leaves. Raises ProgramError."""
    try:
        # A lone surrogate is no text; the parser says so.
        tree = policy.check(data.decode("utf-8", "surrogatepass")) if check else ast.parse(data)
        code = compile(tree, messages.PROGRAM_NAME, "exec")
        names, shown = _fresh(check=check)
        # The module seeds itself anew in every fork.
        random.seed(0)
        try:
            exec(code, names)
        except SystemExit as end:
            if end.code not in (None, 0):
                raise
        found = result.choose(names, shown, tree)
        payload = result.to_bytes(result.shapes_of(found))
    except BaseException as error:
        raise messages.explain(error) from None
    return frame.encode("shape", {"selected": found.selected, "notes": [*found.notes, *exports.note()]}, payload)


def _measure(data: bytes) -> bytes:
    """Check, mesh and measure the shape that a program handed over. Raises ProgramError."""
    try:
        _, header, data = frame.decode(data)
        selected, notes = frame.text(header, "selected"), frame.texts(header, "notes")
        part, changes = solid.one_solid(solid.read_shape(data))
        brep, mesh = result.to_bytes([part.shape.wrapped]), solid.mesh_bytes(part.mesh())
        header = {
            "selected": selected,
            "notes": [*notes, *changes],
            "measures": dataclasses.asdict(part.measures),
            "brep": len(brep),
        }
    except frame.MalformedFrameError as error:
        raise ProgramError("policy", f"the program's answer is forged or damaged: {error}.") from error
    except BaseException as error:
        raise messages.explain(error) from None
    return frame.encode("part", header, brep + mesh)


def _close_all_but(*kept: int) -> None:
    ordered = sorted(set(kept))
    for before, after in zip(ordered, [*ordered[1:], 1 << 20], strict=True):
        os.closerange(before + 1, after)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
