"""Keeping the kernel quiet: what it prints would land on the user's stdout."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from OCP.Message import Message

# For the whole process. The STEP and geometry code prints only through this messenger.
_messenger = Message.DefaultMessenger_s()
for _printer in list(_messenger.Printers()):
    _messenger.RemovePrinter(_printer)


# Two at once would restore each other's nowhere.
_turn = threading.Lock()


@contextmanager
def silence() -> Iterator[None]:
    """Send file descriptor 1 nowhere meanwhile: the BREP readers print straight to it.

    What another thread prints at that moment is lost too, so hold it for one kernel call only.
    """
    flush = ctypes.CDLL(None).fflush
    with _turn:
        flush(None)
        kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        try:
            yield
        finally:
            flush(None)
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)
