"""Arguments that a method does not take: other keyword names, tuples in place of numbers, too many, too few."""

from __future__ import annotations

import ast
import inspect
import re
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
COUNTS = ("count", "xCount", "yCount", "nSides", "N")
LENGTH_WORDS = ("height", "thickness", "depth", "length")


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Other arguments for the call that refuses its own."""
    message = broken.failure.message
    if "positive" in message or "Standard_" in message:
        yield from _positive(broken)
    if "ValueError" in message:
        yield from _bodies(broken)
        yield from _planes(broken)
        yield from _options(broken)
    if "TypeError" not in message:
        return
    if "interpreted as an integer" in message:
        yield from _whole(broken)
    # Such as "TypeError: Workplane.center() takes 3 positional arguments but 4 were given".
    name = message.partition("()")[0].rpartition(".")[2] if "()" in message else ""
    calls = broken.called(name) if name else broken.methods
    if "unexpected keyword argument" in message:
        wrong = message.partition("unexpected keyword argument '")[2].partition("'")[0]
        for call in calls:
            yield from _keywords(broken, call, wrong)
    elif "positional argument" in message:
        for call in calls:
            yield from _counted(broken, call)
            yield from _missing(broken, call)
    yield from _unpacked(broken)


def _keywords(broken: Broken, call: ast.Call, wrong: str) -> Iterator[Remedy]:
    taken = _parameters(method(call) or "")
    unknown = [word for word in call.keywords if word.arg and word.arg not in taken]
    word = next((word for word in call.keywords if word.arg == wrong), None)
    if word is None:
        return
    given = {other.arg for other in call.keywords} | set(list(taken)[: len(call.args)])
    free = [name for name in taken if name not in given]
    required = [name for name in free if taken[name].default is inspect.Parameter.empty]
    texts, named = broken.written(call)
    if len(unknown) == len(required) > 1:
        renamed = dict(zip((word.arg for word in unknown), required, strict=True))
        words = [f"{renamed.get(key, key)}={text}" for key, text in named.items()]
        changed = ", ".join(f"{new} for {key}" for key, new in renamed.items())
        yield broken.remedy(changed, broken.arguments(call, [*texts, *words]))
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
    tuples = [argument for argument in call.args if isinstance(argument, ast.Name) and argument.id in _tuples(broken)]
    if tuples:
        starred = [broken.places.replace(argument, f"*{argument.id}") for argument in tuples]
        yield broken.remedy(f"numbers for {name} in place of a tuple", *starred)
    if taken and len(texts) > len(taken):
        yield broken.remedy(f"fewer arguments for {name}", broken.arguments(call, [*texts[: len(taken)], *words]))
    if name in ("extrude", "cutBlind") and not texts and not named:
        for length in _lengths(broken):
            yield broken.remedy(f"{name} by {length}", broken.arguments(call, [length]))


def _missing(broken: Broken, call: ast.Call) -> Iterator[Remedy]:
    """The one argument that is missing: a number that is called alike, else half of the one before it."""
    _, found, names = broken.failure.message.partition("missing 1 required positional argument: ")
    if not found:
        return
    missing = names.strip("'")
    word = missing.removeprefix("cbore").removeprefix("csk").lower()
    alike = [name for name in broken.numbers if word in name.lower()]
    texts, named = broken.written(call)
    words = [f"{key}={text}" for key, text in named.items()]
    for text in [*alike[:2], *(f"{before} / 2" for before in texts[-1:])]:
        yield broken.remedy(f"{missing}={text}", broken.arguments(call, [*texts, *words, f"{missing}={text}"]))


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


def _bodies(broken: Broken) -> Iterator[Remedy]:
    """A list of bodies one by one."""
    for call in broken.called("union", "cut", "intersect"):
        if "type '<class 'list'>'" not in broken.failure.message or broken.statement is None:
            continue
        assert isinstance(call.func, ast.Attribute)
        body, several = call.func.value, call.args[0] if call.args else None
        if isinstance(body, ast.Name) and isinstance(several, ast.Name):
            at = broken.places.start(broken.statement)
            loop = f"for each in {several.id}:\n    {body.id} = {body.id}.{method(call)}(each)\n"
            edits = (Edit(at, at, loop), broken.places.replace(call, body.id))
            yield broken.remedy(f"{method(call)} of each in {several.id}", *edits)


def _planes(broken: Broken) -> Iterator[Remedy]:
    """Names of planes in the right case."""
    known = re.findall(r"'(\w+)'", broken.failure.message.partition("Supported names are")[2])
    edits = []
    for call in broken.called("Workplane"):
        for argument in call.args[:1]:
            text = argument.value if isinstance(argument, ast.Constant) else None
            right = [name for name in known if isinstance(text, str) and name.lower() == text.lower() and name != text]
            edits += [broken.places.replace(argument, f'"{name}"') for name in right]
    if edits:
        yield broken.remedy("the plane's name in the right case", *edits)


def _options(broken: Broken) -> Iterator[Remedy]:
    """Without the keywords on the line that name an option, which may not exist."""
    for call in broken.methods:
        texts, named = broken.written(call)
        options = {word.arg for word in call.keywords if isinstance(getattr(word.value, "value", None), str)}
        if options and broken.failure.line is not None:
            words = [f"{key}={text}" for key, text in named.items() if key not in options]
            what = " and ".join(sorted(filter(None, options)))
            yield broken.remedy(f"left out {what}", broken.arguments(call, [*texts, *words]))


def _whole(broken: Broken) -> Iterator[Remedy]:
    """Counts on the line as whole numbers."""
    edits = []
    for call in (node for node in ast.walk(broken.tree) if isinstance(node, ast.Call)):
        if call.func.end_lineno != broken.failure.line:
            continue
        if isinstance(call.func, ast.Name) and call.func.id == "range":
            counts = list(call.args)
        else:
            taken = zip(_parameters(method(call) or ""), call.args, strict=False)
            named = [(word.arg or "", word.value) for word in call.keywords]
            counts = [value for name, value in (*taken, *named) if name in COUNTS]
        edits += [broken.places.replace(count, f"round({broken.places.text(count)})") for count in counts]
    if edits:
        yield broken.remedy("whole numbers for counts", *edits)


def _tuples(broken: Broken) -> set[str]:
    """Names bound to tuples or lists as they are written."""
    bound = [node for node in broken.tree.body if isinstance(node, ast.Assign)]
    return {
        target.id
        for node in bound
        if isinstance(node.value, ast.Tuple | ast.List)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _lengths(broken: Broken) -> list[str]:
    """Names of numbers that say a length, the likeliest for an extrusion first."""
    return [name for word in LENGTH_WORDS for name in broken.numbers if word in name.lower()]


def _parameters(name: str) -> dict[str, inspect.Parameter]:
    """What a method of a Workplane takes, without self; nothing for a name that is none."""
    found = getattr(cadquery.Workplane, name, None)
    if found is None:
        return {}
    return dict(list(inspect.signature(found).parameters.items())[1:])
