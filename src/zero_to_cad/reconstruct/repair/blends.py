"""Fillets, chamfers and shells that the kernel refuses: made smaller, then left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from zero_to_cad.reconstruct.repair.broken import Broken, Remedy, method

BLENDS = ("fillet", "chamfer", "shell", "offset2D")
# Which of its arguments say how large a blend is.
SIZES = {"fillet": ("radius",), "chamfer": ("length", "length2"), "shell": ("thickness",), "offset2D": ("d",)}
FACTORS = (0.5, 0.25, 0.1)
# Errors that say themselves what they are about.
NAMED = {"AttributeError", "NameError", "TypeError", "ImportError"}


def remedies(broken: Broken) -> Iterator[Remedy]:
    """Smaller blends on the failing line, then none; all blends where the kernel gave a bad solid without a word."""
    failure = broken.failure
    if failure.kind in ("runtime", "crash", "timeout"):
        on_line = broken.called(*BLENDS) if failure.line else []
        blamed = [call for call in on_line if _blames(failure.message, method(call))]
        # Some errors name no method, only what usually goes wrong with one.
        blamed = blamed or ([] if NAMED & set(failure.message.split(":")[:1]) else on_line)
    elif failure.kind == "geometry" and ("closed" in failure.message or "valid" in failure.message):
        blamed = broken.called(*BLENDS)[::-1]
    else:
        return
    for call in blamed:
        if "be selected" not in failure.message:
            yield from _smaller(broken, call)
    for call in blamed:
        yield broken.remedy(f"left out {_named(call)}", broken.without_call(call))


def _blames(message: str, name: str | None) -> bool:
    return name is not None and (f"this {name}" in message or name in message.lower())


def _smaller(broken: Broken, call: ast.Call) -> Iterator[Remedy]:
    name = method(call) or ""
    sizes = [*call.args[: len(SIZES[name])], *(word.value for word in call.keywords if word.arg in SIZES[name])]
    if not sizes:
        return
    for factor in FACTORS:
        edits = [broken.places.replace(size, broken.scaled(size, factor)) for size in sizes]
        yield broken.remedy(f"{_named(call)} made {factor:g} as large", *edits)


def _named(call: ast.Call) -> str:
    return f"the {method(call)}"
