"""A CadQuery program as a value: its source, its parameters, its calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zero_to_cad.errors import ProgramError
from zero_to_cad.program import calls, parameters
from zero_to_cad.program.calls import Call
from zero_to_cad.program.parameters import Parameter
from zero_to_cad.program.source import read


@dataclass(frozen=True)
class Program:
    """Made by `parse`. Two programs are equal when their sources are.

    parameters: top-level names of one number each, in order. calls: CadQuery calls in order. named_share: the
    share of dimensions in calls that have names.
    """

    source: str
    parameters: tuple[Parameter, ...]
    calls: tuple[Call, ...]
    named_share: float

    def with_parameters(self, values: Mapping[str, float]) -> Program:
        """The program with these parameters' literals replaced, and not another character changed.

        Raises ConfigError for a name that is no parameter or is computed from others, and for a value that is
        not finite.
        """
        return parse(parameters.replace(self.source, read(self.source), self.parameters, values))


def parse(source: str) -> Program:
    """Read a program.

    Raises ProgramError("syntax") for any text that is none; does not judge what it does.
    """
    tree = read(source)
    try:
        found = calls.find(tree)
        return Program(
            source,
            parameters.find(source, tree),
            tuple(calls.describe(call) for call in found),
            calls.named_share(tree, found),
        )
    except RecursionError as error:
        raise ProgramError("syntax", "the program is nested too deeply.") from error
