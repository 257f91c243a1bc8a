"""A written program without one of its steps, or up to it, for where the kernel takes too long."""

from __future__ import annotations

import ast

from zero_to_cad.program.idle import without_idle

LARGEST = "body = cq.Workplane(max(body.solids().vals(), key=lambda solid: solid.Volume()))"
# A long chain is too deep for `ast.unparse`; only what has the lines of this statement may be it.
_LARGEST = ast.dump(ast.parse(LARGEST).body[0])
_BODY = ast.dump(ast.Name("body", ast.Store()))
_FEW_LINES = 3


def without_step(program: str, line: int) -> str | None:
    """The program without the step in which `line` (1-based) stands, its largest solid kept.

    What only that step used goes too. None where it is the first one or where nobody knows which it was (a line of 0),
    and where what stands in the line is still needed.
    """
    statements = _of_body(program)
    slow = next((one for one in statements if _end(one) >= line), None)
    if not line or slow is None or slow is statements[0] or _keeps_the_largest(slow):
        return None
    lines = program.splitlines()
    after, last = _end(slow), _end(statements[-1])
    kept = [] if any(map(_keeps_the_largest, statements)) else ["", LARGEST]
    if slow is not statements[-1]:
        # One empty line less between the steps before and behind it.
        after += not lines[after]
    else:
        kept = kept[1:]
    left = without_idle("\n".join([*lines[: slow.lineno - 1], *lines[after:last], *kept, *lines[last:], ""]))
    stands = next(filter(None, (_name(one) for one in ast.parse(program).body if _end(one) >= line)), "body")
    return None if stands != "body" and stands in map(_name, ast.parse(left).body) else left


def shortened(program: str, line: int) -> str | None:
    """The program without the step in which `line` (1-based) stands and without those after it, its largest solid kept.

    What only they used goes too. A line of 0: nobody knows which step it was, and half of them are kept. None where
    nothing would be left.
    """
    statements = _of_body(program)
    steps = [_end(statement) for statement in statements if not _keeps_the_largest(statement)]
    kept = [end for end in steps if end < line] if line else steps[: len(steps) // 2]
    if not kept or kept == steps:
        return None
    lines = program.splitlines()
    return without_idle("\n".join([*lines[: kept[-1]], "", LARGEST, *lines[_end(statements[-1]) :], ""]))


def _of_body(program: str) -> list[ast.Assign]:
    """The statements that bind the body, in order."""
    return [
        statement
        for statement in ast.parse(program).body
        if isinstance(statement, ast.Assign) and ast.dump(statement.targets[0]) == _BODY
    ]


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _name(statement: ast.stmt) -> str | None:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else None


def _keeps_the_largest(statement: ast.stmt) -> bool:
    lines = _end(statement) - statement.lineno + 1
    return lines <= _FEW_LINES and ast.dump(statement) == _LARGEST
