"""Takes jobs from the queue and has them worked on in a process of their own."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from pathlib import Path
from uuid import uuid4

from zero_to_cad.service.bench import Bench, BenchDiedError
from zero_to_cad.service.job import Job, Place
from zero_to_cad.service.settings import Settings
from zero_to_cad.service.store import Store

log = logging.getLogger("zero_to_cad.service")

IDLE_SECONDS = 0.3
# A job may take its budget twice over (see reconstruct), and this long to be read, compared and saved.
BESIDE_SECONDS = 120.0


class Worker(threading.Thread):
    """One job at a time, until told to stop."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.label = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        super().__init__(name=f"worker {self.label}", daemon=True)
        self._store = store
        self._settings = settings
        self._bench = Bench("reconstruct")
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """Put the job at hand back into the queue and end."""
        self._stop_asked.set()

    @property
    def ready(self) -> bool:
        """Whether its process is warm."""
        return self._bench.ready

    def run(self) -> None:
        """Work."""
        while not self._stop_asked.is_set():
            try:
                if not self._bench.ready:
                    self._bench.prepare()
                    continue
                job = self._store.claim(self.label, self._settings.lease_seconds)
                if job is None:
                    self._stop_asked.wait(IDLE_SECONDS)
                else:
                    self._work(job)
            except Exception as error:
                # The database may be busy or the disk full: what is at hand is taken up again when its lease runs out.
                log.exception("worker: %s", error)
                self._bench.kill()
                self._stop_asked.wait(1.0)
        self._bench.kill()

    def _work(self, job: Job) -> None:
        place = Place(self._settings.jobs_folder / job.id)
        out = place.attempt(job.attempts)
        request = {
            "do": "reconstruct",
            "input": str(place.input),
            "out": str(out),
            "kind": job.kind,
            "name": job.name,
            "engine": self._settings.public_engines.get(job.engine, job.engine),
            "url": self._settings.url,
            "budget": job.budget,
            "solid": job.solid,
        }
        log.info("job %s: attempt %d", job.id, job.attempts)
        # What a killed server left half-written.
        for rest in place.folder.glob(".attempt-*"):
            shutil.rmtree(rest, ignore_errors=True)
        renewed = time.monotonic()
        allowed = 2 * job.budget + BESIDE_SECONDS
        try:
            for message in self._bench.ask(request, allowed):
                if self._stop_asked.is_set():
                    self._store.put_back(job.id, self.label)
                    self._drop(out)
                    return
                if time.monotonic() - renewed > min(1.0, self._settings.lease_seconds / 4):
                    renewed = time.monotonic()
                    if not self._store.renew(job.id, self.label, self._settings.lease_seconds):
                        log.info("job %s: cancelled", job.id)
                        self._drop(out)
                        return
                if message is None:
                    continue
                if "stage" in message:
                    self._store.tell(job.id, self.label, message["stage"], message["text"])
                elif "done" in message:
                    if not self._store.finish(job.id, self.label, out.name, message["done"]):
                        shutil.rmtree(out, ignore_errors=True)
                elif "failed" in message:
                    self._store.fail(job.id, self.label, message["failed"])
        except TimeoutError:
            self._store.fail(job.id, self.label, f"It took more than {allowed:.0f} s and was stopped.")
            self._drop(out)
        except BenchDiedError:
            log.warning("job %s: its process ended", job.id)
            self._drop(out)
            self._store.retry(job.id, self.label)

    def _drop(self, out: Path) -> None:
        """End the process and remove what it left half-written."""
        self._bench.kill()
        for rest in out.parent.glob(f".{out.name}.*"):
            shutil.rmtree(rest, ignore_errors=True)
