"""Keys that are equal for programs that say the same, and for shapes that are the same."""

from __future__ import annotations

import ast
import hashlib

from zero_to_cad.part import Measures
from zero_to_cad.program.calls import find

DIGITS = 5  # significant ones of the figures of a shape


def program_key(source: str) -> str:
    """A hash of the syntax tree with names numbered in order of appearance: layout, comments and names do not count.

    Names that belong to cadquery or a module stay as they are, so that `extrude` is not `revolve`.
    """
    tree = ast.parse(source)
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    order: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in bound:
            node.id = order.setdefault(node.id, f"n{len(order)}")
    return _hash(ast.dump(tree))


def shape_key(measures: Measures) -> str:
    """A hash of volume, area, sorted size and the kinds of faces, to five digits: a turned part keeps it."""
    figures = [measures.volume, measures.area, *sorted(measures.size)]
    kinds = sorted(measures.faces_by_type.items())
    return _hash(f"{[f'{figure:.{DIGITS - 1}e}' for figure in figures]} {kinds}")


def operations(source: str) -> dict[str, int]:
    """How often each CadQuery call stands in a program, by name."""
    counts: dict[str, int] = {}
    for call in find(ast.parse(source)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
