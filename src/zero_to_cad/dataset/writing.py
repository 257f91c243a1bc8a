"""Writing a split as the published sets are laid out. Files and folders appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path

from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import arrow, arrow_schema, split_folder
from zero_to_cad.errors import ConfigError

# About 5 MB: what a look at one row has to read.
GROUP_ROWS = 32
# About 400 MB, as the hub advises.
SHARD_ROWS = 2048


def write_shard(path: Path | str, samples: Iterable[Sample]) -> int:
    """Write one parquet file and return its rows. The same samples give the same bytes.

    Holds one row group in memory. Raises ConfigError when the file cannot be written.
    """
    path = Path(path)
    pa, schema = arrow(), arrow_schema()
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    with _refusals(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with pa.parquet.ParquetWriter(scratch, schema, compression="zstd") as writer:
                for group in _groups(samples, GROUP_ROWS):
                    rows = [sample.to_row() for sample in group]
                    writer.write_table(pa.Table.from_pylist(rows, schema))
                    count += len(rows)
            scratch.replace(path)
        finally:
            with suppress(OSError):
                scratch.unlink()
    return count


def write_split(folder: Path | str, split: str, samples: Iterable[Sample], force: bool = False) -> int:
    """Write `folder/data/SPLIT/00000.parquet` and so on, all or none, and return the rows.

    With `force` a split that is there is replaced. Raises ConfigError when it is there without `force`, for an
    unknown split, or when the disk refuses.
    """
    home = Path(folder) / "data" / split_folder(split)
    if home.exists() and not force:
        raise ConfigError(f"{home} exists: name another folder, or use force to replace the split.")
    fresh, old = (home.with_name(f".{home.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    count = 0
    with _refusals(home):
        try:
            fresh.mkdir(parents=True)
            rest = iter(samples)
            for number, first in enumerate(rest):
                shard = chain([first], islice(rest, SHARD_ROWS - 1))
                count += write_shard(fresh / f"{number:05}.parquet", shard)
            if not count:
                write_shard(fresh / "00000.parquet", ())
            if home.exists():
                home.rename(old)
            fresh.rename(home)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            if old.exists() and not home.exists():
                old.rename(home)
            shutil.rmtree(old, ignore_errors=True)
    return count


def _groups(samples: Iterable[Sample], size: int) -> Iterator[list[Sample]]:
    rest = iter(samples)
    while group := list(islice(rest, size)):
        yield group


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}.") from error
