"""A written program up to one of its steps, for where the kernel takes too long."""

from __future__ import annotations

import ast
from collections.abc import Iterator

LARGEST = "body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))"


def shortened(program: str, line: int) -> str | None:
    """The program without the step in which `line` (1-based) stands and without those after it, its largest solid kept.

    What only they used goes too. None where nothing would be left.
    """
    statements = ast.parse(program).body
    makes = [statement for statement in statements if _target(statement) == "body"]
    kept = [statement for statement in makes if _end(statement) < line]
    if not kept or kept[-1] is makes[-1]:
        return None
    lines = program.splitlines()
    shorter = [*lines[: _end(kept[-1])], "", LARGEST, *lines[_end(makes[-1]) :]]
    return "\n".join(_tidy(_without_idle(shorter))) + "\n"


def _without_idle(lines: list[str]) -> list[str]:
    """Without assignments that nothing uses any more."""
    while True:
        tree = ast.parse("\n".join(lines))
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        idle = [s for s in tree.body if _target(s) not in (None, "result", *used)]
        if not idle:
            return lines
        gone = {number for statement in idle for number in range(statement.lineno, _end(statement) + 1)}
        lines = [text for number, text in enumerate(lines, start=1) if number not in gone]


def _tidy(lines: list[str]) -> Iterator[str]:
    """Without titles of nothing and without two empty lines in a row."""
    titled = [
        text
        for text, after in zip(lines, [*lines[1:], ""], strict=True)
        if not (text.startswith("#") and (not after or after.startswith("#")))
    ]
    for before, text in zip(["", *titled], titled, strict=False):
        if text or before:
            yield text


def _target(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def _end(statement: ast.stmt) -> int:
    assert statement.end_lineno is not None
    return statement.end_lineno
