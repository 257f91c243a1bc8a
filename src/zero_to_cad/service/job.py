"""A job as a value, and the folder it lives in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]
# What a reconstruction saves; written here too so that the web process need not load the geometry kernel.
FILES = ("program.py", "result.step", "result.stl", "result.glb", "views.png", "report.json", "report.html")
UNFINISHED: tuple[State, ...] = ("queued", "running")
# Once after a crash; then the job itself is to blame.
MOST_ATTEMPTS = 2


@dataclass(frozen=True)
class Job:
    """One request for a reconstruction.

    owner: whose it is, see `settings.owner_of`; empty where no tokens are used. kind: what was uploaded, "part" or
    "views". solid: which solid of the file, from 1; None for the only one. attempts: how often it was begun. message:
    why it failed. result: name of the folder, within the job's own, that holds what came out. summary: the figures that
    lists and pages show first. Times are seconds since 1970.
    """

    id: str
    owner: str
    name: str
    kind: Literal["part", "views"]
    engine: str
    budget: float
    solid: int | None = None
    state: State = "queued"
    created: float = 0.0
    started: float | None = None
    finished: float | None = None
    attempts: int = 0
    message: str | None = None
    result: str | None = None
    summary: dict[str, Any] | None = None

    @property
    def unfinished(self) -> bool:
        """Whether something may still become of it."""
        return self.state in UNFINISHED


@dataclass(frozen=True)
class Event:
    """One step of a job's progress. number: from 1, in order."""

    number: int
    at: float
    stage: str
    text: str


@dataclass(frozen=True)
class Place:
    """The folder of one job. What is in it is written beside its place and renamed."""

    folder: Path

    @property
    def input(self) -> Path:
        """The uploaded file or pictures, under names of our own."""
        return self.folder / "input"

    def attempt(self, number: int) -> Path:
        """What an attempt at the job gives; whole or absent."""
        return self.folder / f"attempt-{number}"

    @property
    def builds(self) -> Path:
        """Programs changed by hand, one folder each."""
        return self.folder / "builds"
