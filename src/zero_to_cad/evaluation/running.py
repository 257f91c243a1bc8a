"""A whole evaluation: begins or goes on where it was killed, and leaves one record a part."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from zero_to_cad.errors import ConfigError, InputError
from zero_to_cad.evaluation.cluster import run_on_ray
from zero_to_cad.evaluation.items import Item, items_of
from zero_to_cad.evaluation.measuring import measure, picture_name
from zero_to_cad.evaluation.pool import Death, run_in_processes
from zero_to_cad.evaluation.record import Record, RecordFile
from zero_to_cad.evaluation.settings import Settings
from zero_to_cad.propose import engine

RECORDS = "records.jsonl"
SETTINGS = "settings.json"
PICTURES = "pictures"
# A part that kills its process this often is not tried again.
DEATHS = 2
# A process is taken for hung after this many seconds beyond this many times the budget.
PATIENCE, PATIENCE_BUDGETS = 300.0, 10

Tell = Callable[[Record, int, int | None], None]


def evaluate(
    settings: Settings, folder: Path | str, workers: int = 1, ray: str | None = None, tell: Tell | None = None
) -> list[Record]:
    """Evaluate, and return the records in the order of the data.

    folder: gets settings.json, records.jsonl and pictures/. Where it holds an earlier run with the same settings, only
    the parts without a record are worked on, so a run that was killed goes on. workers: processes; ray: instead, the
    address of a cluster. tell: called with each new record, how many are done, and how many there are.

    Raises ConfigError for settings unlike the folder's, or a run still going on there; UnreadableError for data that
    cannot be read; SandboxUnavailable.
    """
    folder = Path(folder)
    engine(settings.engine, settings.told)
    items = items_of(settings)
    count = len(items) if isinstance(items, Sequence) else settings.limit
    _claim(folder, settings)
    order: dict[str, None] = {}
    with RecordFile(folder / RECORDS) as file:

        def missing() -> Iterator[Item]:
            for item in items:
                if item.name in order:
                    raise InputError(f"{settings.data} names {item.name} twice: its records could not be told apart.")
                order[item.name] = None
                if item.name not in file.records:
                    yield item

        def keep(record: Record) -> None:
            file.add(record)
            if tell:
                tell(record, len(file.records), count)

        def again(item: Item, death: Death) -> bool:
            if file.add_death(item.name) < DEATHS:
                return True
            message = f"The process that worked on it died {DEATHS} times; the last time {death.how}."
            keep(Record(item.name, "killed", "killed", message))
            return False

        work = partial(measure, settings=settings)
        patience = PATIENCE + PATIENCE_BUDGETS * settings.budget
        if ray is None:
            outcomes = run_in_processes(work, missing(), workers, patience, again)
        else:
            outcomes = run_on_ray(work, missing(), ray, patience, again)
        for outcome in outcomes:
            if outcome.picture:
                _write(folder / PICTURES / picture_name(outcome.record.name), outcome.picture)
            keep(outcome.record)
        return [file.records[name] for name in order]


def settings_of(folder: Path | str) -> Settings:
    """The settings of the run in a folder. Raises ConfigError when there is none."""
    path = Path(folder) / SETTINGS
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{folder} holds no evaluation: {path.name} cannot be read.") from error
    return Settings.from_json(fields)


def _claim(folder: Path, settings: Settings) -> None:
    """Make the folder this run's own, or see that it already is."""
    if (folder / SETTINGS).exists():
        earlier = settings_of(folder).to_json()
        changed = [name for name, value in settings.to_json().items() if earlier.get(name) != value]
        if changed:
            name = changed[0]
            raise ConfigError(
                f"{folder} holds an evaluation with {name} {earlier.get(name)!r}, not {settings.to_json()[name]!r}: "
                "name another folder."
            )
        return
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder} holds something else: name a new folder.")
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made: {error.strerror}.") from error
    _write(folder / SETTINGS, (json.dumps(settings.to_json(), indent=2) + "\n").encode())


def _write(path: Path, data: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
