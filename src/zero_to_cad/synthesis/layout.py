"""Lays statements out as ruff would at 88 columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

WIDTH = 88
INDENT = "    "
PAIRS = {"(": ")", "[": "]", "{": "}"}


def assignment(name: str, calls: Sequence[str]) -> list[str]:
    """The lines of `name = ` a chain of calls, such as `cq.Workplane("XY")` and then `.circle(3)`."""
    line = f"{name} = {''.join(calls)}"
    if len(line) <= WIDTH:
        return [line]
    first, *rest = [step for call in calls for step in _steps(call)]
    if "(" not in first and rest:
        first, rest = first + rest[0], rest[1:]
    if len(rest) < 2:
        return _broken(f"{name} = {''.join([first, *rest])}", "")
    if len(chain := INDENT + first + "".join(rest)) <= WIDTH:
        return [f"{name} = (", chain, ")"]
    return [f"{name} = (", *(line for call in [first, *rest] for line in _broken(call, INDENT)), ")"]


def _steps(chain: str) -> list[str]:
    """The calls of a chain, each from its dot to its closing bracket."""
    depth, cuts = 0, [0]
    for place, letter in enumerate(chain):
        depth += (letter in PAIRS) - (letter in PAIRS.values())
        if depth == 0 and chain[place : place + 2] == ").":
            cuts.append(place + 1)
    return [chain[a:b] for a, b in zip(cuts, [*cuts[1:], len(chain)], strict=True)]


def _broken(text: str, indent: str, tail: str = "") -> list[str]:
    """An expression on one line if it fits, else with what its last bracket holds on lines of its own."""
    if len(indent + text + tail) <= WIDTH or text[-1] not in PAIRS.values():
        return [indent + text + tail]
    members, start = _members(text)
    if not members:
        return [indent + text + tail]
    inner = indent + INDENT
    together = ", ".join(members)
    if len(inner + together) <= WIDTH and not text.startswith("["):
        lines = [inner + together]
    elif len(members) == 1:
        lines = _broken(members[0], inner)
    else:
        lines = [line for member in members for line in _broken(member, inner, ",")]
    return [indent + text[: start + 1], *lines, indent + text[-1] + tail]


def _members(text: str) -> tuple[list[str], int]:
    """What the bracket that ends the text holds, split at its own commas, and where it opens."""
    depth, start = 0, 0
    cuts: list[int] = []
    for place, letter in enumerate(text):
        if letter in PAIRS:
            if depth == 0:
                start, cuts = place, []
            depth += 1
        elif letter in PAIRS.values():
            depth -= 1
        elif letter == "," and depth == 1:
            cuts.append(place)
    edges = [start, *cuts, len(text) - 1]
    return [text[a + 1 : b].strip() for a, b in itertools.pairwise(edges)], start
