"""One program with its parameters moved, one at a time.

`shapes` runs in the program's own process, so nothing it says is believed; `judged` runs in another.
"""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from zero_to_cad.errors import ProgramError
from zero_to_cad.sandbox import frame, messages, result, solid

# A program's names before it runs, and the list of what it will show.
Fresh = Callable[[], tuple[dict[str, Any], list[Any]]]


@dataclass(frozen=True)
class _Statement:
    """A top-level statement, the names that it reads and those that it binds."""

    code: CodeType
    reads: frozenset[str]
    binds: frozenset[str]


def shapes(data: bytes, parse: Callable[[str], ast.Module], fresh: Fresh) -> Iterator[bytes]:
    """For each move the shape that the program then leaves as a frame, or the frame of a failure.

    data: JSON of the `source`, the `moves`, a name and a value each, and whether its statements stand `apart`.
    """
    job = json.loads(data)
    moves = [(str(name), float(value)) for name, value in job["moves"]]
    kept: list[dict[str, Any]] = []
    try:
        tree = parse(job["source"])
        statements = [_statement(node) for node in tree.body]
        if job["apart"]:
            kept = _kept(statements, fresh()[0])
    except BaseException as error:
        yield from [failure(messages.explain(error))] * len(moves)
        return
    for name, value in moves:
        try:
            names, shown = fresh()
            _run(statements, names, kept, name, value)
            payload = result.to_bytes(result.shapes_of(result.choose(names, shown, tree)))
        except BaseException as error:
            yield failure(messages.explain(error))
        else:
            yield frame.encode("shape", {}, payload)


def judged(data: bytes) -> Iterator[bytes]:
    """For each shape handed over, an empty "part" frame where it is or can safely become one valid solid, else the
    frame of a failure."""
    for kind, header, payload in frame.each(data):
        try:
            if kind != "shape":
                raise ProgramError("runtime", frame.text(header, "message"))
            solid.one_solid(solid.read_shape(payload))
        except BaseException as error:
            yield failure(messages.explain(error))
        else:
            yield frame.encode("part", {})


def failure(error: ProgramError) -> bytes:
    """A failure as a frame."""
    return frame.encode("fail", {"kind": error.kind, "line": error.line, "message": error.message[: frame.MAX_TEXT]})


def _kept(statements: Sequence[_Statement], names: dict[str, Any]) -> list[dict[str, Any]]:
    """What each statement binds when nothing is moved."""
    random.seed(0)
    kept = []
    for statement in statements:
        exec(statement.code, names)
        kept.append({name: names[name] for name in statement.binds if name in names})
    return kept


def _run(
    statements: Sequence[_Statement], names: dict[str, Any], kept: Sequence[dict[str, Any]], moved: str, value: float
) -> None:
    """Run the program with another value; with `kept` only those statements that read what the move has changed."""
    # The module seeds itself anew in every fork.
    random.seed(0)
    changed: set[str] = set()
    for number, statement in enumerate(statements):
        if kept and not statement.reads & changed:
            names.update(kept[number])
            changed -= statement.binds
        else:
            try:
                exec(statement.code, names)
            except SystemExit as end:
                if end.code not in (None, 0):
                    raise
                return
            changed |= statement.binds
        if moved in statement.binds:
            whole = isinstance(names[moved], int) and value.is_integer()
            names[moved] = int(value) if whole else value
            changed.add(moved)


def _statement(node: ast.stmt) -> _Statement:
    reads: set[str] = set()
    binds: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            (reads if isinstance(inner.ctx, ast.Load) else binds).add(inner.id)
        elif isinstance(inner, ast.alias):
            binds.add((inner.asname or inner.name).partition(".")[0])
    if isinstance(node, ast.AugAssign):
        reads |= binds
    return _Statement(
        compile(ast.Module([node], []), messages.PROGRAM_NAME, "exec"), frozenset(reads), frozenset(binds)
    )
