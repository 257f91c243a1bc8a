"""Reads the death of a child: exit status, signal, memory and time used, to a named failure."""

from __future__ import annotations

import os
import re
import signal
from typing import NamedTuple

from zero_to_cad.errors import ProgramErrorKind
from zero_to_cad.sandbox.messages import PROGRAM_NAME
from zero_to_cad.sandbox.outcome import Limits

# A native crash with this share of the allowed memory in use is taken for a failed allocation: the geometry
# kernel does not check what its allocator returns.
NEARLY_ALL = 0.75
MAX_TRACE = 16 << 10
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)

_LINE = re.compile(rf'File "{re.escape(PROGRAM_NAME)}", line (\d{{1,7}}) ')


class End(NamedTuple):
    """Why a child gave no answer."""

    kind: ProgramErrorKind
    message: str


def explain(
    status: int, used_seconds: float, grown_bytes: int, limits: Limits, *, stopped: str | None, doing: str
) -> End | None:
    """What a wait status means; None when the child ended as it should.

    used_seconds, grown_bytes: processor time and memory beyond the warm process's. stopped: why the warm
    process ended it, if it did. doing: the subject of the sentences.
    """
    if stopped == "timeout":
        return End("timeout", f"{doing} did not end within {limits.wall_seconds:g} s.")
    if stopped == "output":
        return End("output", f"{doing} printed more than {limits.output_bytes} bytes.")
    code = os.waitstatus_to_exitcode(status)
    if code > 0:
        return End("crash", f"{doing} ended its process with status {code} before giving a result.")
    if code == 0:
        return None
    number = -code
    if number == signal.SIGXCPU or (number == signal.SIGKILL and used_seconds >= limits.cpu_seconds):
        return End("timeout", f"{doing} used more than {limits.cpu_seconds:g} s of processor time.")
    if number == signal.SIGSYS:
        return End("policy", f"{doing} made a system call that the sandbox forbids.")
    if number == signal.SIGKILL or (number in CRASHES and grown_bytes > NEARLY_ALL * limits.memory_bytes):
        return End("memory", f"{doing} needs more memory than it may use.")
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return End(
        "crash",
        f"{doing} crashed natively ({name}): a fault of the geometry kernel, or memory it did not get.",
    )


def read_trace(descriptor: int) -> int | None:
    """The program's line in a trace that faulthandler left.

    The program may have forged it: it is only a number.
    """
    found = _LINE.search(os.pread(descriptor, MAX_TRACE, 0).decode("utf-8", "replace"))
    return int(found[1]) or None if found else None
