"""Finds the CadQuery calls of a program, and how far their dimensions have names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# Methods that name a CadQuery step whatever they are called on, such as a function's argument. Others, like
# `add` or `sort`, count only on what can be traced back to the cadquery module.
STEPS = frozenset(
    [
        *(
            "box",
            "circle",
            "cylinder",
            "ellipse",
            "polygon",
            "rect",
            "slot2D",
            "sphere",
            "text",
            "torus",
            "wedge",
        ),
        *(
            "bezier",
            "close",
            "hLine",
            "hLineTo",
            "line",
            "lineTo",
            "mirrorX",
            "mirrorY",
            "moveTo",
            "offset2D",
        ),
        *("parametricCurve", "polarLine", "polarLineTo", "polyline", "radiusArc", "sagittaArc", "spline"),
        *("tangentArcPoint", "threePointArc", "vLine", "vLineTo", "wire"),
        *("chamfer", "cboreHole", "cskHole", "cut", "cutBlind", "cutEach", "cutThruAll", "extrude", "fillet"),
        *("hole", "intersect", "loft", "mirror", "revolve", "shell", "sweep", "twistExtrude", "union"),
        *(
            "clean",
            "combine",
            "eachpoint",
            "polarArray",
            "pushPoints",
            "rarray",
            "rotate",
            "rotateAboutCenter",
        ),
        *("transformed", "translate", "placeSketch", "distribute", "parray", "trapezoid"),
        *(
            "edges",
            "faces",
            "solids",
            "vertices",
            "wires",
            "workplane",
            "workplaneFromTagged",
            "copyWorkplane",
        ),
    ]
)
# What `from cadquery import *` brings.
STAR = frozenset(
    [
        *("Assembly", "Color", "Compound", "Edge", "Face", "Location", "Matrix", "Plane", "Shape", "Shell"),
        *("Sketch", "Solid", "Vector", "Vertex", "Wire", "Workplane", "exporters", "importers"),
    ]
)


@dataclass(frozen=True)
class Call:
    """One CadQuery call, in the order of the source.

    function: its name, such as "extrude". lineno: 1-based line of that name. args, kwargs: the source of each
    argument.
    """

    function: str
    lineno: int
    args: tuple[str, ...]
    kwargs: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The record as the published datasets write it."""
        return {
            "function": self.function,
            "lineno": self.lineno,
            "args": list(self.args),
            "kwargs": dict(self.kwargs),
        }


def find(tree: ast.Module) -> list[ast.Call]:
    """The CadQuery calls of a program, in the order in which their names stand in the source."""
    ours, others = _imported(tree)
    ours = _traced(tree, ours)
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        root = _root(node)
        if isinstance(node.func, ast.Attribute):
            if root in ours or (node.func.attr in STEPS and root not in others):
                found.append(node)
        elif isinstance(node.func, ast.Name) and node.func.id in ours:
            found.append(node)
    return sorted(found, key=lambda call: (call.func.end_lineno or 0, call.func.end_col_offset or 0))


def describe(call: ast.Call) -> Call:
    """The record of a call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    args = tuple(ast.unparse(argument) for argument in call.args)
    kwargs = tuple((word.arg or "**", ast.unparse(word.value)) for word in call.keywords)
    return Call(name, call.func.end_lineno or call.lineno, args, kwargs)


def named_share(tree: ast.Module, calls: Iterable[ast.Call]) -> float:
    """The share of dimensions in calls that are names or expressions of names rather than literals.

    Zeros are positions rather than dimensions and do not count, nor do texts, truth values, and shapes. 1.0
    when there is no dimension at all.
    """
    shapes = _traced(tree, _imported(tree)[0])
    named = total = 0
    for call in calls:
        for argument in [*call.args, *(word.value for word in call.keywords)]:
            for value in _values(argument):
                names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)} - {"math"}
                if isinstance(value, ast.Name | ast.Attribute | ast.Subscript) and names & shapes:
                    continue
                if names and not _calls_ours(value, shapes):
                    named += 1
                    total += 1
                elif not names and any(_is_dimension(node) for node in ast.walk(value)):
                    total += 1
    return named / total if total else 1.0


def _imported(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Names that imports bind: from cadquery, and from elsewhere."""
    ours: set[str] = set()
    others: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                (ours if alias.name.partition(".")[0] == "cadquery" else others).add(bound)
        elif isinstance(node, ast.ImportFrom):
            target = ours if (node.module or "").partition(".")[0] == "cadquery" else others
            for alias in node.names:
                target.update(STAR if alias.name == "*" and target is ours else [alias.asname or alias.name])
    return ours, others


def _traced(tree: ast.Module, ours: set[str]) -> set[str]:
    """These names and all that are bound, directly or not, to a chain that starts with one of them."""
    bindings = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            inside = [name for target in node.targets for name in ast.walk(target)]
            bindings.append((_root(node.value), {name.id for name in inside if isinstance(name, ast.Name)}))
    known = set(ours)
    while True:
        more = set().union(*(names for root, names in bindings if root in known)) - known
        if not more:
            return known
        known |= more


def _root(node: ast.expr) -> str | None:
    """The name that a chain of calls, attributes and items starts with."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else None


def _values(node: ast.expr) -> Iterator[ast.expr]:
    """An argument, or the members of one written as a tuple or list."""
    if isinstance(node, ast.Tuple | ast.List):
        for member in node.elts:
            yield from _values(member)
    else:
        yield node


def _calls_ours(node: ast.expr, shapes: set[str]) -> bool:
    return any(isinstance(inner, ast.Call) and _root(inner) in shapes for inner in ast.walk(node))


def _is_dimension(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value != 0
