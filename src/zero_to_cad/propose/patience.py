"""When to ask a server again, and how long to wait before."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

MINUTE = 60.0
LONGEST = 60.0  # Seconds of one wait that the server did not ask for.
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
UNITS = {"ms": 0.001, "s": 1.0, "m": MINUTE, "h": 60 * MINUTE}


@dataclass
class Patience:
    """Exponential backoff with jitter, never less than what the server asks for. Shared by threads.

    first: seconds before the second try; doubled for each after it, and spread by half either way so that clients
    do not come back together.
    """

    first: float = 1.0
    _not_before: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def after_failure(self, tries: int, headers: Mapping[str, str]) -> float:
        """Seconds to wait after the `tries`-th failure in a row."""
        backoff = min(LONGEST, self.first * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.5)
        return max(backoff, asked_to_wait(headers) or 0.0)

    def heed(self, headers: Mapping[str, str]) -> None:
        """Remember a rate limit that is used up, from the headers of any answer."""
        wait = used_up_for(headers)
        if wait > 0:
            with self._lock:
                self._not_before = max(self._not_before, time.monotonic() + wait)

    @property
    def wait(self) -> float:
        """Seconds until a used-up rate limit is free again; 0 when there is none."""
        with self._lock:
            return max(0.0, self._not_before - time.monotonic())


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds by `retry-after-ms` or `retry-after` (seconds or a date), None without one that can be read."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        if (after := headers.get("retry-after")) is None:
            return None
        if re.fullmatch(r"\s*\d+(\.\d*)?\s*", after):
            return float(after)
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def used_up_for(headers: Mapping[str, str]) -> float:
    """Seconds for which requests or tokens are used up by the `x-ratelimit-` headers; 0 when there are some left."""
    waits = [
        duration(headers.get(f"x-ratelimit-reset-{what}", ""))
        for what in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{what}", "").strip() == "0"
    ]
    return max(waits, default=0.0)


def duration(text: str) -> float:
    """Seconds of "6m0.5s", "20ms" or "1.5"; 0 for what cannot be read."""
    if re.fullmatch(r"\d+(\.\d*)?", text):
        return float(text)
    return sum(float(amount) * UNITS[unit] for amount, unit in DURATION.findall(text))
