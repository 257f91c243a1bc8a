"""A written program up to one of its steps, for where the kernel takes too long."""

from __future__ import annotations

import ast

from zero_to_cad.program.idle import without_idle

LARGEST = "body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))"
# A long chain is too deep for `ast.unparse`; only what has the lines of this statement may be it.
_LARGEST = ast.dump(ast.parse(LARGEST).body[0])
_BODY = ast.dump(ast.Name("body", ast.Store()))
_FEW_LINES = 3


def shortened(program: str, line: int) -> str | None:
    """The program without the step in which `line` (1-based) stands and without those after it, its largest solid kept.

    What only they used goes too. A line of 0: nobody knows which step it was, and half of them are kept. None where
    nothing would be left.
    """
    statements = [
        statement
        for statement in ast.parse(program).body
        if isinstance(statement, ast.Assign) and ast.dump(statement.targets[0]) == _BODY
    ]
    ends = [statement.end_lineno or statement.lineno for statement in statements]
    steps = [end for end, statement in zip(ends, statements, strict=True) if not _keeps_the_largest(statement)]
    kept = [end for end in steps if end < line] if line else steps[: len(steps) // 2]
    if not kept or kept == steps:
        return None
    lines = program.splitlines()
    return without_idle("\n".join([*lines[: kept[-1]], "", LARGEST, *lines[ends[-1] :], ""]))


def _keeps_the_largest(statement: ast.stmt) -> bool:
    lines = (statement.end_lineno or statement.lineno) - statement.lineno + 1
    return lines <= _FEW_LINES and ast.dump(statement) == _LARGEST
