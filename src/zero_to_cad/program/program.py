"""A CadQuery program as a value: its source, its parameters, its calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from zero_to_cad.errors import ProgramError
from zero_to_cad.program import calls, parameters
from zero_to_cad.program.calls import Call
from zero_to_cad.program.parameters import Parameter
from zero_to_cad.program.source import read


@dataclass(frozen=True)
class Program:
    """Made by `parse`. Two programs are equal when their sources are.

    parameters: top-level names of one number each, in order.
    """

    source: str
    parameters: tuple[Parameter, ...]

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """CadQuery calls, in order. Raises ProgramError("syntax") where they are nested too deeply."""
        try:
            return tuple(calls.describe(call) for call in self._found)
        except RecursionError as error:
            raise ProgramError("syntax", "the program is nested too deeply.") from error

    @cached_property
    def named_share(self) -> float:
        """The share of dimensions in calls that have names."""
        return calls.named_share(self._tree, self._found)

    def with_parameters(self, values: Mapping[str, float]) -> Program:
        """The program with these parameters' literals replaced, and not another character changed.

        Raises ConfigError for a name that is no parameter or is computed from others, and for a value that is
        not finite.
        """
        return parse(parameters.replace(self.source, self._tree, self.parameters, values))

    @cached_property
    def _found(self) -> list[ast.Call]:
        return calls.find(self._tree)

    @cached_property
    def _tree(self) -> ast.Module:
        return read(self.source)


@lru_cache(8)
def parse(source: str) -> Program:
    """Read a program.

    Raises ProgramError("syntax") for any text that is none; does not judge what it does.
    """
    tree = read(source)
    try:
        return Program(source, parameters.find(source, tree))
    except RecursionError as error:
        raise ProgramError("syntax", "the program is nested too deeply.") from error
