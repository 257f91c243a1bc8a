"""A written program up to one of its steps, for where the kernel takes too long."""

from __future__ import annotations

import ast

from zero_to_cad.program.idle import without_idle

LARGEST = "body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))"


def shortened(program: str, line: int) -> str | None:
    """The program without the step in which `line` (1-based) stands and without those after it, its largest solid kept.

    What only they used goes too. None where nothing would be left.
    """
    ends = [
        statement.end_lineno or statement.lineno
        for statement in ast.parse(program).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "body"
    ]
    kept = [end for end in ends if end < line]
    if not kept or kept == ends:
        return None
    lines = program.splitlines()
    return without_idle("\n".join([*lines[: kept[-1]], "", LARGEST, *lines[ends[-1] :], ""]))
