"""Removes what is old: finished jobs past their age, the oldest beyond the allowed size, folders nobody knows."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from pathlib import Path

from zero_to_cad.service.settings import Settings
from zero_to_cad.service.store import Store

log = logging.getLogger("zero_to_cad.service")

EVERY_SECONDS = 60.0
# A folder is made before its job is known: one younger than this may be an upload under way.
UPLOAD_SECONDS = 3600.0


def expire(store: Store, settings: Settings) -> list[str]:
    """Remove what has to go, and return the removed jobs' ids."""
    now = time.time()
    removed = []
    kept: list[tuple[str, int]] = []
    for number, finished in store.finished():
        if finished < now - settings.keep_seconds:
            remove(store, settings, number)
            removed.append(number)
        else:
            kept.append((number, _size(settings.jobs_folder / number)))
    total = sum(size for _, size in kept)
    for number, size in kept:
        if total <= settings.keep_bytes:
            break
        remove(store, settings, number)
        removed.append(number)
        total -= size
    for folder in settings.jobs_folder.glob("*"):
        if _age(folder, now) > UPLOAD_SECONDS and not store.known(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    return removed


def remove(store: Store, settings: Settings, number: str) -> None:
    """Remove a finished job with all its files."""
    store.remove(number)
    shutil.rmtree(settings.jobs_folder / number, ignore_errors=True)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:  # removed meanwhile
            continue
    return total


def _age(folder: Path, now: float) -> float:
    try:
        return now - folder.stat().st_mtime
    except OSError:
        return 0.0


class Expiry(threading.Thread):
    """Expires every minute until told to stop."""

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__(name="expiry", daemon=True)
        self._store = store
        self._settings = settings
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """End."""
        self._stop_asked.set()

    def run(self) -> None:
        """Work."""
        while not self._stop_asked.wait(EVERY_SECONDS):
            try:
                for number in expire(self._store, self._settings):
                    log.info("job %s: expired", number)
            except Exception as error:  # tried again in a minute
                log.exception("expiry: %s", error)
