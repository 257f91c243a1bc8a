"""What became of one part, and the file that holds these records and survives everything."""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from zero_to_cad.errors import ConfigError, UnreadableError

Status = Literal["done", "failed", "unreadable", "killed"]


@dataclass(frozen=True)
class Record:
    """One part's line.

    status: "done"; "failed", no program that makes a part; "unreadable", the data's fault and not counted; "killed",
    the process that worked on it died twice. failure: its kind, such as "geometry" or "refused", and `message` a
    sentence. faces: of the target's B-rep. shape: what surfaces the target has, see `measuring.shape_of`. scores: by
    protocol; None where the protocol itself drops the pair. chamfer: mm. volume_error: relative, signed. The rest
    describes the program. seconds: wall time, the one field that differs from run to run.
    """

    name: str
    status: Status
    failure: str | None = None
    message: str = ""
    faces: int | None = None
    shape: str | None = None
    scores: Mapping[str, float | None] = field(default_factory=dict)
    chamfer: float | None = None
    volume_error: float | None = None
    program: str = ""
    calls: int = 0
    named_share: float | None = None
    attempts: int = 0
    seconds: float = 0.0

    @property
    def in_words(self) -> str:
        """The scores, or what went wrong."""
        if self.status != "done":
            return f"{self.status} ({self.failure}): {self.message}"
        return "IoU " + ", ".join(
            f"{'dropped' if iou is None else format(iou, '.4f')} ({name})" for name, iou in self.scores.items()
        )

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


class RecordFile:
    """records.jsonl: one line a finished part, and one a death of a worker. Use as a context manager.

    A line is appended in one write and is on the disk before the next part's. What a kill left of a line is cut off.
    Only one process at a time may have the file open: a second gets a ConfigError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: dict[str, Record] = {}
        self.deaths: Counter[str] = Counter()

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be opened: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise ConfigError(f"{self.path} belongs to an evaluation that is still running.") from None
        whole = _whole_lines(self.path.read_bytes())
        os.ftruncate(self._file, len(whole))
        self.records, self.deaths = _parsed(whole, self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def add(self, record: Record) -> None:
        """Append a finished part."""
        self.records[record.name] = record
        self._append(record.to_json())

    def add_death(self, name: str) -> int:
        """Append that the process working on this part died, and return how often that has happened to it."""
        self.deaths[name] += 1
        self._append({"death": name})
        return self.deaths[name]

    def _append(self, content: dict[str, Any]) -> None:
        line = (json.dumps(content, ensure_ascii=False) + "\n").encode()
        try:
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be written: {error.strerror}; run again to go on.") from error


def read_records(path: Path) -> list[Record]:
    """The records of a run, in the order they were finished. Raises UnreadableError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error
    return list(_parsed(_whole_lines(data), path)[0].values())


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _parsed(data: bytes, path: Path) -> tuple[dict[str, Record], Counter[str]]:
    records: dict[str, Record] = {}
    deaths: Counter[str] = Counter()
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            content = json.loads(line)
            if "death" in content:
                deaths[content["death"]] += 1
            else:
                records[content["name"]] = Record(**content)
        except (ValueError, TypeError, KeyError) as error:
            raise UnreadableError(f"{path}, line {number}, is no record of an evaluation.") from error
    return records, deaths
