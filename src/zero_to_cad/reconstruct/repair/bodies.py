"""Values of another kind than a method needs: classes that were not made, shapes, sketches, lists of bodies."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import cadquery

from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import BOOLEANS, Broken, Remedy, method

# What stands behind the name of a class to make one.
MADE = {"Workplane": '("XY")', "Sketch": "()", "Assembly": "()"}
# How a sketch takes what a Workplane calls a boolean.
MODES = {
    **{"cut": "s", "subtract": "s", "difference": "s", "union": "a", "add": "a", "fuse": "a"},
    **{"intersect": "i", "intersection": "i"},
}


def remedies(broken: Broken) -> Iterator[Remedy]:
    """The value as the kind that is needed."""
    message = broken.failure.message
    if broken.failure.kind != "runtime":
        return
    if "TypeError" in message or "AttributeError" in message:
        yield from _made(broken)
    if "has no attribute" in message:
        wrong = message.partition("has no attribute '")[2].partition("'")[0]
        if "'Sketch' object" in message:
            yield from _sketches(broken, wrong)
        elif "'Workplane' object" not in message and hasattr(cadquery.Workplane, wrong):
            yield from _shapes(broken, wrong)
    yield from _one_of_list(broken)
    if "type '<class 'list'>'" in message or "type '<class 'tuple'>'" in message:
        yield from _bodies(broken)


def _made(broken: Broken) -> Iterator[Remedy]:
    """An object in place of its class, whose methods were called as if the class were one."""
    edits = []
    for call in broken.methods:
        assert isinstance(call.func, ast.Attribute)
        owner = call.func.value
        name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        if name in MADE:
            edits.append(Edit(broken.places.end(owner), broken.places.end(owner), MADE[name]))
    if edits:
        yield broken.remedy("an object in place of its class", *edits)


def _shapes(broken: Broken, wrong: str) -> Iterator[Remedy]:
    """A shape put on a Workplane, which has the method."""
    for call in broken.called(wrong):
        assert isinstance(call.func, ast.Attribute)
        shape = broken.places.text(call.func.value)
        edit = broken.places.replace(call.func.value, f"cq.Workplane({shape})")
        yield broken.remedy(f"{wrong} of a Workplane", edit)


def _sketches(broken: Broken, wrong: str) -> Iterator[Remedy]:
    """A sketch put on a Workplane for what a sketch cannot do; its booleans as modes."""
    for call in broken.called(wrong):
        assert isinstance(call.func, ast.Attribute)
        texts, named = broken.written(call)
        if wrong in MODES and len(call.args) == 1:
            mode = f'face({texts[0]}, mode="{MODES[wrong]}")'
            edit = Edit(broken.places.end(call.func) - len(wrong.encode()), broken.places.end(call), mode)
            yield broken.remedy(f"{wrong} written as a face of the sketch", edit)
        if wrong == "hole" and len(texts) + len(named) == 1:
            mode = f'circle(({[*texts, *named.values()][0]}) / 2, mode="s")'
            edit = Edit(broken.places.end(call.func) - len(wrong.encode()), broken.places.end(call), mode)
            yield broken.remedy("the hole written as a circle that is taken away", edit)
        if hasattr(cadquery.Workplane, wrong):
            sketch = broken.places.text(call.func.value)
            placed = broken.places.replace(call.func.value, f'cq.Workplane("XY").placeSketch({sketch})')
            yield broken.remedy("placed the sketch on a Workplane", placed)


def _one_of_list(broken: Broken) -> Iterator[Remedy]:
    """What a list holds alone, where a list may not be taken."""
    edits = []
    for call in broken.methods:
        for argument in call.args[:1]:
            if isinstance(argument, ast.List) and len(argument.elts) == 1 and method(call) in ("sweep", *BOOLEANS):
                edits.append(broken.places.replace(argument, broken.places.text(argument.elts[0])))
    if edits:
        yield broken.remedy("what the list holds in place of the list", *edits)


def _bodies(broken: Broken) -> Iterator[Remedy]:
    """A list of bodies one by one."""
    for call in broken.called(*BOOLEANS):
        assert isinstance(call.func, ast.Attribute)
        name, several = method(call), call.args[0] if call.args else None
        if isinstance(several, ast.List | ast.Tuple):
            chained = "".join(f".{name}({broken.places.text(body)})" for body in several.elts)
            edit = Edit(broken.places.end(call.func.value), broken.places.end(call), chained)
            yield broken.remedy(f"{name} of each in the list", edit)
        elif several is not None and broken.statement is not None:
            at = broken.places.start(broken.statement)
            indent = " " * broken.statement.col_offset
            body, bodies = broken.places.text(call.func.value), broken.places.text(several)
            loop = f"joined = {body}\n{indent}for each in {bodies}:\n{indent}    joined = joined.{name}(each)\n{indent}"
            yield broken.remedy(
                f"{name} of each in {bodies}", Edit(at, at, loop), broken.places.replace(call, "joined")
            )
