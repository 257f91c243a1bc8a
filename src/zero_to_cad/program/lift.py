"""Gives the dimensions of a program names: literals in CadQuery calls become parameters at its top."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from zero_to_cad.program import arithmetic, calls
from zero_to_cad.program.edits import Edit, Places, apply
from zero_to_cad.program.source import read

# What positional arguments mean. A method that is not here has its arguments numbered.
POSITIONS: dict[str, tuple[str, ...]] = {
    **{"box": ("length", "width", "height"), "cylinder": ("height", "radius"), "sphere": ("radius",)},
    **{"rect": ("length", "width"), "circle": ("radius",), "ellipse": ("x_radius", "y_radius")},
    **{"polygon": ("sides", "diameter"), "slot2D": ("length", "diameter", "angle"), "extrude": ("depth",)},
    **{"cutBlind": ("depth",), "hole": ("diameter", "depth"), "cboreHole": ("diameter", "bore_diameter", "bore_depth")},
    **{
        "cskHole": ("diameter", "sink_diameter", "sink_angle"),
        "fillet": ("radius",),
        "chamfer": ("length", "length_2"),
    },
    **{"shell": ("thickness",), "offset2D": ("offset",), "workplane": ("offset",), "center": ("x", "y")},
    **dict.fromkeys(("moveTo", "move", "lineTo", "line"), ("x", "y")),
    **dict.fromkeys(("hLine", "vLine", "hLineTo", "vLineTo"), ("length",)),
    **{"rarray": ("x_spacing", "y_spacing", "x_count", "y_count"), "revolve": ("angle",), "translate": ("shift",)},
    **{"polarArray": ("radius", "start", "angle", "count"), "threePointArc": ("middle", "end"), "polyline": ("point",)},
    **{"radiusArc": ("end", "radius"), "sagittaArc": ("end", "sag"), "pushPoints": ("point",), "spline": ("point",)},
    **{"twistExtrude": ("depth", "angle"), "makeCone": ("bottom", "top", "height"), "makeTorus": ("ring", "radius")},
}
FULL_TURN = 360
# Arguments that count or choose rather than measure, by position and by keyword.
COUNTS = {("polygon", 0), ("rarray", 2), ("rarray", 3), ("polarArray", 3), ("item", 0), ("tag", 0)}
COUNT_KEYWORDS = {"nSides", "xCount", "yCount", "count", "n", "i", "degree"}
# Their tuples are directions.
DIRECTIONS = {
    "rotate",
    "rotateAboutCenter",
    "revolve",
    "mirror",
    "Plane",
    "Workplane",
    "Location",
    "Vector",
    "makeCone",
}


def lift(source: str) -> str:
    """The program with a named parameter, above its first step, for every number written in a CadQuery call.

    Zeros, full turns, counts, directions and numbers that have a name already stay; not another character is changed.
    Raises ProgramError("syntax").
    """
    tree = read(source)
    places = Places(source)
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines: list[str] = []
    edits: list[Edit] = []
    for call in calls.find(tree):
        for node, meaning in _dimensions(call):
            name = _free(f"{_snake(_function(call))}_{meaning}", taken)
            taken.add(name)
            lines.append(f"{name} = {places.text(node)}\n")
            edits.append(places.replace(node, name))
    first = next((node for node in tree.body if not _is_head(node)), None)
    if not edits or first is None:
        return source
    at = places.line(first.lineno)
    return apply(source, [Edit(at, at, "".join([*lines, "\n"])), *edits])


def counts(tree: ast.Module) -> set[str]:
    """Names that count things: given to range(), or where a CadQuery call takes a number of sides or of copies."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = _function(node)
            whole = function in ("range", "int")
            for position, argument in enumerate(node.args):
                if whole or (function, position) in COUNTS:
                    found |= {name.id for name in ast.walk(argument) if isinstance(name, ast.Name)}
            for word in node.keywords:
                if word.arg in COUNT_KEYWORDS:
                    found |= {name.id for name in ast.walk(word.value) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.Subscript):
            found |= {name.id for name in ast.walk(node.slice) if isinstance(name, ast.Name)}
    return found


def _dimensions(call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    """The numbers that a call is given, each with what it means."""
    function = _function(call)
    meanings = POSITIONS.get(function, ())
    for position, argument in enumerate(call.args):
        if (function, position) not in COUNTS:
            meaning = meanings[position] if position < len(meanings) else f"value_{position + 1}"
            yield from _numbers(argument, meaning, function)
    for word in call.keywords:
        if word.arg is not None and word.arg not in COUNT_KEYWORDS:
            yield from _numbers(word.value, _snake(word.arg), function)


def _numbers(node: ast.expr, meaning: str, function: str) -> Iterator[tuple[ast.expr, str]]:
    value = arithmetic.literal(node)
    if value is not None:
        if value not in (0, FULL_TURN):
            yield node, meaning
    elif isinstance(node, ast.Tuple | ast.List) and function not in DIRECTIONS:
        flat = all(not isinstance(member, ast.Tuple | ast.List) for member in node.elts)
        for number, member in enumerate(node.elts):
            part = "xyz"[number] if flat and len(node.elts) <= 3 else str(number + 1)
            yield from _numbers(member, f"{meaning}_{part}", function)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        # A factor or a divisor, as in `width / 2`, says how things hang together.
        yield from _numbers(node.left, meaning, function)
        yield from _numbers(node.right, meaning, function)


def _function(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    return free


def _is_head(node: ast.stmt) -> bool:
    """Whether parameters have to stand below this statement: imports and what says what the program is."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Import | ast.ImportFrom)
