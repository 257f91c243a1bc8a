"""Names that do not exist: methods, modules, variables."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Collection, Iterator
from difflib import get_close_matches

import cadquery

from zero_to_cad.program import policy
from zero_to_cad.program.calls import STAR
from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import BOOLEANS, Broken, Remedy, method

# What other dialects and plain words call a Workplane's methods. {0}, {1} ... are the arguments as written.
ALIASES = {
    **{"rectangle": "rect", "rounded_rect": "rect", "subtract": "cut", "difference": "cut", "minus": "cut"},
    **{"remove": "cut", "fuse": "union", "join": "union", "unite": "union", "merge": "union", "plus": "union"},
    **{"intersection": "intersect", "common": "intersect", "cutthrough": "cutThruAll", "cutthru": "cutThruAll"},
    **{"cutall": "cutThruAll", "cutextrude": "cutBlind", "extrudecut": "cutBlind", "pocket": "cutBlind"},
    **{"counterborehole": "cboreHole", "counterbore": "cboreHole", "countersinkhole": "cskHole"},
    **{"countersink": "cskHole", "throughhole": "hole", "thruhole": "hole", "drill": "hole", "pad": "extrude"},
    **{"round": "fillet", "roundedges": "fillet", "filletedges": "fillet", "bevel": "chamfer"},
    **{"arc": "threePointArc", "arcto": "threePointArc", "move_by": "translate", "moveby": "translate"},
    **{"slot": "slot2D", "offset": "offset2D", "lathe": "revolve", "rotateextrude": "revolve", "points": "pushPoints"},
    **{"closewire": "close", "closepath": "close", "plane": "workplane", "array": "rarray", "grid": "rarray"},
    **{"rectarray": "rarray", "rectangulararray": "rarray", "lineararray": "rarray", "gridarray": "rarray"},
    **{"circulararray": "polarArray", "circularpattern": "polarArray", "polarpattern": "polarArray"},
}
REWRITTEN = {
    "square": "rect({0}, {0})",
    "cube": "box({0}, {0}, {0})",
    "hexagon": "polygon(6, {0})",
    "regularpolygon": "polygon({1}, 2 * ({0}))",
    "cone": "eachpoint(lambda place: cq.Solid.makeCone({0}, {1}, {2}).moved(place), combine=True)",
    "frustum": "eachpoint(lambda place: cq.Solid.makeCone({0}, {1}, {2}).moved(place), combine=True)",
    "torus": "eachpoint(lambda place: cq.Solid.makeTorus({0}, {1}).moved(place), combine=True)",
}
IMPORTS = {"cq": "import cadquery as cq", "np": "import numpy as np"}
WORKPLANE = [name for name in dir(cadquery.Workplane) if not name.startswith("_")]
SKETCH = [name for name in dir(cadquery.Sketch) if not name.startswith("_")]
NO_ATTRIBUTE = "has no attribute "
NO_NAME = "name "


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Another method, an import, another variable; at last without the call or the statement."""
    failure = broken.failure
    if failure.kind == "policy":
        yield from _without_statement(broken)
    elif "AttributeError" in failure.message and NO_ATTRIBUTE in failure.message:
        wrong = _quoted(failure.message, NO_ATTRIBUTE)
        yield from _uncalled(broken)
        yield from _attributes(broken, wrong)
        yield from _methods(broken, wrong)
    elif "NameError" in failure.message:
        yield from _names(broken, _quoted(failure.message, NO_NAME))


def _uncalled(broken: Broken) -> Iterator[Remedy]:
    """Parentheses for methods in the middle of a chain that were not called."""
    called = {id(node.func) for node in ast.walk(broken.tree) if isinstance(node, ast.Call)}
    edits = []
    for node in ast.walk(broken.tree):
        inner = node.value if isinstance(node, ast.Attribute) else None
        # A dimension in a namespace may be named like a method; a method stands behind a call.
        if not isinstance(inner, ast.Attribute) or not isinstance(inner.value, ast.Call):
            continue
        if inner.attr in WORKPLANE and id(inner) not in called:
            edits.append(Edit(broken.places.end(inner), broken.places.end(inner), "()"))
    if edits:
        yield broken.remedy("called what was only named", *edits)


def _attributes(broken: Broken, wrong: str) -> Iterator[Remedy]:
    """Another dimension of a namespace, named as the program names it elsewhere."""
    nodes = [node for node in ast.walk(broken.tree) if isinstance(node, ast.Attribute) and node.attr == wrong]
    known = {word.arg for node in ast.walk(broken.tree) if isinstance(node, ast.Call) for word in node.keywords}
    if broken.called(wrong) or not any(isinstance(node.value, ast.Name) for node in nodes):
        return
    for name in get_close_matches(wrong, filter(None, known), n=2, cutoff=0.6):
        edits = [Edit(broken.places.end(node) - len(wrong.encode()), broken.places.end(node), name) for node in nodes]
        yield broken.remedy(f"{name} for {wrong}", *edits)


def _methods(broken: Broken, wrong: str) -> Iterator[Remedy]:
    calls = broken.called(wrong)
    for call in calls:
        template = REWRITTEN.get(_plain(wrong))
        texts, named = broken.written(call)
        texts += named.values()
        if template is not None and template.count("{") and len(texts) >= len({*template.split("{")[1:]}) - 1:
            try:
                new = template.format(*texts)
            except IndexError:
                continue
            start = broken.places.end(call.func) - len(wrong.encode())
            yield broken.remedy(f"{wrong} written as {new}", Edit(start, broken.places.end(call), new))
    for call in calls:
        if _on_module(broken, call) and hasattr(cadquery.Workplane, wrong) and isinstance(call.func, ast.Attribute):
            if edit := _as_method(broken, call):
                yield broken.remedy(f"{wrong} as a method of its first argument", edit)
            at = broken.places.end(call.func.value)
            yield broken.remedy(f"{wrong} of a Workplane", Edit(at, at, '.Workplane("XY")'))
    on_module = bool(calls) and all(_on_module(broken, call) for call in calls)
    known = SKETCH if "'Sketch' object" in broken.failure.message else STAR if on_module else WORKPLANE
    for name in _alike(wrong, known):
        edits = [broken.renamed(call, name) for call in calls]
        if edits:
            yield broken.remedy(f"{name} for {wrong}", *edits)
    for call in calls:
        if not _on_module(broken, call):
            yield broken.remedy(f"left out {wrong}, which does not exist", broken.without_call(call))


def _as_method(broken: Broken, call: ast.Call) -> Edit | None:
    """A function of bodies as the method of the first, with the others one by one where it joins them."""
    texts, named = broken.written(call)
    if not call.args or not isinstance(call.args[0], ast.Name | ast.Call) or texts[0] in broken.numbers:
        return None
    name, first, *rest = method(call), *texts
    words = [f"{key}={text}" for key, text in named.items()]
    several = [[text] for text in rest] if name in BOOLEANS else [rest]
    chained = "".join(f".{name}({', '.join([*each, *words])})" for each in several)
    return broken.places.replace(call, first + chained)


def _alike(wrong: str, known: Collection[str]) -> list[str]:
    """Known names that may be meant, the likeliest first."""
    plain = {_plain(name): name for name in known}
    found = [plain[_plain(wrong)]] if _plain(wrong) in plain else []
    if ALIASES.get(_plain(wrong), "") in known:
        found.append(ALIASES[_plain(wrong)])
    close = get_close_matches(_plain(wrong), plain, n=2, cutoff=0.75)
    return list(dict.fromkeys([*found, *(plain[name] for name in close)]))


def _names(broken: Broken, wrong: str) -> Iterator[Remedy]:
    line = _import_line(wrong)
    if line is not None:
        first = next((node for node in broken.tree.body if not _comes_first(node)), None)
        at = broken.places.line(first.lineno) if first is not None else 0
        yield broken.remedy(f"added `{line}`", Edit(at, at, line + "\n"))
    yield from _earlier(broken, wrong)
    everywhere = [node for node in ast.walk(broken.tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in everywhere if isinstance(node.ctx, ast.Store)}
    capital = {"true": "True", "false": "False", "null": "None", "none": "None"}
    for name in [*filter(None, [capital.get(wrong)]), *get_close_matches(wrong, bound, n=2, cutoff=0.7)]:
        edits = [broken.places.replace(node, name) for node in everywhere if node.id == wrong]
        yield broken.remedy(f"{name} for {wrong}", *edits)
    yield from _without_statement(broken)


def _earlier(broken: Broken, name: str) -> Iterator[Remedy]:
    """The assignment of a name that is used before it, moved up to its use."""
    user = broken.statement
    if user is None or user not in broken.tree.body:
        return
    for node in broken.tree.body[broken.tree.body.index(user) + 1 :]:
        if isinstance(node, ast.Assign) and name in [each.id for each in node.targets if isinstance(each, ast.Name)]:
            lines = broken.places.remove_lines(node.lineno, node.end_lineno or node.lineno)
            at = broken.places.line(user.lineno)
            yield broken.remedy(f"{name} set before it is used", Edit(at, at, broken.places.text(node) + "\n"), lines)
            return


def _import_line(name: str) -> str | None:
    """The statement that brings a name which programs take for granted."""
    if name in IMPORTS:
        return IMPORTS[name]
    if name in policy.MODULES:
        return f"import {name}"
    if name in STAR:
        return f"from cadquery import {name}"
    return f"from math import {name}" if hasattr(math, name) and not hasattr(builtins, name) else None


def _without_statement(broken: Broken) -> Iterator[Remedy]:
    """The program without an import or a call for its effect alone, such as opening a viewer."""
    statement = broken.statement
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Expr | ast.With) and statement in broken.tree.body:
        lines = broken.places.remove_lines(statement.lineno, statement.end_lineno or statement.lineno)
        yield broken.remedy("left the statement out", lines)


def _comes_first(node: ast.stmt) -> bool:
    """Whether a statement has to stand before any import."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _on_module(broken: Broken, call: ast.Call) -> bool:
    """Whether a function of a module is called rather than a method of a value."""
    imports = [node for node in ast.walk(broken.tree) if isinstance(node, ast.Import)]
    bound = {alias.asname or alias.name for node in imports for alias in node.names}
    return (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in bound
    )


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _quoted(message: str, before: str) -> str:
    """The first word in quotes behind `before`."""
    return message.partition(before)[2].partition("'")[2].partition("'")[0]
