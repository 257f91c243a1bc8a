"""Every protection put on a child before it sees a program, and which of them this machine has."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import site
import struct
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from zero_to_cad.sandbox import landlock, seccomp
from zero_to_cad.sandbox.outcome import Limits

T = TypeVar("T")

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 1, 4, 38, 39
CAPABILITY_VERSION_3 = 0x20080522
# Room for what the kernel maps before a program starts allocating, beside the warm process's own size.
SLACK = 64 << 20
# Fonts, for Workplane.text, and libraries; beside the interpreter's own folders.
SYSTEM_FOLDERS = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts",
    "/var/cache/fontconfig", "/dev/null", "/dev/urandom",
)  # fmt: skip


class Layer(NamedTuple):
    """One protection as this machine has it."""

    name: str
    available: bool
    detail: str


class LayerMissing(Exception):  # noqa: N818 - a state of the machine
    """A protection could not be put in place; the message starts with its name."""


@dataclass(frozen=True)
class Confinement:
    """What can be prepared once in the warm process, so that a child only has to enter it."""

    ruleset: int
    machine: seccomp.Machine
    base_memory: int
    base_resident: int


def prepare() -> Confinement:
    """Build the Landlock rule set and find the seccomp table. Raises LayerMissing."""
    memory = own_memory()
    return Confinement(
        ruleset=_layer("landlock", lambda: landlock.make_ruleset(readable_folders())),
        machine=_layer("seccomp", seccomp.machine),
        base_memory=memory[0],
        base_resident=memory[1],
    )


def readable_folders() -> list[Path]:
    """What a confined child may read: the interpreter, its packages, this package, libraries and fonts."""
    paths = sysconfig.get_paths()
    folders = [paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [str(Path(sys.base_prefix) / "lib"), str(Path(__file__).parents[1]), *SYSTEM_FOLDERS]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return [Path(folder) for folder in dict.fromkeys(folders)]


def own_memory() -> tuple[int, int]:
    """Bytes of address space and of memory that this process holds."""
    mapped, resident = Path("/proc/self/statm").read_text().split()[:2]
    return int(mapped) * resource.getpagesize(), int(resident) * resource.getpagesize()


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. Raises LayerMissing."""
    _layer("parent", lambda: _prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
    if os.getppid() != parent:
        raise LayerMissing("parent: it has ended already")


def enter(confinement: Confinement) -> bytes:
    """Put the calling process behind all layers that no job changes; returns the filter for `seal`.

    Raises LayerMissing, after which nothing may be run in it.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def drop_capabilities() -> None:
        if libc.capset(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), bytes(24)) != 0:
            _raise_errno()

    # The kernel's own out-of-memory choice should fall on this process first; a comfort, not a protection.
    score = Path("/proc/self/oom_score_adj")
    if os.access(score, os.W_OK):
        score.write_text("1000")
    _layer("dumpable", lambda: _prctl(PR_SET_DUMPABLE, 0))
    _layer("no_new_privs", lambda: _prctl(PR_SET_NO_NEW_PRIVS, 1))
    _layer("capabilities", drop_capabilities)
    _layer("landlock", lambda: landlock.restrict(confinement.ruleset))
    os.close(confinement.ruleset)
    return seccomp.assemble(confinement.machine, os.getpid())


def seal(confinement: Confinement, filter_: bytes, limits: Limits) -> None:
    """The last layers, once the job is known. Raises LayerMissing, after which nothing may be run."""
    _layer("rlimits", lambda: limit(limits, confinement.base_memory))
    _layer("seccomp", lambda: seccomp.install(filter_))


def limit(limits: Limits, base_memory: int) -> None:
    """Set the resource limits, in a process of `base_memory` bytes of address space.

    Raises OSError, ValueError.
    """
    memory = base_memory + SLACK + limits.memory_bytes
    cpu = math.ceil(limits.cpu_seconds)
    for which, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        # The soft limit's signal leaves a trace of the line; the hard one kills a second later.
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, limits.result_bytes, limits.result_bytes),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_NPROC, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ):
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(which, (soft, hard))


def _layer(name: str, step: Callable[[], T]) -> T:
    try:
        return step()
    except (OSError, ValueError) as error:
        raise LayerMissing(f"{name}: {error}") from error


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        _raise_errno()


def _raise_errno() -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
