"""Tries each protection in a throw-away child and sees whether it holds.

Run as a module it prints what it found.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from zero_to_cad.sandbox import confine, landlock, seccomp
from zero_to_cad.sandbox.confine import Layer, LayerMissing
from zero_to_cad.sandbox.outcome import Limits

# A small file that every machine has, that anyone may read, and that no program needs.
OUTSIDE = Path("/proc/self/status")


def check() -> None:
    """Raise LayerMissing, naming them, unless a fully confined child is held by every layer."""
    found = _in_child(_try_together)
    if found is not None:
        raise LayerMissing(found)


def layers() -> list[Layer]:
    """Each layer alone, as this machine has it."""
    tries: tuple[tuple[str, Callable[[], str], str], ...] = (
        ("no_new_privs", _try_no_new_privs, "set for every child"),
        ("rlimits", _try_rlimits, "memory, processor time, file size, descriptors, processes"),
        ("landlock", _try_landlock, f"interface version {landlock.version()}"),
        ("seccomp", _try_seccomp, f"allow-list of {len(seccomp.ALLOWED)} system calls"),
    )
    found = []
    for name, attempt, detail in tries:
        problem = _in_child(attempt)
        found.append(Layer(name, problem is None, detail if problem is None else problem))
    return found


def _try_together() -> str:
    confinement = confine.prepare()
    confine.seal(confinement, confine.enter(confinement), Limits(memory_bytes=64 << 20))
    return "".join(
        f"{name}: it was set up but does not hold; "
        for name, holds in (
            ("landlock", _refused(OUTSIDE.read_bytes)),
            ("seccomp", _refused(socket.socket) and _refused(os.fork)),
            ("rlimits", _out_of_memory()),
        )
        if not holds
    ).removesuffix("; ")


def _try_no_new_privs() -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(confine.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return "" if libc.prctl(confine.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 else "the kernel does not know it"


def _try_rlimits() -> str:
    confine.limit(Limits(memory_bytes=64 << 20), confine.own_memory()[0])
    return "" if _out_of_memory() else "the limit on memory does not hold"


def _try_landlock() -> str:
    _try_no_new_privs()
    landlock.restrict(landlock.make_ruleset(confine.readable_folders()))
    return "" if _refused(OUTSIDE.read_bytes) else "it was set up but does not hold"


def _try_seccomp() -> str:
    _try_no_new_privs()
    seccomp.install(seccomp.assemble(seccomp.machine(), os.getpid()))
    return "" if _refused(socket.socket) else "it was set up but does not hold"


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False


def _out_of_memory() -> bool:
    try:
        bytearray(1 << 30)
    except MemoryError:
        return True
    return False


def _in_child(attempt: Callable[[], str]) -> str | None:
    """Run `attempt` in a child; None when it says nothing, else what was wrong."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            problem = attempt() or "held"
        except LayerMissing as missing:
            problem = str(missing)
        except BaseException as error:
            problem = f"{type(error).__name__}: {error}"
        os.write(writing, problem.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(pid, 0)
    if said == "held":
        return None
    return said or "the child that tried it ended without a word"


if __name__ == "__main__":
    json.dump(layers(), sys.stdout)
