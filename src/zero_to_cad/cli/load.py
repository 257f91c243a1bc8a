"""A part from a file of any kind, programs included."""

from __future__ import annotations

from pathlib import Path

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part import Part, read


def load(path: Path) -> Part:
    """Read a part file, or run a program in the sandbox. Raises InputError and ProgramError."""
    if path.suffix.lower() != ".py":
        return read(path)
    from zero_to_cad.sandbox import run

    return run(read_program(path))


def read_program(path: Path) -> str:
    """The source in a file. Raises UnreadableError when it is missing or not UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UnreadableError(f"{path} cannot be read as a program: {reason}.") from error
