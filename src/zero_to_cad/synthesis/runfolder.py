"""The folder of a run: its plan, open and closed shards, records, transcripts, manifest.

    run.json                  the plan; another plan is refused
    data/train/00000.parquet  rows of closed shards, in the published schema
    records/00000.jsonl       what became of each task: provenance, refusals, keys
    transcripts/00000.jsonl.gz  conversations with a model, one a line, under the task's id
    shards/00000.json         closes a shard: digests of its files
    open/00000/               finished tasks of a shard that is not closed
    leases/                   who works on which shard
    manifest.json, README.md, funnel.html   written when all shards are closed

Every file appears by rename, so a process may be killed at any moment.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from zero_to_cad.dataset import Sample, open_split, write_shard
from zero_to_cad.dataset.schema import split_folder
from zero_to_cad.errors import ConfigError
from zero_to_cad.synthesis.task import Outcome, Record, Task

SCHEMA = 1
# A task during which this many processes died is not tried again.
POISON = 3


@dataclass(frozen=True)
class Plan:
    """What a run makes: tasks 0 to count - 1 of this seed and recipe, `shard` of them a file."""

    count: int
    seed: int
    recipe: str
    shard: int

    @property
    def shards(self) -> range:
        return range(-(-self.count // self.shard))

    def tasks(self, shard: int) -> list[Task]:
        first = shard * self.shard
        return [Task(self.seed, self.recipe, index) for index in range(first, min(first + self.shard, self.count))]


class RunFolder:
    """The files of one run. Holds no state but the folder and the plan."""

    def __init__(self, home: Path, plan: Plan) -> None:
        self.home = home
        self.plan = plan

    @classmethod
    def make(cls, home: Path, plan: Plan) -> RunFolder:
        """Begin a run, or go on with the one that is there. Raises ConfigError when that has another plan."""
        file = home / "run.json"
        if not file.exists():
            if home.exists() and any(home.iterdir()):
                raise ConfigError(f"{home} is not empty and holds no run: name a new folder.")
            write(file, json.dumps({"schema": SCHEMA, **asdict(plan)}, indent=2).encode())
        found = cls.open(home)
        if found.plan != plan:
            theirs = ", ".join(f"{key} {value}" for key, value in asdict(found.plan).items())
            raise ConfigError(f"{home} holds another run ({theirs}): go on with that one, or name a new folder.")
        return found

    @classmethod
    def open(cls, home: Path) -> RunFolder:
        """The run in a folder. Raises ConfigError when there is none."""
        try:
            found = json.loads((home / "run.json").read_text())
            found.pop("schema")
            return cls(home, Plan(**found))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ConfigError(f"{home} holds no run of synthesis that can be read: {error}.") from error

    @property
    def manifest(self) -> Path:
        return self.home / "manifest.json"

    @property
    def leases(self) -> Path:
        return self.home / "leases"

    def rows(self, shard: int) -> Path:
        return self.home / "data" / split_folder("train") / f"{shard:05}.parquet"

    def closed(self, shard: int) -> bool:
        return (self.home / "shards" / f"{shard:05}.json").exists()

    def begin(self, task: Task) -> bool:
        """Note that a task is begun; false when processes have died over it too often."""
        file = self._open(task.index).with_suffix(".begun")
        times = int(file.read_text()) if file.exists() else 0
        if times >= POISON:
            return False
        write(file, str(times + 1).encode())
        return True

    def forget(self, task: Task) -> None:
        """Take back `begin`, for a task that was given up rather than killed."""
        with suppress(FileNotFoundError):
            self._open(task.index).with_suffix(".begun").unlink()

    def finish(self, outcome: Outcome) -> None:
        """Keep what became of a task."""
        base = self._open(outcome.record.index)
        if outcome.sample is not None:
            write_shard(base.with_suffix(".parquet"), [outcome.sample])
        if outcome.transcript:
            write(base.with_suffix(".transcript"), json.dumps(outcome.transcript).encode())
        write(base.with_suffix(".json"), json.dumps(outcome.record.to_json()).encode())
        with suppress(FileNotFoundError):
            base.with_suffix(".begun").unlink()

    def finished(self, task: Task) -> bool:
        return self._open(task.index).with_suffix(".json").exists()

    def records(self, shard: int) -> list[Record]:
        """Of the tasks finished so far, in order."""
        if self.closed(shard):
            lines = (self.home / "records" / f"{shard:05}.jsonl").read_text().splitlines()
            return [Record.from_json(json.loads(line)) for line in lines]
        found = []
        for path in sorted((self.home / "open" / f"{shard:05}").glob("*.json")):
            with suppress(FileNotFoundError):
                found.append(Record.from_json(json.loads(path.read_text())))
        return found

    def close(self, shard: int) -> None:
        """Turn the finished tasks of a shard into its files; equal programs and shapes are kept once."""
        records = unique(self.records(shard))
        write_shard(self.rows(shard), self._samples(records))
        self._write_transcripts(shard, records)
        self.seal(shard, records)
        shutil.rmtree(self.home / "open" / f"{shard:05}", ignore_errors=True)

    def seal(self, shard: int, records: Iterable[Record]) -> None:
        """Write a shard's records and the digests that close it, over its rows as they are."""
        lines = "".join(f"{json.dumps(record.to_json())}\n" for record in records)
        file = self.home / "records" / f"{shard:05}.jsonl"
        write(file, lines.encode())
        transcripts = self.home / "transcripts" / f"{shard:05}.jsonl.gz"
        files = [path for path in (self.rows(shard), file, transcripts) if path.exists()]
        digests = {str(path.relative_to(self.home)): digest(path) for path in files}
        write(self.home / "shards" / f"{shard:05}.json", json.dumps({"files": digests}, indent=2).encode())

    def digests(self, shard: int) -> dict[str, str]:
        """SHA-256 by file name, as a closed shard has them."""
        found: dict[str, str] = json.loads((self.home / "shards" / f"{shard:05}.json").read_text())["files"]
        return found

    def damaged(self, shard: int) -> bool:
        """Whether a closed shard's files are not those it was closed with, as after a kill in `drop_rows`."""
        return any(digest(self.home / name) != known for name, known in self.digests(shard).items())

    def drop_rows(self, shard: int, kept: set[str]) -> None:
        """Rewrite a closed shard's rows without those whose uuid is not among `kept`."""
        write_shard(self.rows(shard), [row for row in open_split(self.rows(shard)) if row.uuid in kept])

    def _samples(self, records: Iterable[Record]) -> Iterator[Sample]:
        for record in records:
            if record.status == "kept":
                yield from open_split(self._open(record.index).with_suffix(".parquet"))

    def _write_transcripts(self, shard: int, records: Iterable[Record]) -> None:
        lines = [
            f'{{"id": "{record.id}", "messages": {self._open(record.index).with_suffix(".transcript").read_text()}}}\n'
            for record in records
            if record.transcript
        ]
        if lines:
            buffer = io.BytesIO()
            with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
                file.write("".join(lines).encode())
            write(self.home / "transcripts" / f"{shard:05}.jsonl.gz", buffer.getvalue())

    def transcripts(self, shard: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Task ids and conversations of a closed shard."""
        path = self.home / "transcripts" / f"{shard:05}.jsonl.gz"
        if path.exists():
            for line in gzip.decompress(path.read_bytes()).decode().splitlines():
                found = json.loads(line)
                yield found["id"], found["messages"]

    def _open(self, index: int) -> Path:
        return self.home / "open" / f"{index // self.plan.shard:05}" / f"{index:08}"


def unique(records: Iterable[Record], seen: dict[str, str] | None = None) -> list[Record]:
    """The records, with those marked as duplicates whose program or shape an earlier one has.

    seen: ids by key of what was kept before; it is added to.
    """
    seen = {} if seen is None else seen
    checked = []
    for record in records:
        if record.status == "kept":
            keys = (f"program {record.program_key}", f"shape {record.shape_key}")
            first = next((seen[key] for key in keys if key in seen), None)
            if first is None:
                seen.update(dict.fromkeys(keys, record.id))
            else:
                record = replace(record, status="duplicate", duplicate_of=first)
        checked.append(record)
    return checked


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, data: bytes) -> None:
    """A file that appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_bytes(data)
    scratch.replace(path)
