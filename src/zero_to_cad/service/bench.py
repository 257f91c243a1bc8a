"""The server's side of a working process: starts it, hands it one request at a time, kills it when it must."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

START_SECONDS = 300.0
LOOK_SECONDS = 0.25


class BenchDiedError(Exception):
    """The process ended before it answered: a crash of the geometry kernel, or somebody killed it."""


class Bench:
    """A working process that is started again whenever it is gone.

    For one thread, which must live as long: the system ends the process with the thread that started it.
    """

    def __init__(self, role: Literal["reconstruct", "build"]) -> None:
        self.role = role
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._unread = b""

    @property
    def ready(self) -> bool:
        """Whether a process is there and has loaded what it needs."""
        return self._ready and self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process, if there is none, without waiting for it."""
        if self._process is None or self._process.poll() is not None:
            self.kill()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "zero_to_cad.service.task", self.role, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Its own group, so that Ctrl-C reaches the server alone, which then ends it in order.
                process_group=0,
            )

    def prepare(self) -> None:
        """Start it and wait until it is ready. Raises BenchDiedError."""
        self.start()
        for message in self._messages(START_SECONDS):
            if message is not None and "ready" in message:
                self._ready = True
                return

    def ask(self, request: Mapping[str, Any], seconds: float) -> Iterator[dict[str, Any] | None]:
        """Send a request and give its messages as they come, and None about every quarter of a second between them.

        The last one holds "done" or "failed". Raises TimeoutError after `seconds`, and BenchDiedError. Whoever stops
        listening earlier must `kill`.
        """
        if not self.ready:
            self.prepare()
        process = self._process
        if process is None or process.stdin is None:
            raise BenchDiedError
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise BenchDiedError from error
        for message in self._messages(seconds):
            yield message
            if message is not None and ("done" in message or "failed" in message):
                return

    def kill(self) -> None:
        """End the process at once. Its sandbox notices and ends with all its children."""
        process, self._process = self._process, None
        self._ready, self._unread = False, b""
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    assert pipe is not None
                    pipe.close()

    def _messages(self, seconds: float) -> Iterator[dict[str, Any] | None]:
        deadline = time.monotonic() + seconds
        process = self._process
        if process is None or process.stdout is None:
            raise BenchDiedError
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while time.monotonic() < deadline:
                if not selector.select(LOOK_SECONDS):
                    yield None
                    continue
                data = os.read(process.stdout.fileno(), 1 << 16)
                if not data:
                    raise BenchDiedError
                *lines, self._unread = (self._unread + data).split(b"\n")
                for line in lines:
                    yield json.loads(line)
        raise TimeoutError
