"""Finds a program's named dimensions and rewrites their literals in place."""

from __future__ import annotations

import ast
import contextlib
import io
import math
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zero_to_cad.errors import ConfigError
from zero_to_cad.program import arithmetic
from zero_to_cad.program.edits import Places, apply


@dataclass(frozen=True)
class Parameter:
    """A number with a name at the top level of a program, bound once.

    value: in the unit that the program gives it, mm for lengths. line: 1-based. comment: what stands behind
    it on its line, without the `#`. derived: computed from earlier names, as in `half = width / 2`, rather
    than written out.
    """

    name: str
    value: float
    line: int
    comment: str = ""
    derived: bool = False


def find(source: str, tree: ast.Module) -> tuple[Parameter, ...]:
    """The parameters of a program, in the order of the source."""
    comments = _comments(source)
    known: dict[str, float] = {}
    found = []
    for name, node in _bindings(tree):
        written = arithmetic.literal(node)
        value = arithmetic.evaluate(node, known) if written is None else written
        if value is not None:
            known[name] = value
            comment = comments.get(node.end_lineno or node.lineno, "")
            found.append(Parameter(name, value, node.lineno, comment, derived=written is None))
    return tuple(found)


def replace(source: str, tree: ast.Module, parameters: Sequence[Parameter], values: Mapping[str, float]) -> str:
    """The source with the literals of the named parameters replaced, and nothing else changed.

    Raises ConfigError for a name that is no parameter, a derived one, or a value that is not finite.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    for name, value in values.items():
        if name not in by_name:
            known = ", ".join(by_name) or "none"
            raise ConfigError(f"the program has no parameter {name!r}; it has {known}.")
        if by_name[name].derived:
            raise ConfigError(f"{name!r} is computed from other parameters: change those.")
        if not math.isfinite(value):
            raise ConfigError(f"{name!r} needs a finite value, not {value}.")
    places = Places(source)
    changed = [
        places.replace(node, _written(values[name], places.text(node)))
        for name, node in _bindings(tree)
        if name in values and values[name] != by_name[name].value
    ]
    return apply(source, changed)


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names bound once in the whole program, by an assignment at top level, and the expression they get."""
    times = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
    )
    for statement in tree.body:
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                # A starred target makes the lengths differ, or is no name.
                pairs = list(zip(target.elts, value.elts, strict=False))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            pairs = [(statement.target, statement.value)]
        for name, expression in pairs:
            if isinstance(name, ast.Name) and times[name.id] == 1:
                yield name.id, expression


def _comments(source: str) -> dict[int, str]:
    """The comment of each line that has one behind code or alone."""
    found = {}
    # The parser accepts a few texts that the tokenizer of the library does not.
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source, newline=None).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string.lstrip("#").strip()
    return found


def _written(value: float, old: str) -> str:
    """A number as source: whole where the old one was whole and the new one can be."""
    if old.lstrip("+- ").isdigit() and float(value).is_integer():
        return str(int(value))
    return repr(float(value))
