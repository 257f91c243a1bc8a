"""Work that may hang or crash the kernel, in a child process that is given up in time."""

from __future__ import annotations

import io
import os
import pickle
import select
import signal
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from zero_to_cad.sandbox.outcome import BUSY

T = TypeVar("T")

_HEAD = struct.Struct("<Q")


def last_of(work: Callable[[], Iterator[T]], seconds: float) -> T | None:
    """The last value that `work` yields in a fork of this process before it ends, crashes or has worked `seconds`.

    The wall clock allows twice as many. None where it yields nothing. The values are pickled; what the child prints is
    lost.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            # Its signal ends the process, in the midst of the kernel's work too.
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            for value in work():
                data = pickle.dumps(value)
                _write(writing, _HEAD.pack(len(data)) + data)
        finally:
            os._exit(0)
    os.close(writing)
    try:
        data = _read(reading, time.monotonic() + BUSY * seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    last = None
    while len(data) >= _HEAD.size:
        (size,) = _HEAD.unpack(data[: _HEAD.size])
        if len(data) < _HEAD.size + size:
            break
        last, data = data[_HEAD.size : _HEAD.size + size], data[_HEAD.size + size :]
    return None if last is None else pickle.loads(last)


def dumped(shape: Any) -> bytes:
    """A shape (cadquery.Shape) as what can be sent from process to process."""
    from OCP.BinTools import BinTools

    stream = io.BytesIO()
    BinTools.Write_s(shape.wrapped, stream)
    return stream.getvalue()


def loaded(data: bytes) -> Any:
    """The shape (cadquery.Shape) that was sent."""
    import cadquery
    from OCP.BinTools import BinTools
    from OCP.TopoDS import TopoDS_Shape

    shape = TopoDS_Shape()
    BinTools.Read_s(shape, io.BytesIO(data))
    return cadquery.Shape.cast(shape)


def _write(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]


def _read(pipe: int, deadline: float) -> bytes:
    chunks = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], left)
        if not ready:
            break
        chunk = os.read(pipe, 1 << 20)
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)
