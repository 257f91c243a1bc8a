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
from zero_to_cad.reconstruct.repair.vectors import ONE_LIST, ONE_TUPLE

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
    **{"plane": ("inPlane",), "base_plane": ("inPlane",), "location": ("origin",), "axis": ("axisEnd",)},
}
# What a pattern or a screw head has where nothing else is said.
USUAL = {
    "startAngle": "0",
    "angle": "360",
    "count": "1",
    "xCount": "1",
    "yCount": "1",
    "cskAngle": "82",
    "x": "0",
    "y": "0",
}
COUNTS = ("count", "xCount", "yCount", "nSides", "N")


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Other arguments for the call that refuses its own."""
    message = broken.failure.message
    if "positive" in message or "Standard_" in message:
        yield from _positive(broken)
    if "ValueError" in message:
        yield from _options(broken)
    if "TypeError" not in message:
        return
    if "interpreted as an integer" in message:
        yield from _swapped(broken)
        yield from _whole(broken)
    # Such as "TypeError: Workplane.center() takes 3 positional arguments but 4 were given".
    owner, _, name = message.partition("()")[0].rpartition(".") if "()" in message else ("", "", "")
    if name == "__init__":
        name = owner.split()[-1]
    calls = broken.called(name) if name else broken.methods
    if "unexpected keyword argument" in message:
        wrong = message.partition("unexpected keyword argument '")[2].partition("'")[0]
        for call in calls:
            yield from _keywords(broken, call, wrong)
    elif "positional argument" in message:
        for call in calls:
            yield from _counted(broken, call)
            yield from _missing(broken, call)
    elif "incompatible" in message:
        yield from _options(broken)


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
        yield _renamed(broken, call, unknown, required)
    old = named.pop(wrong)
    if method(call) == "Workplane" and wrong == "offset":
        words = [f"{key}={text}" for key, text in named.items()]
        edit = broken.arguments(call, [*texts, *words])
        lifted = Edit(edit.start, edit.end, f"{edit.text}.workplane(offset={old})")
        yield broken.remedy("the offset as a step of its own", lifted)
    wanted = _meant(wrong, free)
    wanted += required if len(required) == 1 else []
    wanted += get_close_matches(wrong, free, n=1, cutoff=0.6)
    for name in dict.fromkeys(wanted):
        name, value = _scaled(broken, name, word.value)
        words = [f"{key}={text}" for key, text in {**named, name: value}.items()]
        yield broken.remedy(f"{name}={value} for {wrong}", broken.arguments(call, [*texts, *words]))
    words = [f"{key}={text}" for key, text in named.items()]
    yield broken.remedy(
        f"left out {wrong}, which {method(call)} does not take", broken.arguments(call, [*texts, *words])
    )


def _renamed(broken: Broken, call: ast.Call, unknown: list[ast.keyword], required: list[str]) -> Remedy:
    """All unknown keywords at once: by what they mean where that is known, the others in the method's order."""
    free = list(required)
    found: dict[str, tuple[str, str]] = {}
    for word in unknown:
        for meant in _meant(word.arg or "", free)[:1]:
            name, value = _scaled(broken, meant, word.value)
            free.remove(name)
            found[word.arg or ""] = name, value
    for word in unknown:
        if word.arg not in found:
            found[word.arg or ""] = free.pop(0), broken.places.text(word.value)
    texts, named = broken.written(call)
    pairs = [found.get(key, (key, text)) for key, text in named.items()]
    changed = ", ".join(f"{new} for {key}" for key, (new, _) in found.items())
    return broken.remedy(changed, broken.arguments(call, [*texts, *(f"{key}={text}" for key, text in pairs)]))


def _meant(wrong: str, free: list[str]) -> list[str]:
    """Free parameters that a keyword may mean, with what to do to the value at their end."""
    wanted = [name for name in SYNONYMS.get(wrong, ()) if name.removesuffix("x2").removesuffix("/2") in free]
    return wanted + [name for name in free if name.lower().replace("_", "") == wrong.lower().replace("_", "")]


def _scaled(broken: Broken, meant: str, value: ast.expr) -> tuple[str, str]:
    """The parameter and its value, as `_meant` says them."""
    factor = 2.0 if meant.endswith("x2") else 0.5 if meant.endswith("/2") else None
    text = broken.places.text(value) if factor is None else broken.scaled(value, factor)
    return meant.removesuffix("x2").removesuffix("/2"), text


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
        for length in broken.lengths:
            yield broken.remedy(f"{name} by {length}", broken.arguments(call, [length]))


def _missing(broken: Broken, call: ast.Call) -> Iterator[Remedy]:
    """Missing arguments as usual; a single one also as a number called alike, or half of the one before."""
    _, found, names = broken.failure.message.partition(" required positional argument")
    every = names.partition(": ")[2].replace(" and ", ", ").replace(",,", ",").split(", ")
    absent = [name.strip("'") for name in every]
    if found and absent and set(absent) <= set(USUAL):
        texts, named = broken.written(call)
        usual = [f"{name}={USUAL[name]}" for name in absent]
        words = [f"{key}={text}" for key, text in named.items()]
        yield broken.remedy(" and ".join(usual), broken.arguments(call, [*texts, *words, *usual]))
    if not found or len(absent) > 1:
        return
    missing = absent[0]
    word = missing.removeprefix("cbore").removeprefix("csk").lower()
    alike = [name for name in (*broken.numbers, *broken.bodies) if word in name.lower()]
    texts, named = broken.written(call)
    words = [f"{key}={text}" for key, text in named.items()]
    for text in [*alike[:2], *(f"{before} / 2" for before in texts[-1:])]:
        yield broken.remedy(f"{missing}={text}", broken.arguments(call, [*texts, *words, f"{missing}={text}"]))


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


def _options(broken: Broken) -> Iterator[Remedy]:
    """Without the keywords on the line that name an option, which may not exist."""
    for call in broken.methods:
        texts, named = broken.written(call)
        options = {word.arg for word in call.keywords if isinstance(getattr(word.value, "value", None), str)} - {"tag"}
        if options and broken.failure.line is not None:
            words = [f"{key}={text}" for key, text in named.items() if key not in options]
            what = " and ".join(sorted(filter(None, options)))
            yield broken.remedy(f"left out {what}", broken.arguments(call, [*texts, *words]))


def _swapped(broken: Broken) -> Iterator[Remedy]:
    """A count and the size beside it the other way round, where the size is the whole number."""
    for call in broken.methods:
        counts = [place for place, name in enumerate(_parameters(method(call) or "")) if name in COUNTS]
        for place in counts:
            sizes = [other for other in range(len(call.args)) if other not in counts]
            whole = [other for other in sizes if _is_whole(broken, call.args[other])]
            if len(counts) == len(whole) == 1 and place < len(call.args) and not _is_whole(broken, call.args[place]):
                texts, named = broken.written(call)
                texts[place], texts[whole[0]] = texts[whole[0]], texts[place]
                words = [f"{key}={text}" for key, text in named.items()]
                yield broken.remedy(
                    f"the arguments of {method(call)} swapped", broken.arguments(call, [*texts, *words])
                )


def _is_whole(broken: Broken, node: ast.expr) -> bool:
    """Whether an expression is written as a whole number, or names one."""
    if isinstance(node, ast.Name):
        bound = [
            each.value
            for each in ast.walk(broken.tree)
            if isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in each.targets)
        ]
        return bool(bound) and all(isinstance(each, ast.Constant) and type(each.value) is int for each in bound)
    return isinstance(node, ast.Constant) and type(node.value) is int


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


def _parameters(name: str) -> dict[str, inspect.Parameter]:
    """What a method of a Workplane takes, or a Workplane itself, without self; nothing for a name that is none."""
    found = cadquery.Workplane.__init__ if name == "Workplane" else getattr(cadquery.Workplane, name, None)
    if found is None:
        return {}
    return dict(list(inspect.signature(found).parameters.items())[1:])
