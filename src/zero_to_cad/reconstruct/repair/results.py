"""Programs that run and leave no single solid, and programs that end in the middle of a line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.edits import Edit
from zero_to_cad.program.source import read
from zero_to_cad.reconstruct.repair.broken import THICKNESS, Broken, Remedy, method

LARGEST = "max({name}.solids().vals(), key=lambda solid: solid.Volume())"
CUTS = ("cut", "intersect", "cutThruAll", "cutBlind")
THICKNESS_WORDS = ("height", "thickness", "depth")


def whole_lines(source: str) -> Iterator[Remedy]:
    """The longest beginning of a cut-off program that is a program, and the program without a bad line."""
    lines = source.rstrip("\n").split("\n")
    for count in range(len(lines) - 1, 0, -1):
        shorter = "\n".join(lines[:count]) + "\n"
        if _is_program(shorter):
            if "result" in shorter or count > len(lines) // 2:
                yield Remedy(shorter, f"left out what follows line {count}, which breaks off")
            break
    for number in range(len(lines)):
        without = "\n".join(lines[:number] + lines[number + 1 :])
        if _is_program(without):
            yield Remedy(without, f"left out line {number + 1}, which is no Python")
            break


def remedies(broken: Broken) -> Iterator[Remedy]:
    """A result bound, extruded, united, or the largest of several."""
    message = broken.failure.message
    if "'return' outside function" in message:
        yield from _returned(broken)
    if broken.failure.kind != "geometry":
        return
    name = _result_name(broken)
    if name != "result" and "leaves no shape" not in message:
        yield from _called(broken)
    if "separate solids" in message and name is not None:
        kept = f"result = cq.Workplane({LARGEST.format(name=name)})"
        yield broken.appended("kept the largest solid", kept)
    elif "leaves no shape" in message:
        yield from _called(broken)
    elif "is a list" in message or "is a tuple" in message or "is a dict" in message:
        bodies = _shown(broken) or "result"
        if "is a dict" in message:
            bodies = f"list({bodies}.values())"
        united = [
            f"bodies = {bodies}",
            "result = bodies[0]",
            "for body in bodies[1:]:",
            "    result = result.union(body)",
        ]
        yield broken.appended("united the bodies of the list", *united)
    elif "not a Workplane" in message:
        for other in broken.bodies:
            if other != "result":
                yield broken.appended(f"took {other} for the result", f"result = {other}")
    elif "empty" in message:
        yield from _uncut(broken)
    elif "extrude" in message and name is not None:
        named = [key for word in THICKNESS_WORDS for key in broken.numbers if word in key.lower()]
        thickness = named[0] if named else THICKNESS
        yield broken.appended(f"extruded the outline by {thickness}", f"result = {name}.extrude({thickness})")


def _returned(broken: Broken) -> Iterator[Remedy]:
    """The value that is returned outside of any function as the result."""
    edits = []
    for node in broken.tree.body:
        if isinstance(node, ast.Return) and node.value is not None:
            start = broken.places.start(node)
            edits.append(Edit(start, broken.places.start(node.value), "result = "))
    if edits:
        yield broken.remedy("what is returned as the result", *edits)


def _called(broken: Broken) -> Iterator[Remedy]:
    """The result of a function that the program did not call."""
    for function in reversed(_callable(broken)):
        yield broken.appended(f"called {function}()", f"result = {function}()")


def _shown(broken: Broken) -> str:
    """What the program gave to show_object, where that was a list; "" where it gave none."""
    for node in ast.walk(broken.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "show_object"
            and node.args
        ):
            return broken.places.text(node.args[0]) if broken.failure.message.startswith("`show_object`") else ""
    return ""


def _uncut(broken: Broken) -> Iterator[Remedy]:
    """Without the last cut, which took everything away."""
    for call in reversed(broken.called(*CUTS)):
        yield broken.remedy(f"left out the {method(call)} that leaves nothing", broken.without_call(call))


def _result_name(broken: Broken) -> str | None:
    """The name that the result was taken from."""
    names = broken.bodies
    return "result" if "result" in names else names[0] if names else None


def _callable(broken: Broken) -> list[str]:
    """Functions at top level that need no argument."""
    return [
        node.name
        for node in broken.tree.body
        if isinstance(node, ast.FunctionDef)
        and len(node.args.args) + len(node.args.posonlyargs) == len(node.args.defaults)
        and len(node.args.kwonlyargs) == len([one for one in node.args.kw_defaults if one is not None])
    ]


def _is_program(text: str) -> bool:
    try:
        read(text)
    except ProgramError:
        return False
    return True
