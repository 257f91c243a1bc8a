"""Arguments that a method does not take: other keyword names, tuples in place of numbers, too many, too few."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import cadquery

from zero_to_cad.program import arithmetic
from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import Broken, Remedy, method

# The parameter that a keyword of another name may mean, tried in order; "x2" and "/2" say what to do to its value.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    **{"distance": ("until", "length", "offset"), "height": ("until", "yLen", "offset", "length")},
    **{"depth": ("until", "depth", "length", "distance"), "length": ("until", "xLen"), "amount": ("until",)},
    **{"symmetric": ("both",), "bothDirections": ("both",), "centre": ("centered",), "center": ("centered",)},
    **{"centred": ("centered",), "width": ("xLen", "length", "width"), "x": ("xLen", "length"), "y": ("yLen", "width")},
    **{"z": ("offset", "height"), "r": ("radius",), "d": ("diameter", "radius/2"), "h": ("height",)},
    **{"diameter": ("radius/2",), "radius": ("diameterx2",), "dia": ("diameter", "radius/2")},
    **{"size": ("length", "radius"), "t": ("thickness",), "sides": ("nSides",), "n": ("nSides",)},
    **{"angle": ("angleDegrees", "angle1"), "vector": ("vec",), "points": ("pntList", "listOfXYTuple")},
    **{"selector": ("selector",), "taper_angle": ("taper",), "draft": ("taper",), "x_len": ("xLen",)},
    **{"outer_diameter": ("cboreDiameter",), "hole_diameter": ("diameter",), "axis_start": ("axisStart",)},
}
# These take one tuple, or one list of points.
ONE_TUPLE = ("translate", "mirror", "transformed")
ONE_LIST = ("pushPoints", "polyline", "spline", "bezier")
LENGTH_WORDS = ("height", "thickness", "depth", "length")


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Other arguments for the call that refuses its own."""
    message = broken.failure.message
    if "positive" in message or "Standard_" in message:
        yield from _positive(broken)
    if "TypeError" not in message:
        return
    name = message.partition("Workplane.")[2].partition("(")[0]
    calls = broken.called(name) if name else broken.methods
    if "unexpected keyword argument" in message:
        wrong = message.partition("unexpected keyword argument '")[2].partition("'")[0]
        for call in calls:
            yield from _keywords(broken, call, wrong)
    elif "positional argument" in message:
        for call in calls:
            yield from _counted(broken, call)
    yield from _unpacked(broken)


def _keywords(broken: Broken, call: ast.Call, wrong: str) -> Iterator[Remedy]:
    taken = _parameters(method(call) or "")
    word = next((word for word in call.keywords if word.arg == wrong), None)
    if word is None:
        return
    given = {other.arg for other in call.keywords} | set(list(taken)[: len(call.args)])
    free = [name for name in taken if name not in given]
    required = [name for name in free if taken[name].default is inspect.Parameter.empty]
    texts, named = broken.written(call)
    old = named.pop(wrong)
    wanted = [name for name in SYNONYMS.get(wrong, ()) if name.removesuffix("x2").removesuffix("/2") in free]
    wanted += [name for name in free if name.lower().replace("_", "") == wrong.lower().replace("_", "")]
    wanted += required if len(required) == 1 else []
    wanted += get_close_matches(wrong, free, n=1, cutoff=0.6)
    for name in dict.fromkeys(wanted):
        factor = 2.0 if name.endswith("x2") else 0.5 if name.endswith("/2") else None
        value = old if factor is None else broken.scaled(word.value, factor)
        name = name.removesuffix("x2").removesuffix("/2")
        words = [f"{key}={text}" for key, text in {**named, name: value}.items()]
        yield broken.remedy(f"{name}={value} for {wrong}", broken.arguments(call, [*texts, *words]))
    words = [f"{key}={text}" for key, text in named.items()]
    yield broken.remedy(
        f"left out {wrong}, which {method(call)} does not take", broken.arguments(call, [*texts, *words])
    )


def _counted(broken: Broken, call: ast.Call) -> Iterator[Remedy]:
    """Too many or too few positional arguments."""
    name = method(call) or ""
    texts, named = broken.written(call)
    words = [f"{key}={text}" for key, text in named.items()]
    if name in ONE_TUPLE and len(texts) > 1:
        yield broken.remedy(f"one tuple for {name}", broken.arguments(call, [f"({', '.join(texts)})", *words]))
    if name in ONE_LIST and len(texts) > 1:
        yield broken.remedy(f"one list for {name}", broken.arguments(call, [f"[{', '.join(texts)}]", *words]))
    if name == "rotate" and len(texts) == 2:
        yield broken.remedy("rotate about the origin", broken.arguments(call, ["(0, 0, 0)", *texts, *words]))
    if name == "center" and len(texts) == 3:
        edit = broken.arguments(call, texts[:2])
        lifted = f"{edit.text}.workplane(offset={texts[2]})"
        yield broken.remedy("the third coordinate as an offset", Edit(edit.start, edit.end, lifted))
    taken = _parameters(name)
    required = [key for key, one in taken.items() if one.default is inspect.Parameter.empty]
    if len(call.args) == 1 and len(required) > 1:
        inside = call.args[0]
        members = inside.elts if isinstance(inside, ast.Tuple | ast.List) else None
        new = [broken.places.text(member) for member in members] if members else [f"*{texts[0]}"]
        yield broken.remedy(f"numbers for {name} in place of one tuple", broken.arguments(call, [*new, *words]))
    if taken and len(texts) > len(taken):
        yield broken.remedy(f"fewer arguments for {name}", broken.arguments(call, [*texts[: len(taken)], *words]))
    if name in ("extrude", "cutBlind") and not texts and not named:
        for length in _lengths(broken):
            yield broken.remedy(f"{name} by {length}", broken.arguments(call, [length]))


def _unpacked(broken: Broken) -> Iterator[Remedy]:
    """Every lone tuple of numbers on the line as numbers."""
    edits = []
    for call in broken.methods:
        lone = call.args[0] if len(call.args) == 1 else None
        if isinstance(lone, ast.Tuple) and method(call) not in (*ONE_TUPLE, *ONE_LIST):
            edits.append(broken.arguments(call, [broken.places.text(member) for member in lone.elts]))
    if edits:
        yield broken.remedy("numbers in place of tuples", *edits)


def _positive(broken: Broken) -> Iterator[Remedy]:
    """Negative numbers on the line as positive ones."""
    edits = []
    for call in broken.methods:
        for argument in call.args:
            value = arithmetic.literal(argument)
            if value is not None and value < 0 and isinstance(argument, ast.UnaryOp):
                edits.append(broken.places.replace(argument, broken.places.text(argument.operand)))
    if edits and broken.failure.line:
        yield broken.remedy("positive sizes", *edits)


def _lengths(broken: Broken) -> list[str]:
    """Names of numbers that say a length, the likeliest for an extrusion first."""
    return [name for word in LENGTH_WORDS for name in broken.numbers if word in name.lower()]


def _parameters(name: str) -> dict[str, inspect.Parameter]:
    """What a method of a Workplane takes, without self; nothing for a name that is none."""
    found = getattr(cadquery.Workplane, name, None)
    if found is None:
        return {}
    return dict(list(inspect.signature(found).parameters.items())[1:])
