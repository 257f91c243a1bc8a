"""Rebuilds parts from changed programs while somebody waits for the picture."""

from __future__ import annotations

import json
import logging
import queue
import shutil
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ProgramError, ZeroToCadError
from zero_to_cad.service.bench import Bench, BenchDiedError
from zero_to_cad.service.job import Job, Place
from zero_to_cad.service.store import FullError

log = logging.getLogger("zero_to_cad.service")

# What somebody who drags a slider may keep the sandbox busy for.
RUN_SECONDS = 20.0
# Beside running: reading the input, meshing, writing.
BESIDE_SECONDS = 60.0
MOST_WAITING = 8
KEPT_BUILDS = 40
IDLE_SECONDS = 0.5


class Builder(threading.Thread):
    """One warm process that runs programs for the page, in the order in which they are asked for."""

    def __init__(self) -> None:
        super().__init__(name="builder", daemon=True)
        self._bench = Bench("build")
        self._asked: queue.Queue[tuple[dict[str, Any], Future[dict[str, Any]]]] = queue.Queue(MOST_WAITING)
        self._stop_asked = threading.Event()

    @property
    def ready(self) -> bool:
        """Whether its process is warm."""
        return self._bench.ready

    def stop(self) -> None:
        """End, with what is at hand unfinished."""
        self._stop_asked.set()

    def ask(self, request: dict[str, Any]) -> Future[dict[str, Any]]:
        """Have a request worked on. Raises FullError when too many wait.

        The future's error is a ProgramError for a program that gave no part, else a ZeroToCadError.
        """
        future: Future[dict[str, Any]] = Future()
        try:
            self._asked.put_nowait((request, future))
        except queue.Full:
            raise FullError(f"{MOST_WAITING} programs are waiting to be run: try again in a moment.", 2) from None
        return future

    def run(self) -> None:
        """Work."""
        while not self._stop_asked.is_set():
            if not self._bench.ready:
                with suppress(BenchDiedError, TimeoutError, OSError):
                    self._bench.prepare()
            try:
                request, future = self._asked.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                continue
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(self._answer(request))
                except Exception as error:
                    if not isinstance(error, ZeroToCadError):
                        log.exception("builder: %s", error)
                    future.set_exception(error)
        self._bench.kill()

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            for message in self._bench.ask(request, 2 * RUN_SECONDS + BESIDE_SECONDS):
                if self._stop_asked.is_set():
                    break
                if message is not None and "done" in message:
                    done: dict[str, Any] = message["done"]
                    return done
                if message is not None and "failed" in message:
                    if message["kind"] in ("refused", "bug"):
                        raise ZeroToCadError(message["failed"])
                    raise ProgramError(message["kind"], message["failed"], message["line"])
            raise ZeroToCadError("The server is shutting down.")
        except TimeoutError:
            raise ProgramError("timeout", "Running the program and drawing its part took too long.") from None
        except BenchDiedError:
            raise ProgramError("crash", "The geometry kernel crashed on this program's part.") from None
        finally:
            if self._stop_asked.is_set() or not self._bench.ready:
                self._bench.kill()


def build_request(job: Job, place: Place, source: str, values: Mapping[str, float]) -> dict[str, Any]:
    """What to ask for a changed program. Equal programs share a folder, whose name is `build_name`'s."""
    name = build_name(source, values)
    return {
        "do": "build",
        "source": source,
        "values": dict(values),
        "out": str(place.builds / name),
        "seconds": RUN_SECONDS,
    }


def export_request(job: Job, place: Place, build: Path) -> dict[str, Any]:
    """What to ask for the files of a build."""
    return {
        "do": "export",
        "program": str(build / "program.py"),
        "out": str(build / "files"),
        "seconds": RUN_SECONDS,
        "input": str(place.input),
        "kind": job.kind,
        "solid": job.solid,
    }


def build_name(source: str, values: Mapping[str, float]) -> str:
    """The name of a build: the same for the same program and values."""
    asked = json.dumps([source, sorted(values.items())])
    return sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def remove_old_builds(place: Place) -> None:
    """Keep the latest builds of a job only: dragging a slider leaves one for every stop."""
    builds = sorted((path.stat().st_mtime, path) for path in place.builds.glob("*") if not path.name.startswith("."))
    for age, path in builds[:-KEPT_BUILDS]:
        # Not those that somebody may be looking at this moment.
        if time.time() - age > 10:
            shutil.rmtree(path, ignore_errors=True)
