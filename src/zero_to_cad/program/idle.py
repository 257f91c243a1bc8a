"""Takes away what a program makes and does not use."""

from __future__ import annotations

import ast

from zero_to_cad.program.edits import Places, apply
from zero_to_cad.program.fold import orphans
from zero_to_cad.program.source import read


def without_idle(source: str) -> str:
    """The program without assignments at top level of names that nothing reads, and comments over nothing else.

    `result` is always read. Raises ProgramError("syntax").
    """
    kept = read(source).body
    gone: set[int] = set()
    while True:
        nodes = [node for statement in kept for node in ast.walk(statement)]
        used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        idle = [statement for statement in kept if _target(statement) not in (None, "result", *used)]
        if not idle:
            break
        kept = [statement for statement in kept if statement not in idle]
        gone.update(n for one in idle for n in range(one.lineno, (one.end_lineno or one.lineno) + 1))
    places = Places(source)
    gone.update(list(orphans(source.splitlines(), gone)))
    return apply(source, [places.remove_lines(number, number) for number in sorted(gone)])


def _target(statement: ast.stmt) -> str | None:
    """The one name that a statement does nothing but bind."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign):
        target = statement.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None
