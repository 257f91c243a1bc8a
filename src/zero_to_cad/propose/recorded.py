"""Programs that exist already, played back as proposals: another tool's output, a person's, a model's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.propose.base import Budget, Candidate, Target


class RecordedProposer:
    """Proposes the program in one .py file, or every program of a folder in the order of their names.

    Raises ConfigError when `path` is neither, or is a folder without a .py file.
    """

    name = "recorded"

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.files = sorted(self.path.glob("*.py")) if self.path.is_dir() else [self.path]
        if not self.path.exists():
            raise ConfigError(f"There is no recorded program at {self.path}.")
        if not self.files:
            raise ConfigError(f"The folder {self.path} holds no .py file to play back.")

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield the recorded programs. Raises UnreadableError for a file that is not UTF-8 text."""
        for file in self.files:
            try:
                source = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UnreadableError(f"{file} cannot be read as a program: {error}.") from error
            yield Candidate(source, self.name, file.name)
