"""A server's moving parts, from start to stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from fastapi import Request
from prometheus_client import CollectorRegistry, Gauge

from zero_to_cad.service.builder import Builder
from zero_to_cad.service.expiry import Expiry
from zero_to_cad.service.job import Job, Place
from zero_to_cad.service.refusal import RefusedError
from zero_to_cad.service.settings import Settings
from zero_to_cad.service.store import Store
from zero_to_cad.service.worker import Worker

STOP_SECONDS = 10.0


@dataclass
class Running:
    """What the routes share. stopping: set when the server has been asked to end, so that long answers end too."""

    settings: Settings
    store: Store
    builder: Builder
    workers: tuple[Worker, ...]
    expiry: Expiry
    registry: CollectorRegistry
    jobs: Gauge
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def prepared(cls, settings: Settings) -> Running:
        """Everything that `settings` ask for, not yet started. Raises ConfigError."""
        store = Store(settings.database)
        settings.jobs_folder.mkdir(parents=True, exist_ok=True)
        workers = tuple(Worker(store, settings) for _ in range(settings.workers))
        registry = CollectorRegistry()
        jobs = Gauge("zero_to_cad_jobs", "Jobs by state.", ("state",), registry=registry)
        return cls(settings, store, Builder(), workers, Expiry(store, settings), registry, jobs)

    def start(self) -> None:
        """Start the threads."""
        for part in self._threads:
            part.start()

    def stop(self) -> None:
        """Stop them; jobs at hand wait for the next server."""
        for part in self._threads:
            part.stop()
        for part in self._threads:
            part.join(STOP_SECONDS)

    @property
    def _threads(self) -> list[Builder | Expiry | Worker]:
        return [self.builder, self.expiry, *self.workers]

    def place(self, job: Job) -> Place:
        """The job's folder."""
        return Place(self.settings.jobs_folder / job.id)


def running(request: Request) -> Running:
    """The parts of the server that a request reached."""
    parts: Running = request.app.state.running
    return parts


def owner(request: Request) -> str:
    """Whose request it is."""
    return str(request.scope["owner"])


def job_of(request: Request, number: str) -> Job:
    """The job of this id. Raises RefusedError (404) when it is not there or is another's."""
    job = running(request).store.get(number, owner(request))
    if job is None:
        raise RefusedError(404, "not_found", "There is no such job.")
    return job


def result_of(request: Request, number: str) -> Job:
    """The same for a job that is done. Raises RefusedError (404) when it is not."""
    job = job_of(request, number)
    if job.result is None:
        raise RefusedError(404, "not_found", f"The job has no result: it is {job.state}.")
    return job
