"""Selectors that CadQuery does not know, or that find nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cadquery.selectors import StringSyntaxSelector
from pyparsing import ParseException

from zero_to_cad.program.edits import Edit
from zero_to_cad.reconstruct.repair.broken import SELECTORS, Broken, Remedy, chain, method

# What people call the sides of a part.
SIDES = {
    **{"top": ">Z", "up": ">Z", "upper": ">Z", "bottom": "<Z", "down": "<Z", "lower": "<Z"},
    **{"right": ">X", "left": "<X", "back": ">Y", "rear": ">Y", "front": "<Y"},
    **{"vertical": "|Z", "horizontal": "#Z", "all": "", "outer": "", "circular": "%CIRCLE", "circle": "%CIRCLE"},
}
# Along a plane means square to its normal.
PLANES = {f"|{plane}": f"#{normal}" for plane, normal in (("XY", "Z"), ("XZ", "Y"), ("YZ", "X"))}
WORDS = {"&&": " and ", "&": " and ", "||": " or ", "!": " not "}
# An end of the part in words: "+Z", "z max", "min_x".
END = re.compile(r"\W*(max|min|[+-])?[\s_]*([xyz])[\s_]*(max|min|[+-])?\W*")
BLENDS = ("fillet", "chamfer")


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Selectors as CadQuery writes them; then those in front of a blend that found no edge, more simply."""
    if broken.failure.kind != "runtime":
        return
    respelt = []
    for call in broken.called(*SELECTORS):
        for argument in call.args[:1]:
            new = _respelt(argument, "Index" in broken.failure.message)
            if new is not None:
                respelt.append(broken.places.replace(argument, new))
    if respelt:
        yield broken.remedy("respelt the selector", *respelt)
    if "No Workplane object named" in broken.failure.message:
        yield from _untagged(broken)
    if "does not know the selector" in broken.failure.message:
        yield from _known_parts(broken)
    if "be selected" in broken.failure.message:
        for call in broken.called(*BLENDS):
            yield from _wider(broken, call)


def _untagged(broken: Broken) -> Iterator[Remedy]:
    """Sides that were taken for tags as selectors; else without tags that nothing carries."""
    for named in (True, False):
        edits = []
        for call in broken.called(*SELECTORS):
            for word in call.keywords:
                if word.arg == "tag" and isinstance(word.value, ast.Constant) and not (named and call.args):
                    side = SIDES.get(str(word.value.value).lower()) if named else None
                    texts = [broken.places.text(argument) for argument in call.args]
                    if side or not named:
                        edits.append(broken.arguments(call, [f'"{side}"'] if side else texts))
        if edits:
            yield broken.remedy("a selector for the tag" if named else "left out the tag", *edits)


def _known_parts(broken: Broken) -> Iterator[Remedy]:
    """Ends along an axis as CadQuery writes them; selectors without the parts that it does not know."""
    edits, ends = [], []
    for call in broken.called(*SELECTORS):
        for argument in call.args[:1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and not _known(argument.value):
                end = END.fullmatch(argument.value.lower())
                if end is not None:
                    far = "<" if {"min", "-"} & set(end.groups()) else ">"
                    ends.append(broken.places.replace(argument, f'"{far}{end[2].upper()}"'))
                parts = [part for part in re.split(r"\s+(?:and|or)\s+", respell(argument.value)) if _known(part)]
                known = " and ".join(parts)
                edits.append(broken.places.replace(argument, f'"{known}"' if known else ""))
    if ends:
        yield broken.remedy("the far end along an axis", *ends)
    if edits:
        yield broken.remedy("left out what is no selector", *edits)


def _known(selector: str) -> bool:
    try:
        StringSyntaxSelector(selector)
    except ParseException:
        return False
    return True


def respell(selector: str) -> str:
    """A selector with capital axes, words for `&&` and the like, and symbols for sides named in words."""
    for old, new in WORDS.items():
        selector = selector.replace(old, new)
    words = [SIDES.get(word.lower(), word) for word in selector.split()]
    # Axes are the only letters apart from the operators and the types of geometry.
    words = [word if word in ("and", "or", "not", "exc", "except") else word.upper() for word in words]
    words = [PLANES.get(word, word) for word in words]
    return " ".join(words)


def _respelt(argument: ast.expr, index_too_high: bool) -> str | None:
    """The argument as it should be written; None where there is nothing to change."""
    if isinstance(argument, ast.Call) and (method(argument) or "").endswith("Selector"):
        inner = argument.args[0] if len(argument.args) == 1 else None
        return repr(inner.value) if isinstance(inner, ast.Constant) and isinstance(inner.value, str) else None
    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
        return None
    text = argument.value.partition("[")[0] if index_too_high else respell(argument.value)
    if text == argument.value:
        return None
    return f'"{text}"' if text else ""


def _wider(broken: Broken, blend: ast.Call) -> Iterator[Remedy]:
    """Of several selections in a row, the last alone, then the others alone."""
    calls = list(chain(blend))[1:]
    picked = []
    for call in calls:
        if method(call) not in SELECTORS:
            break
        picked.append(call)
    if len(picked) < 2:
        return
    assert isinstance(picked[-1].func, ast.Attribute)
    assert isinstance(picked[0].func, ast.Attribute)
    start = broken.places.end(picked[-1].func.value)
    yield broken.remedy(
        f"selected by the last {method(picked[0])} alone",
        Edit(start, broken.places.end(picked[0].func.value), ""),
    )
    if picked[0].args:
        yield broken.remedy(f"selected all {method(picked[0])} there", broken.places.replace(picked[0].args[0], ""))
