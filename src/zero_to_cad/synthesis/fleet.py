"""A whole run: workers on this machine or on a Ray cluster, watched until the last shard is closed."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ConfigError, ZeroToCadError
from zero_to_cad.synthesis.funnel import Funnel
from zero_to_cad.synthesis.runfolder import Plan, RunFolder
from zero_to_cad.synthesis.task import Author
from zero_to_cad.synthesis.work import finish, work

SHARD = 256
LOOK = 1.0  # seconds between looks at what has been done
# So often a worker may die in a row without anything getting done before the run is given up.
DEATHS = 10

Told = Callable[[Funnel], None]


def synthesize(
    home: Path | str,
    count: int,
    author: Author,
    *,
    seed: int = 0,
    workers: int = 1,
    shard: int = SHARD,
    ray: str | None = None,
    told: Told | None = None,
) -> Funnel:
    """Make `count` samples in a folder, or go on where an earlier call stopped, and say what became of them.

    Several calls, on one machine or many, may share the folder: each takes shards that nobody works on. workers:
    processes on this machine. ray: instead, the address of a Ray cluster ("auto" for the one this machine is in) whose
    nodes see the folder under the same path. told: called about once a second.

    Raises ConfigError when the folder holds another run, SandboxUnavailable, and ProposerError when the author's model
    cannot be reached; what is done by then stays.
    """
    if count < 1 or workers < 1 or shard < 1:
        raise ConfigError("At least one sample, one worker and one sample a shard are needed.")
    folder = RunFolder.make(Path(home).absolute(), Plan(count, seed, author.recipe, shard))
    watch = _Watch(folder, told)
    if ray is None:
        _here(folder, author, workers, watch)
    else:
        _on_ray(folder, author, ray, watch)
    while not finish(folder):
        time.sleep(LOOK)
    return watch.look()


class _Watch:
    """Counts what is done; closed shards are read once."""

    def __init__(self, folder: RunFolder, told: Told | None) -> None:
        self._folder = folder
        self._told = told
        self._closed: dict[int, Funnel] = {}

    def look(self) -> Funnel:
        total = Funnel()
        for shard in self._folder.plan.shards:
            if shard not in self._closed:
                closed = self._folder.closed(shard)
                found = Funnel.of(self._folder.records(shard))
                if not closed:
                    total += found
                    continue
                self._closed[shard] = found
            total += self._closed[shard]
        if self._told is not None:
            self._told(total)
        return total


def _here(folder: RunFolder, author: Author, workers: int, watch: _Watch) -> None:
    """Worker processes on this machine; one that is killed is replaced."""
    context = multiprocessing.get_context("spawn")
    complaints = context.SimpleQueue()

    def begin() -> Any:
        process = context.Process(target=_worker, args=(folder, author, os.getpid(), complaints), daemon=True)
        process.start()
        return process

    running = [begin() for _ in range(min(workers, len(folder.plan.shards)))]
    done, deaths = 0, 0
    try:
        while running:
            multiprocessing.connection.wait([process.sentinel for process in running], LOOK)
            now = watch.look().tasks
            done, deaths = now, 0 if now > done else deaths
            for process in [process for process in running if not process.is_alive()]:
                running.remove(process)
                if not complaints.empty():
                    raise complaints.get()
                if process.exitcode != 0:
                    deaths += 1
                    if deaths > DEATHS:
                        raise ConfigError("Workers die as soon as they start: see `zero-to-cad doctor`.")
                    running.append(begin())
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.join()


def _worker(folder: RunFolder, author: Author, parent: int, complaints: Any) -> None:
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        work(folder, author)
    except ZeroToCadError as error:
        complaints.put(error)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


def _on_ray(folder: RunFolder, author: Author, address: str, watch: _Watch) -> None:
    """One worker a CPU of the cluster; Ray starts those of a lost node again elsewhere, and leases do the rest."""
    try:
        import ray
    except ImportError as error:
        raise ConfigError("Working on a cluster needs Ray: pip install 'zero-to-cad[cluster]'.") from error
    ray.init(address=address, ignore_reinit_error=True, log_to_driver=False)
    remote = ray.remote(num_cpus=1, max_retries=-1)(work)
    count = min(int(ray.cluster_resources().get("CPU", 1)), len(folder.plan.shards))
    waiting = [remote.remote(folder, author) for _ in range(count)]
    while waiting:
        ready, waiting = ray.wait(waiting, timeout=LOOK)
        for task in ready:
            try:
                ray.get(task)
            except ray.exceptions.RayTaskError as error:
                raise error.cause if isinstance(error.cause, ZeroToCadError) else error from None
        watch.look()
