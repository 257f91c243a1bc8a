"""Sets of real parts that travel with the package."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from zero_to_cad.errors import ConfigError

SUITES = ("open",)


@dataclass(frozen=True)
class SuitePart:
    """One part's file; `file` is its name with the suffix of its format."""

    name: str
    file: str
    data: bytes


def parts(suite: str) -> list[SuitePart]:
    """The parts of a suite, in the order of its manifest. Raises ConfigError for an unknown one."""
    names = [row["name"] for row in manifest(suite)]
    packed = _file(suite, "parts.tar.xz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:xz") as archive:
        members = {member.name: member for member in archive.getmembers()}
        found = []
        for name in names:
            content = archive.extractfile(members[f"{name}.step"])
            assert content is not None
            found.append(SuitePart(name, f"{name}.step", content.read()))
    return found


@dataclass(frozen=True)
class SuiteRow:
    """A published result on a whole suite under one protocol. mean, median: of the parts that were rebuilt."""

    who: str
    protocol: str
    rotations: str
    parts: int
    success: float
    mean: float | None
    mean_all: float
    median: float | None
    p90_all: float


def rows(suite: str) -> list[SuiteRow]:
    """The published rows of a suite, which `benchmarks/open_suite.py` writes. Raises ConfigError for an unknown one."""
    return [SuiteRow(**row) for row in json.loads(_file(suite, "rows.json").read_text(encoding="utf-8"))]


def manifest(suite: str) -> list[dict[str, str]]:
    """Each part's name, source, commit, licence and credit. Raises ConfigError for an unknown suite."""
    return list(csv.DictReader(io.StringIO(_file(suite, "manifest.csv").read_text(encoding="utf-8"))))


def _file(suite: str, name: str) -> Traversable:
    if suite not in SUITES:
        raise ConfigError(f"There is no suite {suite!r}: the one there is is {', '.join(SUITES)}.")
    return files("zero_to_cad.evaluation").joinpath("suites").joinpath(suite).joinpath(name)
