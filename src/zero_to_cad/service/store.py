"""Jobs in SQLite, shared by every server that uses the data folder."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ConfigError, ZeroToCadError
from zero_to_cad.service.job import MOST_ATTEMPTS, UNFINISHED, Event, Job

BUSY_SECONDS = 10.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, engine TEXT NOT NULL,
    budget REAL NOT NULL, solid INTEGER, state TEXT NOT NULL, created REAL NOT NULL, started REAL, finished REAL,
    attempts INTEGER NOT NULL, message TEXT, result TEXT, summary TEXT, worker TEXT, lease REAL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, created);
CREATE INDEX IF NOT EXISTS jobs_by_owner ON jobs (owner, created);
CREATE TABLE IF NOT EXISTS events (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, number INTEGER NOT NULL, at REAL NOT NULL,
    stage TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
"""
FIELDS = "id, owner, name, kind, engine, budget, solid, state, created, started, finished, attempts, message, result"
WAITING = ", ".join(f"'{state}'" for state in UNFINISHED)


class FullError(ZeroToCadError):
    """There is no room for another job now. `retry_seconds`: when to ask again."""

    def __init__(self, message: str, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class Store:
    """The jobs. Thread-safe: each thread has a connection of its own.

    Raises ConfigError when the database cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"The database {path} cannot be opened: {error}.") from error

    def add(self, job: Job, queue: int, per_owner: int) -> None:
        """Put a job into the queue. Raises FullError when `queue` jobs wait or the owner has `per_owner` unfinished."""
        with self._writing() as db:
            waiting = _count(db, "state = 'queued'")
            if waiting >= queue:
                raise FullError(f"{waiting} jobs are waiting already: try again later.", 15)
            own = _count(db, f"state IN ({WAITING}) AND owner = ?", job.owner)
            if own >= per_owner:
                raise FullError(f"You have {own} unfinished jobs: wait for one or cancel it.", 10)
            db.execute(
                f"INSERT INTO jobs ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, NULL, NULL, 0, NULL, NULL)",
                (job.id, job.owner, job.name, job.kind, job.engine, job.budget, job.solid, job.created),
            )
            _tell(db, job.id, "queued", "Waiting for a worker.")

    def get(self, number: str, owner: str) -> Job | None:
        """The job, if it is this owner's."""
        row = self._connection.execute(
            f"SELECT {FIELDS}, summary FROM jobs WHERE id = ? AND owner = ?", (number, owner)
        ).fetchone()
        return None if row is None else _job(row)

    def latest(self, owner: str, count: int) -> list[Job]:
        """The owner's newest jobs, the newest first."""
        rows = self._connection.execute(
            f"SELECT {FIELDS}, summary FROM jobs WHERE owner = ? ORDER BY created DESC, id LIMIT ?", (owner, count)
        )
        return [_job(row) for row in rows]

    def events(self, number: str, after: int = 0) -> list[Event]:
        """What happened to a job after the event of this number."""
        rows = self._connection.execute(
            "SELECT number, at, stage, text FROM events WHERE job = ? AND number > ? ORDER BY number", (number, after)
        )
        return [Event(*row) for row in rows]

    def count_by_state(self) -> dict[str, int]:
        """How many jobs there are in each state."""
        return dict(self._connection.execute("SELECT state, count(*) FROM jobs GROUP BY state"))

    def claim(self, worker: str, lease: float) -> Job | None:
        """Take the oldest waiting job for `lease` seconds.

        First the jobs whose lease ran out: their server died or hangs. Begun for the first time, they wait again;
        begun twice, they have failed.
        """
        if not self._something_to_claim():
            return None
        with self._writing() as db:
            now = time.time()
            for (number,) in db.execute("SELECT id FROM jobs WHERE state = 'running' AND lease < ?", (now,)).fetchall():
                _begin_again(db, number)
            row = db.execute(
                f"SELECT {FIELDS}, summary FROM jobs WHERE state = 'queued' ORDER BY created, id LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE jobs SET state = 'running', worker = ?, lease = ?, started = ?, attempts = attempts + 1"
                " WHERE id = ?",
                (worker, now + lease, now, row[0]),
            )
            taken = db.execute(f"SELECT {FIELDS}, summary FROM jobs WHERE id = ?", (row[0],)).fetchone()
        return _job(taken)

    def renew(self, number: str, worker: str, lease: float) -> bool:
        """Hold a job for `lease` more seconds. False when it is no longer this worker's: cancelled, or taken over."""
        with self._writing() as db:
            done = db.execute(
                "UPDATE jobs SET lease = ? WHERE id = ? AND worker = ? AND state = 'running'",
                (time.time() + lease, number, worker),
            )
        return done.rowcount == 1

    def tell(self, number: str, worker: str, stage: str, text: str) -> None:
        """Add an event, if the job is still this worker's."""
        with self._writing() as db:
            if _holds(db, number, worker):
                _tell(db, number, stage, text)

    def finish(self, number: str, worker: str, result: str, summary: dict[str, Any]) -> bool:
        """Mark a job done. False, with nothing changed, when it is no longer this worker's."""
        with self._writing() as db:
            if not _holds(db, number, worker):
                return False
            db.execute("UPDATE jobs SET result = ?, summary = ? WHERE id = ?", (result, json.dumps(summary), number))
            _end(db, number, "done", None)
            return True

    def fail(self, number: str, worker: str, message: str) -> None:
        """Mark a job failed, with the reason, if it is still this worker's."""
        with self._writing() as db:
            if _holds(db, number, worker):
                _end(db, number, "failed", message)

    def retry(self, number: str, worker: str) -> None:
        """Let a job whose process ended wait again, or fail when that happened before."""
        with self._writing() as db:
            if _holds(db, number, worker):
                _begin_again(db, number)

    def put_back(self, number: str, worker: str) -> None:
        """Let a job wait again as if it had not been begun: its server is shutting down."""
        with self._writing() as db:
            if _holds(db, number, worker):
                db.execute(
                    "UPDATE jobs SET state = 'queued', worker = NULL, attempts = attempts - 1 WHERE id = ?", (number,)
                )
                _tell(db, number, "queued", "The server is restarting; the job will be begun again.")

    def cancel(self, number: str) -> bool:
        """Cancel an unfinished job; its worker notices within a second. False when it was finished already."""
        with self._writing() as db:
            if not _count(db, f"state IN ({WAITING}) AND id = ?", number):
                return False
            _end(db, number, "cancelled", "Cancelled.")
            return True

    def remove(self, number: str) -> None:
        """Forget a job."""
        with self._writing() as db:
            db.execute("DELETE FROM jobs WHERE id = ?", (number,))

    def finished(self) -> list[tuple[str, float]]:
        """Every finished job and when it finished, the oldest first."""
        rows = self._connection.execute(
            f"SELECT id, finished FROM jobs WHERE state NOT IN ({WAITING}) ORDER BY finished"
        )
        return list(rows)

    def known(self, number: str) -> bool:
        """Whether there is such a job, whoever owns it."""
        return _count(self._connection, "id = ?", number) == 1

    def check(self) -> None:
        """Raise sqlite3.Error when the database does not answer."""
        self._connection.execute("SELECT 1 FROM jobs LIMIT 1").fetchall()

    def _something_to_claim(self) -> bool:
        """A look without the write lock, which idle workers must not take several times a second."""
        found = "state = 'queued' OR (state = 'running' AND lease < ?)"
        return bool(
            self._connection.execute(f"SELECT EXISTS (SELECT 1 FROM jobs WHERE {found})", (time.time(),)).fetchone()[0]
        )

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this loses no committed job when the process is killed, only when the machine is.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._threads.connection = connection
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its start."""
        db = self._connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def _count(db: sqlite3.Connection, condition: str, *values: object) -> int:
    return int(db.execute(f"SELECT count(*) FROM jobs WHERE {condition}", values).fetchone()[0])


def _holds(db: sqlite3.Connection, number: str, worker: str) -> bool:
    return _count(db, "id = ? AND worker = ? AND state = 'running'", number, worker) == 1


def _tell(db: sqlite3.Connection, number: str, stage: str, text: str) -> None:
    db.execute(
        "INSERT INTO events SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM events WHERE job = ?",
        (number, time.time(), stage, text, number),
    )


def _begin_again(db: sqlite3.Connection, number: str) -> None:
    if _count(db, "id = ? AND attempts < ?", number, MOST_ATTEMPTS):
        db.execute("UPDATE jobs SET state = 'queued', worker = NULL WHERE id = ?", (number,))
        _tell(db, number, "queued", "Its process stopped; the job will be begun once more.")
    else:
        _end(db, number, "failed", "Its process stopped twice while working on this job.")


def _end(db: sqlite3.Connection, number: str, state: str, message: str | None) -> None:
    db.execute(
        "UPDATE jobs SET state = ?, message = ?, finished = ?, worker = NULL WHERE id = ?",
        (state, message, time.time(), number),
    )
    _tell(db, number, state, message or "Done.")


def _job(row: tuple[Any, ...]) -> Job:
    *fields, summary = row
    return replace(Job(*fields), summary=None if summary is None else json.loads(summary))
