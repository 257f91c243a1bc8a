"""Takes names away from dimensions: parameters become numbers where they are used."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from zero_to_cad.program import arithmetic
from zero_to_cad.program.edits import Places, apply
from zero_to_cad.program.parameters import find
from zero_to_cad.program.source import read

_DIGITS = 6


def fold(source: str, names: Collection[str]) -> str:
    """The program with these parameters written as numbers, and a comment that no parameter is left under taken away.

    The largest expressions that hold nothing but numbers and these names become one number. Names that are no
    parameters are left. Raises ProgramError("syntax").
    """
    tree = read(source)
    places = Places(source)
    parameters = {p.name: p for p in find(source, tree) if p.name in names and not p.derived}
    known = {name: parameter.value for name, parameter in parameters.items()}
    edits = [
        places.replace(node, text)
        for statement in tree.body
        if not _binds(statement, known)
        for node, text in _numbers(statement, known)
    ]
    lines = source.splitlines()
    gone = {parameter.line for parameter in parameters.values()}
    for number in sorted(gone):
        edits.append(places.remove_lines(number, number))
    edits += [places.remove_lines(number, number) for number in sorted(orphans(lines, gone))]
    return apply(source, edits)


def _binds(statement: ast.stmt, known: Mapping[str, float]) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in known
    )


def _numbers(node: ast.AST, known: Mapping[str, float], within: bool = False) -> Iterator[tuple[ast.expr, str]]:
    """The expressions to be replaced and their numbers; `within`: the node is part of a sum or product."""
    if isinstance(node, ast.expr) and _uses(node, known):
        value = arithmetic.evaluate(node, known)
        if value is not None:
            text = repr(round(value, _DIGITS) + 0.0)
            yield node, f"({text})" if within and value < 0 else text
            return
    inside = isinstance(node, ast.BinOp | ast.UnaryOp)
    for child in ast.iter_child_nodes(node):
        yield from _numbers(child, known, inside)


def _uses(node: ast.AST, known: Mapping[str, float]) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id in known for inner in ast.walk(node))


def orphans(lines: list[str], gone: Collection[int]) -> Iterator[int]:
    """Lines of comments, and the empty ones before them, that stood over nothing but what is gone; all 1-based."""
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#") or number + 1 not in gone:
            continue
        below = number + 1
        while below in gone:
            below += 1
        if below > len(lines) or not lines[below - 1].strip():
            yield number
            if number > 1 and not lines[number - 2].strip():
                yield number - 1
