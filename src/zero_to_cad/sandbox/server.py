"""The warm process: has CadQuery loaded, forks a confined child for every program, and watches over it.

Started by `zero_to_cad.sandbox.warm` as a fresh interpreter. It has one thread and never opens, parses or
runs what a program says: it only passes descriptors on and counts time, bytes and deaths. A run is two jobs
for two children: "run" gives a shape's bytes, "measure" checks them.

Talks over one SOCK_SEQPACKET socket, whose descriptor is its only argument. First it says whether it is
ready. Then each message brings a request, the program's text in a memory file and the end of a socket to
answer on. Closing that socket abandons the run; closing the first one ends the warm process and all its
children.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
import math
import os
import selectors
import signal
import socket
import sys
import time

import numpy as np
from OCP.OSD import OSD_ThreadPool

from zero_to_cad.sandbox import child, confine, ending, exports, frame, probe, quick
from zero_to_cad.sandbox.outcome import Limits

SPARES = 2
DOING = {
    "run": "the program",
    "measure": "checking the program's result",
    "move": "the program with other values",
    "judge": "checking the program's results",
}
LULL = 0.015  # seconds without an event, after which forking a spare delays nobody
TRACE_GRACE = 3.0  # seconds at most between asking a child for its line, of which it dies, and killing it
WARM_UP = b"""
import cadquery as cq
result = cq.Workplane().box(4, 4, 4).faces(">Z").workplane().hole(1).edges("|Z").fillet(0.2)
result = result.union(cq.Workplane("XZ").rect(1, 1).extrude(9)).cut(cq.Workplane().sphere(1))
"""


@dataclasses.dataclass
class Spare:
    """A child that waits for a job."""

    pid: int
    socket: socket.socket


@dataclasses.dataclass
class Job:
    """One run: what was asked, and the child that works on it now."""

    connection: socket.socket
    limits: Limits
    check: bool
    started: float
    task: str  # "run", then "measure"; or "move", then "judge"
    pid: int = 0
    watch: int = -1  # pidfd of the child
    answer: int = -1
    output: int = -1
    trace: int = -1
    printed: bytearray = dataclasses.field(default_factory=bytearray)
    deadline: float = 0.0
    stopped: str | None = None  # why the child was told to end
    moves_ended: ending.End | None = None  # why the child that moved gave less than was asked


class Server:
    """The loop over requests, children and the clock."""

    def __init__(self, control: socket.socket, confinement: confine.Confinement) -> None:
        self.control = control
        self.confinement = confinement
        self.spares: list[Spare] = []
        self.jobs: list[Job] = []
        self.selector = selectors.DefaultSelector()
        self.selector.register(control.fileno(), selectors.EVENT_READ, self._accept)

    def serve(self) -> None:
        """Until the control socket is closed."""
        try:
            while True:
                events = self.selector.select(self._patience())
                if not events and len(self.spares) < SPARES:
                    self._fork_spare()
                for key, _ in events:
                    # An earlier event of the same round may have closed this one's descriptor.
                    if self.selector.get_map().get(key.fd) is key:
                        key.data()
                now = time.monotonic()
                for job in list(self.jobs):
                    if now >= job.deadline:
                        self._stop(job, "timeout")
        except EOFError:
            return
        finally:
            for pid in [spare.pid for spare in self.spares] + [job.pid for job in self.jobs]:
                _kill(pid, signal.SIGKILL)

    def _patience(self) -> float | None:
        """How long to wait for events: until the next deadline, or until a lull in which to fork."""
        nearest = min((job.deadline for job in self.jobs), default=math.inf)
        wait = max(0.0, nearest - time.monotonic())
        if len(self.spares) < SPARES:
            return min(wait, LULL)
        return None if wait == math.inf else wait

    def _fork_spare(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            child.serve(theirs, self.confinement, parent)
        theirs.close()
        self.spares.append(Spare(pid, ours))

    def _accept(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self.control, 1 << 16, 2)
        if not message:
            raise EOFError
        connection, source = descriptors
        request = json.loads(message)
        job = Job(
            connection=socket.socket(fileno=connection),
            limits=Limits(**request["limits"]),
            check=request["check"],
            started=time.monotonic(),
            task=request["task"],
        )
        self.jobs.append(job)
        self.selector.register(job.connection.fileno(), selectors.EVENT_READ, lambda: self._abandon(job))
        self._dispatch(job, source)

    def _dispatch(self, job: Job, source: int) -> None:
        """Give the job's task and its bytes to a spare child. Closes `source`."""
        if not self.spares:
            self._fork_spare()
        spare = self.spares.pop(0)
        job.pid = spare.pid
        job.watch = os.pidfd_open(spare.pid)
        job.answer = os.memfd_create("answer")
        job.trace = os.memfd_create("trace")
        job.output, printing = os.pipe()
        os.set_blocking(job.output, False)
        job.deadline = time.monotonic() + job.limits.wall_seconds
        message = {"task": job.task, "check": job.check, "limits": dataclasses.asdict(job.limits)}
        # A spare that has died has closed its end; its pidfd then ends the job as a crash.
        with contextlib.suppress(OSError):
            socket.send_fds(spare.socket, [json.dumps(message).encode()], [source, job.answer, printing, job.trace])
        spare.socket.close()
        os.close(printing)
        os.close(source)
        self.selector.register(job.output, selectors.EVENT_READ, lambda: self._read_output(job))
        self.selector.register(job.watch, selectors.EVENT_READ, lambda: self._finish(job))

    def _read_output(self, job: Job) -> None:
        """Take what was printed, which need not be text.

        Too much of it ends the child; its end may be the answer.
        """
        room = job.limits.output_bytes - len(job.printed)
        try:
            data = os.read(job.output, max(room, 0) + 1)
        except BlockingIOError:
            return
        job.printed += data[:room]
        if len(data) > room:
            self.selector.unregister(job.output)
            self._stop(job, "output")
        elif not data:
            self.selector.unregister(job.output)
            # A child closes its output when its answer is complete. Taking its memory apart takes the kernel
            # as long as a small program: go on meanwhile. Whoever forges this is killed, and its answer is
            # still only bytes.
            if job.stopped is None and job.watch in self.selector.get_map() and _magic(job):
                self.selector.unregister(job.watch)
                pid, watch = job.pid, job.watch
                self.selector.register(watch, selectors.EVENT_READ, lambda: self._reap(pid, watch))
                _kill(pid, signal.SIGKILL)
                self._go_on(job, None)

    def _reap(self, pid: int, watch: int) -> None:
        self.selector.unregister(watch)
        os.close(watch)
        os.waitpid(pid, 0)

    def _stop(self, job: Job, reason: str) -> None:
        """Tell the child to leave its line and end, and kill it a moment later.

        Its end is noticed by the loop.
        """
        if job.stopped is None:
            job.stopped = reason
            job.deadline = time.monotonic() + TRACE_GRACE
            _kill(job.pid, signal.SIGXCPU)
        else:
            job.deadline = math.inf
            _kill(job.pid, signal.SIGKILL)

    def _abandon(self, job: Job) -> None:
        """Nobody waits for the answer any more."""
        self.selector.unregister(job.connection.fileno())
        job.stopped = "abandoned"
        self._stop(job, "abandoned")

    def _finish(self, job: Job) -> None:
        """The child has ended."""
        self.selector.unregister(job.watch)
        os.close(job.watch)
        if job.output in self.selector.get_map():
            self._read_output(job)
        if job.output in self.selector.get_map():
            self.selector.unregister(job.output)
        _, status, usage = os.wait4(job.pid, 0)
        end = ending.explain(
            status,
            usage.ru_utime + usage.ru_stime,
            (usage.ru_maxrss << 10) - self.confinement.base_resident,
            job.limits,
            stopped=job.stopped,
            doing=DOING[job.task],
        )
        if end is None and not _magic(job):
            end = ending.End("crash", f"{DOING[job.task]} ended its process before giving a result.")
        self._go_on(job, end)

    def _go_on(self, job: Job, end: ending.End | None) -> None:
        """From a child's end to the next task, or to the answer."""
        line = ending.read_trace(job.trace) if end is not None and job.task == "run" else None
        os.close(job.trace)
        os.close(job.output)
        if end is None and job.task == "run" and job.stopped is None and _magic(job) == frame.MAGIC["shape"]:
            job.task = "measure"
            self._dispatch(job, job.answer)
        elif job.task == "move" and job.stopped in (None, "timeout") and _magic(job):
            job.task, job.moves_ended, job.stopped = "judge", end, None
            self._dispatch(job, job.answer)
        else:
            self._reply(job, end or job.moves_ended, line)

    def _reply(self, job: Job, end: ending.End | None, line: int | None) -> None:
        message = {
            "task": job.task,
            "seconds": time.monotonic() - job.started,
            "end": None if end is None else {"kind": end.kind, "message": end.message, "line": line},
        }
        printed = os.memfd_create("printed")
        os.write(printed, job.printed)
        # The caller may be gone.
        with contextlib.suppress(OSError):
            socket.send_fds(job.connection, [json.dumps(message).encode()], [job.answer, printed])
        if job.connection.fileno() in self.selector.get_map():
            self.selector.unregister(job.connection.fileno())
        job.connection.close()
        os.close(printed)
        os.close(job.answer)
        self.jobs.remove(job)


def main(descriptor: int) -> None:
    """Load, warm up, say so, serve."""
    control = socket.socket(fileno=descriptor)
    for number in (signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    try:
        # Its threads do not survive a fork, and the first boolean in a child would wait for them for ever.
        OSD_ThreadPool.DefaultPool_s(-1).Init(1)
        exports.disable()
        quick.enable()
        child.rehearse(WARM_UP)
        np.random.seed(0)  # `random` is seeded in the child
        probe.check()
        confinement = confine.prepare()
        gc.collect()
        gc.freeze()
    except confine.LayerMissing as missing:
        control.send(json.dumps({"missing": str(missing)}).encode())
        return
    control.send(json.dumps({"missing": None}).encode())
    Server(control, confinement).serve()


def _magic(job: Job) -> bytes:
    return os.pread(job.answer, frame.HEAD.size, 0)[:4]


def _kill(pid: int, number: int) -> None:
    # Also its group, though it cannot have made another process. It is not reaped yet, so the numbers are its
    # own.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


if __name__ == "__main__":
    main(int(sys.argv[1]))
