"""Finds the result that a program left behind.

Runs in the program's own process, so nothing it says is believed.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cadquery
from OCP.BinTools import BinTools, BinTools_FormatVersion
from OCP.BRep import BRep_Builder
from OCP.TopoDS import TopoDS_Compound

from zero_to_cad.errors import ProgramError

SHAPES = (cadquery.Workplane, cadquery.Shape, cadquery.Assembly)


@dataclass(frozen=True)
class Result:
    """The chosen value, where it was found, and what to say about the choice."""

    value: Any
    selected: str
    notes: tuple[str, ...] = ()


def choose(names: Mapping[str, Any], shown: Sequence[Any], tree: ast.Module) -> Result:
    """`result`, else the only value given to show_object, else the last shape bound at top level.

    Raises ProgramError("geometry").
    """
    if "result" in names:
        return Result(names["result"], "result")
    if len(shown) == 1:
        return Result(shown[0], "show_object")
    notes = (f"show_object was called {len(shown)} times, so none of them was taken",) if shown else ()
    for name in _bound_names(tree):
        if isinstance(names.get(name), SHAPES):
            return Result(names[name], name, notes)
    raise ProgramError(
        "geometry",
        "the program leaves no shape: bind a Workplane or Shape to `result`, or call show_object once.",
    )


def shapes_of(result: Result) -> list[Any]:
    """The TopoDS_Shapes that the value holds. Raises ProgramError("geometry") for what is no shape."""
    value, where = result.value, f"`{result.selected}`"
    if isinstance(value, cadquery.Sketch) or (
        isinstance(value, cadquery.Workplane) and any(isinstance(item, cadquery.Sketch) for item in value.objects)
    ):
        raise ProgramError(
            "geometry",
            f"{where} is a Sketch, which is flat: place it on a Workplane and extrude or revolve it.",
        )
    if isinstance(value, cadquery.Assembly):
        found = [value.toCompound().wrapped]
    elif isinstance(value, cadquery.Workplane):
        found = [item.wrapped for item in value.objects if isinstance(item, cadquery.Shape)]
    elif isinstance(value, cadquery.Shape):
        found = [value.wrapped]
    else:
        raise ProgramError("geometry", f"{where} is {_describe(value)}, not a Workplane or a Shape.")
    found = [shape for shape in found if shape is not None and not shape.IsNull()]
    if not found:
        raise ProgramError("geometry", f"{where} is an empty {type(value).__name__}: it holds no shape.")
    return found


def to_bytes(shapes: Sequence[Any]) -> bytes:
    """TopoDS_Shapes as one binary B-rep; several become a compound.

    Without triangulation, so that equal shapes give equal bytes whatever was done with them before.
    """
    shape = shapes[0]
    if len(shapes) > 1:
        shape = TopoDS_Compound()
        builder = BRep_Builder()
        builder.MakeCompound(shape)
        for member in shapes:
            builder.Add(shape, member)
    stream = io.BytesIO()
    BinTools.Write_s(shape, stream, False, False, BinTools_FormatVersion.BinTools_FormatVersion_CURRENT)
    return stream.getvalue()


def _bound_names(tree: ast.Module) -> Iterator[str]:
    """Names bound at top level, the last in the source first."""
    for statement in reversed(tree.body):
        inner = [statement]
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [node for node in ast.walk(statement) if isinstance(node, ast.stmt)]
        for node in sorted(inner, key=lambda node: node.lineno, reverse=True):
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign | ast.AugAssign):
                targets = [node.target]
            for target in targets:
                yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def _describe(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, int | float):
        return f"the number {value!r}"[:80]
    if isinstance(value, list | tuple | set | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"of type {type(value).__name__}"
