"""Points, vectors, axes and planes: tuples where numbers are written, numbers where tuples are, names of sides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from zero_to_cad.program import arithmetic
from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import Broken, Remedy, method

# These take one tuple, or one list of points.
ONE_TUPLE = ("translate", "mirror", "transformed")
ONE_LIST = ("pushPoints", "polyline", "spline", "bezier")
# Methods that take points first, and how many.
POINTS = {"threePointArc": 2, "tangentArcPoint": 1, "sagittaArc": 1, "radiusArc": 1, "ellipseArc": 0}
# Along how many directions a method asks whether it is centred.
DIRECTIONS = {"box": 3, "cylinder": 3, "sphere": 3, "wedge": 3, "rect": 2}
AXES = {"X": "(1, 0, 0)", "Y": "(0, 1, 0)", "Z": "(0, 0, 1)"}
NORMALS = {"X": "YZ", "Y": "XZ", "Z": "XY"}
PLANED = ("Workplane", "mirror")
# What a vector's parts are called where they are given by keyword.
PARTS = (("x", "y", "z"), ("dx", "dy", "dz"), ("X", "Y", "Z"))


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Points and vectors as their method takes them."""
    message = broken.failure.message
    if "ValueError" in message or "UnboundLocalError" in message or "KeyError" in message:
        yield from _planes(broken)
    if "IndexError" in message or "TypeError" in message or "ValueError" in message:
        yield from _centred(broken)
    if "TypeError" not in message and "ValueError" not in message:
        return
    yield from _parts(broken)
    yield from _turns(broken)
    if "TypeError" in message:
        yield from _flat(broken)
        yield from _listed(broken)
        yield from _unpacked(broken)


def _planes(broken: Broken) -> Iterator[Remedy]:
    """Names of planes as CadQuery writes them: the right case, no words beside them, the normal's plane for an axis."""
    known = re.findall(r"'(\w+)'", broken.failure.message.partition("Supported names are")[2])
    edits = []
    for call in broken.called(*PLANED):
        for argument in [*call.args[:1], *(word.value for word in call.keywords if word.arg in ("mirrorPlane",))]:
            text = argument.value if isinstance(argument, ast.Constant) else None
            if not isinstance(text, str):
                continue
            right = next((name for name in known if name.lower() == text.lower()), None) or _plane(text)
            if right is not None and right != text:
                edits.append(broken.places.replace(argument, f'"{right}"'))
    if edits:
        yield broken.remedy("the plane's name as CadQuery writes it", *edits)


def _plane(text: str) -> str | None:
    """The plane that a text names by its letters or by its normal; None where it names none."""
    word = next(
        (word for word in text.upper().replace("_", " ").replace("-", " ").split() if set(word) <= {*"XYZ"}), ""
    )
    return NORMALS.get(word) or (word if len(set(word)) == len(word) == 2 else None)


def _parts(broken: Broken) -> Iterator[Remedy]:
    """One tuple for a vector whose parts were given by keyword."""
    for call in broken.called(*ONE_TUPLE):
        named = {word.arg: broken.places.text(word.value) for word in call.keywords if word.arg}
        parts = next((parts for parts in PARTS if named and set(named) <= set(parts)), None)
        if parts is not None and not call.args:
            vector = ", ".join(named.get(part, "0") for part in parts)
            yield broken.remedy(f"one tuple for {method(call)}", broken.arguments(call, [f"({vector})"]))


def _centred(broken: Broken) -> Iterator[Remedy]:
    """As many answers to `centered` as the method has directions."""
    edits = []
    for call in broken.called(*DIRECTIONS):
        for word in call.keywords:
            if word.arg == "centered" and isinstance(word.value, ast.Tuple | ast.List):
                directions = DIRECTIONS[method(call) or ""]
                texts = [broken.places.text(each) for each in word.value.elts]
                if len(texts) != directions:
                    texts = [*texts, *["True"] * directions][:directions]
                    edits.append(broken.places.replace(word.value, f"({', '.join(texts)})"))
    if edits:
        yield broken.remedy("centered in every direction", *edits)


def _turns(broken: Broken) -> Iterator[Remedy]:
    """Rotations about axes named by a letter; three angles as turns about the axes of the world."""
    for call in broken.called("revolve"):
        texts = [broken.places.text(each) for each in call.args if not _is_text(each)]
        if len(texts) < len(call.args):
            yield broken.remedy("revolved about the usual axis", broken.arguments(call, texts))
    for call in broken.called("rotate", "rotateAboutCenter"):
        assert isinstance(call.func, ast.Attribute)
        values = [*call.args, *(word.value for word in call.keywords)]
        letters = [
            each.value.upper() for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        axes = [letter for letter in letters if letter in AXES]
        angles = [broken.places.text(each) for each in values if not _is_text(each) and not isinstance(each, ast.Tuple)]
        centre = "(0, 0, 0), " if method(call) == "rotate" else ""
        if len(axes) == 1 and len(angles) == 1:
            turn = [f"{centre}{AXES[axes[0]]}, {angles[0]}"]
            yield broken.remedy(f"the axis {axes[0]} as a vector", broken.arguments(call, turn))
        elif len(values) == len(angles) == 3 and all(_is_scalar(broken, each) for each in values):
            turns = [
                f".{method(call)}({centre}{AXES[axis]}, {text})"
                for axis, text, value in zip("XYZ", angles, values, strict=True)
                if arithmetic.literal(value) != 0
            ]
            edit = Edit(broken.places.end(call.func.value), broken.places.end(call), "".join(turns))
            yield broken.remedy("three angles as turns about the axes", edit)


def _flat(broken: Broken) -> Iterator[Remedy]:
    """Points whose coordinates were written one after the other."""
    for call in broken.called(*POINTS, *ONE_LIST):
        name = method(call) or ""
        texts, named = broken.written(call)
        words = [f"{key}={text}" for key, text in named.items()]
        several = name in ONE_LIST
        scalars = 2 * (len(texts) // 2) if several else 2 * POINTS[name]
        # A dimension more than the plane has is left to CadQuery.
        if not scalars or len(texts) < scalars or not all(_is_scalar(broken, each) for each in call.args[:scalars]):
            continue
        points = [f"({texts[place]}, {texts[place + 1]})" for place in range(0, scalars, 2)]
        new = [f"[{', '.join(points)}]"] if several else points
        yield broken.remedy(f"points for {name}", broken.arguments(call, [*new, *texts[scalars:], *words]))


def _listed(broken: Broken) -> Iterator[Remedy]:
    """A list of points that was taken apart by a star."""
    edits = []
    for call in broken.called(*ONE_LIST):
        if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
            edits.append(broken.places.replace(call.args[0], broken.places.text(call.args[0].value)))
    if edits:
        yield broken.remedy("points as one list", *edits)


def _unpacked(broken: Broken) -> Iterator[Remedy]:
    """Points on the line as one list where one is taken; every lone tuple of numbers as numbers."""
    edits = []
    for call in broken.called(*ONE_LIST):
        if len(call.args) > 1 and all(isinstance(argument, ast.Tuple) for argument in call.args):
            points = ", ".join(broken.places.text(argument) for argument in call.args)
            edits.append(broken.arguments(call, [f"[{points}]"]))
    if edits:
        yield broken.remedy("points as one list", *edits)
    edits = []
    for call in broken.methods:
        lone = call.args[0] if len(call.args) == 1 else None
        if isinstance(lone, ast.Tuple) and method(call) not in (*ONE_TUPLE, *ONE_LIST):
            edits.append(broken.arguments(call, [broken.places.text(member) for member in lone.elts]))
    if edits:
        yield broken.remedy("numbers in place of tuples", *edits)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_scalar(broken: Broken, node: ast.expr) -> bool:
    """Whether an expression is a number as far as the program's text says."""
    return isinstance(node, ast.BinOp) or arithmetic.evaluate(node, broken.numbers) is not None
