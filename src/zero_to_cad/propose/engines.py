"""From an engine's name on the command line to the proposer it stands for."""

from __future__ import annotations

from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.base import Proposer
from zero_to_cad.propose.fit import FitProposer
from zero_to_cad.propose.recorded import RecordedProposer


def engine(name: str) -> Proposer:
    """Return the proposer called `fit`, or `recorded:PATH` (a program, or a folder of programs).

    Raises ConfigError for any other name, and for a PATH without programs.
    """
    kind, _, path = name.partition(":")
    if kind == "fit" and not path:
        return FitProposer()
    if kind == "recorded" and path:
        return RecordedProposer(path)
    raise ConfigError(f"There is no engine {name!r}; the known ones are 'fit' and 'recorded:PATH'.")
