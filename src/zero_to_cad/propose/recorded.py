"""Programs that exist already, played back as proposals: another tool's output, a person's, a model's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.propose.base import Budget, Candidate, Target
from zero_to_cad.propose.transcript import programs_in

SUFFIXES = (".py", ".jsonl")


class RecordedProposer:
    """Proposes the program in a .py file, those of a transcript (.jsonl), or all of a folder in the order of names.

    Raises ConfigError when `path` is none of these, or is a folder without such a file.
    """

    name = "recorded"

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise ConfigError(f"There is no recorded program at {self.path}.")
        inside = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
        self.files = [file for file in inside if file.suffix in SUFFIXES or file == self.path]
        if not self.files:
            raise ConfigError(f"The folder {self.path} holds no .py or .jsonl file to play back.")

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield the recorded programs. Raises UnreadableError for a file that is not what its name says."""
        for file in self.files:
            try:
                text = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UnreadableError(f"{file} cannot be read as a program: {error}.") from error
            if file.suffix != ".jsonl":
                yield Candidate(text, self.name, file.name)
                continue
            for number, answer in enumerate(programs_in(text, file.name), start=1):
                yield Candidate(answer.program, self.name, f"{file.name}, program {number}")
