"""Worker processes that may die: a part that takes its process with it costs that process and nothing else."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.measuring import Outcome

PR_SET_PDEATHSIG = 1
# A new process may take this long to load what the work needs, beyond the patience with its first item.
START_SECONDS = 300.0

Work = Callable[[Item], Outcome]


@dataclass(frozen=True)
class Death:
    """The process that worked on an item ended without an answer; `how` says it in words."""

    how: str


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    item: Item | None = None
    since: float = 0.0
    ready: bool = False


def run_in_processes(
    work: Work, items: Iterable[Item], workers: int, patience: float, again: Callable[[Item, Death], bool]
) -> Iterator[Outcome]:
    """Do `work` on every item in `workers` processes, and yield outcomes as they come.

    patience: seconds after which a process is taken for hung and killed. again: told of each death, says whether the
    item is tried once more. Raises what `work` raises, which ends the run. The processes end with this one.
    """
    # Not forked: the kernel's threads and the sandbox's sockets would come along.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Item] = deque()
    source = iter(items)
    busy: list[_Worker] = []
    idle: list[_Worker] = []
    try:
        while True:
            while len(busy) < workers and (item := waiting.popleft() if waiting else next(source, None)) is not None:
                idle = [worker for worker in idle if worker.process.is_alive()]
                worker = idle.pop() if idle else _started(context, work)
                worker.item = item
                worker.since = time.monotonic() if worker.ready else time.monotonic() + START_SECONDS
                worker.pipe.send(item)
                busy.append(worker)
            if not busy:
                return
            wait([worker.pipe for worker in busy], timeout=1.0)
            for worker in list(busy):
                answer = _answer(worker, patience)
                if answer is None:
                    continue
                busy.remove(worker)
                assert worker.item is not None
                if isinstance(answer, Death):
                    if again(worker.item, answer):
                        waiting.append(worker.item)
                elif isinstance(answer, BaseException):
                    raise answer
                else:
                    idle.append(worker)
                    yield answer
    finally:
        for worker in busy + idle:
            worker.process.kill()
            worker.process.join()


def _started(context: Any, work: Work) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _answer(worker: _Worker, patience: float) -> Outcome | Death | BaseException | None:
    """What a worker says, None while it says nothing."""
    if worker.pipe.poll():
        try:
            answer: Outcome | BaseException | None = worker.pipe.recv()
            if answer is None:
                worker.ready, worker.since = True, time.monotonic()
            return answer
        except (EOFError, OSError):
            worker.process.join()
            return Death(_ending(worker.process.exitcode))
    if time.monotonic() - worker.since > patience:
        worker.process.kill()
        worker.process.join()
        return Death(f"it did not answer within {patience:g} s")
    return None


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"it was ended by {signal.Signals(-code).name}"
    return f"it ended by itself with status {code}"


def _serve(pipe: Connection, work: Work, parent: int) -> None:
    """A worker's life: an item in, an outcome out."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    # Ctrl-C is the parent's: it kills the workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # That it is ready.
    pipe.send(None)
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(work(item))
        except Exception as error:
            pipe.send(error)
