"""Outlines that are not closed or take the place of their path, and arcs that do not exist."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import THICKNESS, Broken, Remedy, chain, method

SKETCHING = ("lineTo", "line", "hLine", "hLineTo", "vLine", "vLineTo", "threePointArc", "polyline", "spline", "arc")
SWEPT = ("extrude", "revolve", "cutBlind", "cutThruAll", "sweep", "twistExtrude")
# Arcs, the argument that says where each ends, and the straight line to there.
ARCS = {"threePointArc": (1, "lineTo"), "sagittaArc": (0, "lineTo"), "radiusArc": (0, "lineTo")}


def remedies(broken: Broken) -> Iterator[Remedy]:
    """The outline closed; a straight line for an arc whose points lie in line or whose radius is too small."""
    message = broken.failure.message
    if "No pending wires" in message or "open wire" in message:
        for call in broken.called("sweep"):
            assert isinstance(call.func, ast.Attribute)
            path, outline = call.func.value, call.args[0] if call.args else None
            if isinstance(path, ast.Name) and isinstance(outline, ast.Name):
                swapped = (broken.places.replace(path, outline.id), broken.places.replace(outline, path.id))
                yield broken.remedy(f"swept {outline.id} along {path.id}", *swapped)
        yield from _closed(broken)
    if "More than one wire or face" in message:
        for call in broken.called("loft"):
            for length in [*broken.lengths, THICKNESS]:
                both = (broken.renamed(call, "extrude"), broken.arguments(call, [length]))
                yield broken.remedy(f"the one outline extruded by {length}", *both)
    if broken.failure.kind == "runtime":
        for call in broken.called(*ARCS):
            place, line = ARCS[method(call) or ""]
            if len(call.args) > place and broken.failure.line is not None:
                end = broken.places.text(call.args[place])
                both = (broken.renamed(call, line), broken.arguments(call, [f"*{end}"]))
                yield broken.remedy(f"a straight line for the {method(call)}", *both)


def _closed(broken: Broken) -> Iterator[Remedy]:
    """Close an outline before it is extruded."""
    for call in broken.methods:
        if method(call) in SWEPT:
            assert isinstance(call.func, ast.Attribute)
            drawn = [method(earlier) for earlier in _drawn(broken, call.func.value)]
            if "close" not in drawn and any(name in SKETCHING for name in drawn):
                at = broken.places.end(call.func.value)
                yield broken.remedy("closed the outline", Edit(at, at, ".close()"))


def _drawn(broken: Broken, body: ast.expr) -> Iterator[ast.Call]:
    """The calls of a chain, and of the one that its first name was bound to."""
    yield from chain(body)
    while isinstance(body, ast.Call) and isinstance(body.func, ast.Attribute):
        body = body.func.value
    if isinstance(body, ast.Name):
        for node in broken.tree.body:
            if isinstance(node, ast.Assign) and [each.id for each in node.targets if isinstance(each, ast.Name)] == [
                body.id
            ]:
                yield from chain(node.value)
