"""Reading and writing parts by file name. Kernel and libraries only ever see bytes, never paths."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from zero_to_cad.errors import ConfigError, InputError, UnreadableError
from zero_to_cad.part import brep, glb, scene, step, stl, threemf
from zero_to_cad.part.part import Part, several_solids

LOADERS = {**step.LOADERS, **brep.LOADERS, **stl.LOADERS, **scene.LOADERS, **threemf.LOADERS, **glb.LOADERS}
WRITERS = {**step.WRITERS, **stl.WRITERS, **glb.WRITERS, **threemf.WRITERS}


def read(path: str | Path, *, solid: int | None = None) -> Part:
    """The part in a STEP, BREP, STL, OBJ, PLY, 3MF or GLB file.

    solid: which one to take, from 1, where the file holds several. Raises UnreadableError,
    NotASolidError, or SeveralSolidsError when there are several and `solid` is not given.
    """
    return _chosen(read_all(path), str(path), solid)


def read_bytes(data: bytes, name: str, *, solid: int | None = None) -> Part:
    """The part in the bytes of a file that would be called `name`; its suffix says the format. Raises as `read`."""
    return _chosen(_parts(data, Path(name)), name, solid)


def _chosen(parts: tuple[Part, ...], name: str, solid: int | None) -> Part:
    if solid is None and len(parts) == 1:
        return parts[0]
    if solid is None:
        raise several_solids(name, [part.bounds for part in parts])
    if not 1 <= solid <= len(parts):
        raise InputError(f"{name} has no solid {solid}: it holds {len(parts)}, counted from 1.")
    return parts[solid - 1]


def read_all(path: str | Path) -> tuple[Part, ...]:
    """Every solid in a file, in the file's order; of several, the names are stem_1, stem_2 and so on.

    Raises UnreadableError or NotASolidError; one bad solid refuses the file.
    """
    path = Path(path)
    if path.is_dir():
        raise UnreadableError(f"{path} is a folder: name a file in it.")
    _loader(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(f"{path} does not exist.") from error
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error
    return _parts(data, path)


def _parts(data: bytes, path: Path) -> tuple[Part, ...]:
    loader = _loader(path)
    if not data.strip():
        raise UnreadableError(f"{path} is empty.")
    return loader(data, path)


def _loader(path: Path) -> Callable[[bytes, Path], tuple[Part, ...]]:
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        raise UnreadableError(f"{path} has no suffix of a format that can be read: {', '.join(LOADERS)}.")
    return loader


def write(part: Part, path: str | Path) -> None:
    """Write a part as STEP, STL, GLB or 3MF, by the path's suffix. The file appears whole or not at all.

    Meshes are the part's default mesh: chords within 0.1% of the longest side and 0.2 rad. Raises
    ConfigError when the path cannot be written, InputError for a mesh as STEP.
    """
    path = Path(path)
    data = write_bytes(part, path.suffix)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            scratch.unlink()


def write_bytes(part: Part, suffix: str) -> bytes:
    """What `write` puts into a file of that suffix (".step"); the same part gives the same bytes."""
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise ConfigError(f"{suffix or 'no suffix'} is not a format that can be written: {', '.join(WRITERS)}.")
    return writer(part)
