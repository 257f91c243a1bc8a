"""Inputs that are not there, found out before the geometry kernel is loaded, which takes seconds."""

from __future__ import annotations

from pathlib import Path

from zero_to_cad.errors import UnreadableError


def existing(path: Path) -> Path:
    """The path itself. Raises UnreadableError when nothing is there."""
    if not path.exists():
        raise UnreadableError(f"{path} does not exist.")
    return path


def some_existing(paths: list[Path]) -> list[Path]:
    """The paths themselves: the rest can go on when one is missing. Raises UnreadableError when all are."""
    if not any(path.exists() for path in paths):
        existing(paths[0])
    return paths
