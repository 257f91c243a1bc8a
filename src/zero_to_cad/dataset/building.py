"""Programs become a split of a dataset: long work that goes on where it was killed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from zero_to_cad.dataset.card import write_card
from zero_to_cad.dataset.making import make_sample
from zero_to_cad.dataset.reading import LocalSplit
from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import split_folder
from zero_to_cad.dataset.writing import write_shard, write_split
from zero_to_cad.errors import ConfigError, InputError, ProgramError, UnreadableError
from zero_to_cad.sandbox import Sandbox, shared

# Rows that a kill can cost.
GROUP = 32
SOURCE_KEYS = ("program", "cadquery_file", "code")

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A program that is to become a row. name: the row's uuid; origin: where it was found, for messages."""

    name: str
    program: str
    origin: str


@dataclass(frozen=True)
class Refusal:
    """A program that gave no row."""

    name: str
    origin: str
    kind: str
    message: str


def find_programs(path: Path | str) -> list[Source]:
    """The programs in a folder (every .py below it, by name) or a .jsonl file, each source once.

    A line of the file holds the source as "program", "cadquery_file" or "code", and may hold a "uuid"; a file may be
    named by its UUID. The others are named by the version-5 UUID of their source. Raises UnreadableError.
    """
    path = Path(path)
    if path.is_dir():
        found = [_of_file(file) for file in sorted(path.rglob("*.py"))]
    elif path.suffix == ".jsonl":
        found = _of_lines(path)
    else:
        raise UnreadableError(f"{path} is neither a folder of programs nor a .jsonl file.")
    if not found:
        raise UnreadableError(f"{path} holds no program.")
    return list({source.name: source for source in reversed(found)}.values())[::-1]


def build(
    sources: Sequence[Source],
    folder: Path | str,
    split: str = "train",
    title: str = "CadQuery programs",
    licence: str = "other",
    workers: int = 1,
    force: bool = False,
    tell: Tell | None = None,
) -> tuple[int, list[Refusal]]:
    """Make `folder/data/SPLIT` of the programs that give a solid, in their order, and write the card.

    Rows are kept aside in groups while the work goes on, so that the same call after a kill does only what is missing.
    Programs run in the sandbox, `workers` at once. Returns the rows, and each program that gave none.

    Raises ConfigError when the split is there (without `force`) or cannot be written; SandboxUnavailable.
    """
    folder = Path(folder)
    if (folder / "data" / split_folder(split)).exists() and not force:
        raise ConfigError(f"{folder} has a split {split!r} already: name another folder, or use force to replace it.")
    digest = hashlib.sha256(json.dumps([(s.name, s.program) for s in sources]).encode()).hexdigest()[:16]
    aside = folder / f".building-{split_folder(split)}-{digest}"
    sandbox = shared()
    for start in range(0, len(sources), GROUP):
        place = aside / f"{start:09}.parquet"
        if not place.exists():
            _build_group(sources[start : start + GROUP], place, sandbox, workers)
        if tell:
            tell(min(start + GROUP, len(sources)), len(sources))
    groups = sorted(aside.glob("*.parquet"))
    refusals = [
        Refusal(**fields)
        for group in groups
        for fields in json.loads(group.with_suffix(".json").read_text(encoding="utf-8"))
    ]
    count = write_split(folder, split, iter(LocalSplit(tuple(groups))), force)
    write_card(folder, title, licence)
    shutil.rmtree(aside)
    return count, refusals


def _build_group(sources: Sequence[Source], place: Path, sandbox: Sandbox, workers: int) -> None:
    def row(source: Source) -> Sample | Refusal:
        try:
            return make_sample(source.program, source.name, sandbox)
        except ProgramError as error:
            return Refusal(source.name, source.origin, error.kind, str(error))
        except InputError as error:
            return Refusal(source.name, source.origin, "geometry", str(error))

    with ThreadPoolExecutor(workers) as pool:
        made = list(pool.map(row, sources))
    refused = [vars(one) for one in made if isinstance(one, Refusal)]
    place.parent.mkdir(parents=True, exist_ok=True)
    # The rows last: their file says that the group is done.
    place.with_suffix(".json").write_text(json.dumps(refused), encoding="utf-8")
    write_shard(place, (one for one in made if isinstance(one, Sample)))


def _of_file(path: Path) -> Source:
    try:
        program = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path} cannot be read as a program: {error}.") from error
    return Source(path.stem if _is_uuid(path.stem) else _named(program), program, str(path))


def _of_lines(path: Path) -> list[Source]:
    found = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            fields = json.loads(line)
            program = next(fields[key] for key in SOURCE_KEYS if isinstance(fields.get(key), str))
            name = fields.get("uuid") or _named(program)
        except (ValueError, AttributeError, StopIteration) as error:
            keys = ", ".join(SOURCE_KEYS)
            raise UnreadableError(f"{path}, line {number}, holds no program under any of {keys}.") from error
        found.append(Source(str(name), program, f"{path}, line {number}"))
    return found


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path} cannot be read: {error}.") from error


def _named(program: str) -> str:
    return str(uuid5(NAMESPACE_URL, program))


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
