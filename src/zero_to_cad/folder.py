"""A folder of results that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zero_to_cad.errors import ConfigError


def check_free(folder: Path | str, names: Collection[str], force: bool = False) -> Path:
    """Return the resolved path of an output folder that can be made, before any work is done for it.

    Raises ConfigError when it exists, or its nearest existing parent cannot be written to. With `force` it
    may exist if it holds nothing but files of these `names`: only an earlier result is ever replaced.
    """
    path = Path(folder).expanduser().resolve()
    if os.path.lexists(path):
        if not path.is_dir():
            raise ConfigError(f"{folder} is a file; choose another output folder.")
        if not force:
            raise ConfigError(f"The output folder {folder} exists; choose another one or add --force.")
        foreign = sorted({entry.name for entry in path.iterdir()} - set(names))
        if foreign:
            raise ConfigError(
                f"{folder} holds {foreign[0]}, which is no part of such a result, so it is not replaced; "
                "choose another output folder."
            )
    parent = next(above for above in path.parents if above.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise ConfigError(f"The output folder {folder} cannot be made: {parent} cannot be written to.")
    return path


@contextmanager
def whole_folder(folder: Path | str, names: Collection[str], force: bool = False) -> Iterator[Path]:
    """Give an empty temporary folder beside `folder`, and put it in its place when the block ends well.

    On any error, an interruption included, the temporary folder and the parents made for it are removed and
    what was there before stays. Raises ConfigError as `check_free` does and when the disk refuses a write.
    """
    path = check_free(folder, names, force)
    fresh = path.with_name(f".{path.name}.new-{os.getpid()}")
    old = path.with_name(f".{path.name}.old-{os.getpid()}")
    made = [above for above in path.parents if not above.exists()]
    try:
        fresh.mkdir(parents=True)
        yield fresh
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException as error:
        if old.exists() and not path.exists():
            old.rename(path)
        shutil.rmtree(fresh, ignore_errors=True)
        with suppress(OSError):
            for above in made:
                above.rmdir()
        if isinstance(error, OSError):
            raise ConfigError(f"Nothing was written to {folder}: {error.strerror or error}.") from error
        raise
