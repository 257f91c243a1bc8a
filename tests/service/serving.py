"""A real server as a process of its own, and the processes below it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
HORN_PROGRAM = ROOT / "tests" / "programs" / "horn.py"
RECORDED = f"recorded:{HORN_PROGRAM}"
# What clients call it.
PUBLIC = "recorded:horn.py"
# A machine that does much else may need ten times what an idle one does.
WAIT_SECONDS = 600.0


class Server:
    """`zero-to-cad serve` over a data folder."""

    def __init__(self, data: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"server-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zero_to_cad", "serve", "--data", str(data), "--port", str(self.port), *options],
                stdout=log,
                stderr=log,
                env=os.environ,
            )

    def wait_until(self, path: str = "/readyz") -> None:
        """Wait until it answers with 200."""
        for _ in every(0.2):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                if httpx.get(self.url + path, timeout=10).status_code == 200:
                    return
            except httpx.TransportError:
                continue

    def kill(self) -> None:
        """As kill -9 does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """As systemd does; the exit status."""
        self.process.terminate()
        return self.process.wait(60)


@contextmanager
def server(data: Path, *options: str) -> Iterator[Server]:
    """A server that is ready, ended afterwards."""
    running = Server(data, *options)
    try:
        running.wait_until()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def every(seconds: float) -> Iterator[int]:
    """Count until the patience of these tests is over."""
    deadline = time.monotonic() + WAIT_SECONDS
    number = 0
    while time.monotonic() < deadline:
        yield number
        number += 1
        time.sleep(seconds)
    raise TimeoutError(f"nothing happened for {WAIT_SECONDS:g} s")


def finished(client: httpx.Client, number: str) -> dict[str, Any]:
    """The job, once it is finished."""
    for _ in every(0.2):
        job: dict[str, Any] = client.get(f"/v1/jobs/{number}").json()
        if job["state"] not in ("queued", "running"):
            return job
    raise AssertionError


def upload(client: httpx.Client, *paths: Path, **fields: Any) -> httpx.Response:
    """Start a job on some files."""
    files: Sequence[Any] = [("files", (path.name, path.read_bytes())) for path in paths]
    return client.post("/v1/jobs", files=files, data=fields)


def processes_of(parent: int) -> set[int]:
    """Every process below this one."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found: set[int] = set()
    todo = [parent]
    while todo:
        below = children.get(todo.pop(), [])
        found.update(below)
        todo.extend(below)
    return found


def alive(number: int) -> bool:
    """Whether there is such a process, zombies included."""
    return Path(f"/proc/{number}").exists()
