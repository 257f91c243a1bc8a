"""Reading a split: lazily from local parquet files, or streamed from the hub."""

from __future__ import annotations

import glob
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zero_to_cad.dataset.rows import sample_of
from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import COLUMNS, SPLITS, arrow, split_folder
from zero_to_cad.errors import ConfigError, InputError, UnreadableError

if TYPE_CHECKING:
    import pyarrow

HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class LocalSplit:
    """The samples in parquet files, read a row group at a time: `len`, `split[i]`, iteration, `find`.

    columns: the published columns to read; the others stay empty in each Sample. Made by `open_split`. It holds only
    paths, so it may be handed to other processes.
    """

    files: tuple[Path, ...]
    columns: tuple[str, ...] = COLUMNS

    @cached_property
    def _groups(self) -> tuple[tuple[Path, int, int], ...]:
        """File, number of the row group in it, and its rows, for every row group."""
        found = []
        for path in self.files:
            with _opened(path) as file:
                found += [
                    (path, group, file.metadata.row_group(group).num_rows) for group in range(file.num_row_groups)
                ]
        return tuple(found)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(accumulate(rows for _, _, rows in self._groups))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, index: int) -> Sample:
        """Row `index`, negative from the end. Reads one row group. Raises IndexError."""
        if not -len(self) <= index < len(self):
            raise IndexError(f"There is no sample {index}: the split holds {len(self)}.")
        index %= len(self)
        group = bisect_right(self._ends, index)
        path, number, rows = self._groups[group]
        table = self._table(path, number)
        return self._sample(table.slice(index - self._ends[group] + rows, 1), path)[0]

    def __iter__(self) -> Iterator[Sample]:
        for path, number, _ in self._groups:
            yield from self._sample(self._table(path, number), path)

    def batches(self) -> Iterator[pyarrow.Table]:
        """The columns a row group at a time, unconverted: for one quick pass over many rows."""
        for path, number, _ in self._groups:
            yield self._table(path, number)

    def find(self, uuid: str) -> Sample:
        """The sample of this name. Raises InputError when there is none."""
        place = 0
        for path, number, rows in self._groups:
            names = self._table(path, number, ("uuid",)).column("uuid").to_pylist()
            if uuid in names:
                return self[place + names.index(uuid)]
            place += rows
        raise InputError(f"There is no sample {uuid} among the {len(self)} of this split.")

    def _table(self, path: Path, group: int, columns: Sequence[str] | None = None) -> pyarrow.Table:
        with _opened(path) as file:
            there = [name for name in columns or self.columns if name in file.schema_arrow.names]
            return file.read_row_group(group, columns=there)

    @staticmethod
    def _sample(table: pyarrow.Table, path: Path) -> list[Sample]:
        return [sample_of(row, path.parent) for row in table.to_pylist()]


@dataclass(frozen=True)
class HubSplit:
    """The samples of a dataset on the hub, streamed in order: nothing but what is looked at is fetched."""

    name: str
    split: str
    columns: tuple[str, ...] = COLUMNS

    def __iter__(self) -> Iterator[Sample]:
        """Raises ConfigError without the library `datasets`, UnreadableError when the hub does not answer."""
        try:
            from datasets import load_dataset
        except ImportError as error:
            raise ConfigError("Reading from the hub needs datasets: pip install 'zero-to-cad[data]'.") from error
        try:
            rows = load_dataset(self.name, split=self.split, streaming=True)
            for row in rows.select_columns([name for name in self.columns if name in rows.column_names]):
                yield sample_of(row)
        except (OSError, ValueError) as error:
            message = str(error).splitlines()[0]
            raise UnreadableError(f"{self.name} ({self.split}) cannot be read from the hub: {message}") from error


def open_split(source: str | Path, split: str = "test", columns: Sequence[str] | None = None) -> LocalSplit | HubSplit:
    """The samples of a split, lazily.

    source: a dataset's folder (`data/SPLIT/*.parquet` in it), a folder of parquet files or one of them, a glob, or
    "owner/name" on the hub where no such path exists; only the first and the last have splits to choose from.
    columns: only these of the published columns are read, and the row's uuid.
    Raises ConfigError for an unknown split or column, UnreadableError where there is nothing to read.
    """
    chosen = _columns(columns)
    folder = split_folder(split)
    text = str(source)
    path = Path(source).expanduser()
    if glob.has_magic(text) and not path.exists():
        files = [Path(name) for name in glob.glob(text, recursive=True)]  # noqa: PTH207 - absolute patterns too
    elif path.is_file():
        files = [path]
    elif (path / "data").is_dir():
        files = [*(path / "data" / folder).glob("*.parquet"), *_published_names(path / "data", split)]
    elif path.is_dir():
        files = list(path.glob("*.parquet"))
    elif HUB_ID.fullmatch(text):
        name = next(name for name, home in SPLITS.items() if home == folder)
        return HubSplit(text, name, chosen)
    else:
        raise UnreadableError(f"{source} does not exist, and is no owner/name on the hub.")
    if not files:
        raise UnreadableError(f"{source} holds no parquet file of the split {split!r}.")
    # Lexical order is the order of shards as everybody numbers them.
    return LocalSplit(tuple(sorted(set(files))), chosen)


def _published_names(data: Path, split: str) -> list[Path]:
    """Shards that lie in `data/` itself, named by their split, as the hub's own writer does it."""
    return [path for word in {split, split_folder(split)} for path in data.glob(f"{word}-*.parquet")]


def _columns(wanted: Sequence[str] | None) -> tuple[str, ...]:
    if wanted is None:
        return COLUMNS
    for name in wanted:
        if name not in COLUMNS:
            raise ConfigError(f"There is no column {name!r}: the columns are {', '.join(COLUMNS)}.")
    return tuple(name for name in COLUMNS if name == "uuid" or name in wanted)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A parquet file. Raises UnreadableError for one that is missing or damaged."""
    pa = arrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
            yield file
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableError(f"{path} cannot be read as parquet: {str(error).splitlines()[0]}") from error
