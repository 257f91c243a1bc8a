"""The last resort: the program without the step that fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import Broken, Remedy, chain, method

# A step that adds or takes away, by which a chain's next state is again a solid.
FEATURES = ("hole", "cboreHole", "cskHole", "cut", "cutBlind", "cutThruAll", "union", "intersect", "extrude", "revolve")


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Without the failing statement where it only goes on with a body, else without the failing step of its chain."""
    statement = broken.statement
    if broken.failure.line is None or statement is None:
        return
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
        goes_on = any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement.value))
        if goes_on and len(_block(broken.tree, statement)) > 1:
            lines = broken.places.remove_lines(statement.lineno, statement.end_lineno or statement.lineno)
            yield broken.remedy("left the step out", lines)
    for call in broken.methods:
        if method(call) not in FEATURES:
            continue
        earlier = list(chain(call))[1:]
        solid = next((step for step in earlier if method(step) in (*FEATURES, "box", "cylinder", "sphere")), None)
        if solid is not None:
            start, end = broken.places.end(solid), broken.places.end(call)
            edit = Edit(start, end, "")
            yield broken.remedy(f"left the {method(call)} out", edit)


def _block(tree: ast.Module, statement: ast.stmt) -> list[ast.stmt]:
    """The statements among which this one stands."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and statement in block:
                return block
    return [statement]
