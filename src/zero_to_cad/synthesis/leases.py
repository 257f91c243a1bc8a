"""Who works on what, said by files in a folder that all nodes share.

A lease is a file `NAME.GENERATION`, made with O_EXCL, so that one of all that try gets it. Its owner touches it while
it works. Whoever finds the newest generation abandoned makes the next one. No clock is compared but the file server's.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HEARTBEAT = 10.0  # seconds between touches
ABANDONED = 90.0  # seconds without a touch after which an owner elsewhere counts as dead


class Lease:
    """A lease that is held. `lost` once somebody else has taken it over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ended = threading.Event()
        self._beat = threading.Thread(target=self._touch, daemon=True)
        self._beat.start()

    @property
    def lost(self) -> bool:
        newest = _newest(self._path.parent, self._path.stem)
        return newest is None or newest != self._path

    def release(self) -> None:
        self._ended.set()
        self._beat.join()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def _touch(self) -> None:
        while not self._ended.wait(HEARTBEAT):
            with suppress(FileNotFoundError):
                os.utime(self._path)


@contextmanager
def holding(folder: Path, name: str) -> Iterator[Lease | None]:
    """The lease of this name for as long as the block runs; None when somebody else has it."""
    lease = _take(folder, name)
    try:
        yield lease
    finally:
        if lease is not None:
            lease.release()


def _take(folder: Path, name: str) -> Lease | None:
    folder.mkdir(parents=True, exist_ok=True)
    newest = _newest(folder, name)
    if newest is not None and not _abandoned(newest):
        return None
    generation = 0 if newest is None else int(newest.suffix[1:]) + 1
    path = folder / f"{name}.{generation:06}"
    # Whole from the first moment: a reader never sees a lease without its owner.
    scratch = folder / f".{uuid.uuid4().hex}"
    scratch.write_text(json.dumps(_myself()))
    try:
        os.link(scratch, path)
    except FileExistsError:
        return None
    finally:
        scratch.unlink()
    if newest is not None:
        with suppress(FileNotFoundError):
            newest.unlink()
    return Lease(path)


def _newest(folder: Path, name: str) -> Path | None:
    return max(folder.glob(f"{name}.*"), default=None)


def _abandoned(path: Path) -> bool:
    try:
        owner = json.loads(path.read_text())
        touched = path.stat().st_mtime
    except FileNotFoundError:
        return False
    if owner["machine"] == _machine():
        return bool(_started(owner["pid"]) != owner["started"])
    probe = path.parent / f".{uuid.uuid4().hex}"
    probe.touch()
    try:
        return probe.stat().st_mtime - touched > ABANDONED
    finally:
        probe.unlink()


def _myself() -> dict[str, object]:
    pid = os.getpid()
    return {"machine": _machine(), "pid": pid, "started": _started(pid), "since": time.time()}


def _machine() -> str:
    """A name that two processes share only when they see the same process ids."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{socket.gethostname()} {boot} {Path('/proc/self/ns/pid').readlink()}"


def _started(pid: int) -> str | None:
    """When a process began, in the kernel's ticks; None when there is none, or only its remains."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]
