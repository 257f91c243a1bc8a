"""The caller's side of the warm process: starts it, hands it programs, waits for answers, ends it."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
import threading
from typing import Any

from zero_to_cad.errors import SandboxUnavailable
from zero_to_cad.sandbox.outcome import Limits

START_SECONDS = 120.0
# What a caller waits beyond both children's wall time, before it takes the warm process for hung.
PATIENCE_SECONDS = 30.0
# Nothing else of the caller's environment reaches the sandbox: these say where the interpreter finds its
# modules and libraries.
KEPT_VARIABLES = ("PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
SET_VARIABLES = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    # One thread each: threads do not survive the fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}


class WarmProcessDiedError(Exception):
    """The warm process ended or hung before it answered."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the warm process says of a run: `end` when a child died, else the child's own frame in `data`.

    task: what that child did, "run" or "measure", "move" or "judge"; only one that measures may be believed to have
    measured, and only one that judges to have judged.
    """

    task: str
    seconds: float
    end: dict[str, Any] | None
    data: bytes
    printed: bytes


class WarmProcess:
    """One warm process. Thread-safe; several runs may be under way at once."""

    def __init__(self) -> None:
        """Start it, without waiting until it is ready."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = os.memfd_create("errors")
        self._lock = threading.Lock()
        self._ready = False
        with theirs:
            self._process = subprocess.Popen(
                # -P: never the folder that the caller happens to be in.
                [sys.executable, "-P", "-m", "zero_to_cad.sandbox.server", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                cwd="/",
                env=environment(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def submit(self, source: bytes, limits: Limits, *, task: str = "run", check: bool = True) -> Answer:
        """Run a program and wait. task: "run" with its text, or "move" with what `moves.request` makes. check: whether
        the policy on its source applies; the kernel's do always.

        Raises SandboxUnavailable when a layer is missing or it does not start, WarmProcessDiedError.
        """
        self._wait_until_ready()
        request = {"limits": dataclasses.asdict(limits), "task": task, "check": check}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, os.fdopen(os.memfd_create("source"), "wb") as file:
                file.write(source)
                file.flush()
                try:
                    socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno(), file.fileno()])
                except OSError as error:
                    raise WarmProcessDiedError from error
            ours.settimeout(2 * limits.wall_seconds + PATIENCE_SECONDS)
            try:
                message, descriptors, _, _ = socket.recv_fds(ours, 1 << 16, 2)
            except OSError as error:
                raise WarmProcessDiedError from error
        if not message:
            raise WarmProcessDiedError
        answer = json.loads(message)
        data, printed = (_read_all(descriptor) for descriptor in descriptors)
        return Answer(answer["task"], answer["seconds"], answer["end"], data, printed)

    def close(self) -> None:
        """End it and every child it has; returns when it is gone."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._lock:
            if self._errors >= 0:
                os.close(self._errors)
                self._errors = -1

    def _wait_until_ready(self) -> None:
        with self._lock:
            if self._ready:
                return
            self._control.settimeout(START_SECONDS)
            try:
                message = self._control.recv(1 << 16)
            except TimeoutError:
                raise SandboxUnavailable(f"the sandbox did not start within {START_SECONDS:g} s.") from None
            except OSError as error:
                raise WarmProcessDiedError from error
            if not message:
                said = os.pread(self._errors, 1 << 16, 0).decode("utf-8", "replace").strip().splitlines()
                raise SandboxUnavailable(
                    f"the sandbox could not load CadQuery: {said[-1] if said else 'no reason given'}"
                )
            missing = json.loads(message)["missing"]
            if missing is not None:
                raise SandboxUnavailable(
                    f"this machine lacks a protection, so nothing is run: {missing} (`zero-to-cad doctor`)."
                )
            self._control.settimeout(None)
            self._ready = True


def environment() -> dict[str, str]:
    """The environment of processes started for the sandbox."""
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | SET_VARIABLES


def _read_all(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()
