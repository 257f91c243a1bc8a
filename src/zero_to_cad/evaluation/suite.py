"""Sets of real parts that travel with the package."""

from __future__ import annotations

import csv
import io
import tarfile
from dataclasses import dataclass
from importlib.resources import files

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
    packed = files("zero_to_cad.evaluation").joinpath("suites").joinpath(suite).joinpath("parts.tar.xz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:xz") as archive:
        members = {member.name: member for member in archive.getmembers()}
        found = []
        for name in names:
            content = archive.extractfile(members[f"{name}.step"])
            assert content is not None
            found.append(SuitePart(name, f"{name}.step", content.read()))
    return found


def manifest(suite: str) -> list[dict[str, str]]:
    """Each part's name, source, commit, licence and credit. Raises ConfigError for an unknown suite."""
    if suite not in SUITES:
        raise ConfigError(f"There is no suite {suite!r}: the one there is is {', '.join(SUITES)}.")
    text = files("zero_to_cad.evaluation").joinpath("suites").joinpath(suite).joinpath("manifest.csv")
    return list(csv.DictReader(io.StringIO(text.read_text(encoding="utf-8"))))
