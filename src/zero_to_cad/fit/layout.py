"""Source laid out as ruff would, at 88 columns."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 88
# Python does not compile chains of several hundred calls more: they are too deep for it.
_MOST_LINKS = 250


def call(method: str, items: Sequence[str]) -> list[str]:
    """A call on a list of items: on one line, or the list on one line, or an item a line."""
    listed = f"[{', '.join(items)}]"
    if len(f"    .{method}({listed})") <= WIDTH:
        return [f".{method}({listed})"]
    if len(f"        {listed}") <= WIDTH:
        return [f".{method}(\n        {listed}\n    )"]
    lines = "".join(_item(item) for item in items)
    return [f".{method}(\n        [\n{lines}        ]\n    )"]


def listed(name: str, items: Sequence[str]) -> list[str]:
    """A list of items bound to a name, on one line or an item a line."""
    if len(f"{name} = [{', '.join(items)}]") <= WIDTH:
        return [f"{name} = [{', '.join(items)}]"]
    return [f"{name} = [", *(f"    {item}," for item in items), "]"]


def _item(item: str) -> str:
    """A tuple on a line of its own, or a member of it a line where that is too long."""
    if len(f"            {item},") <= WIDTH:
        return f"            {item},\n"
    members = "".join(f"                {member},\n" for member in _split(item[1:-1]))
    return f"            (\n{members}            ),\n"


def statement(name: str, chain: Sequence[str]) -> list[str]:
    """A chain of calls bound to a name, a very long one in several statements."""
    path = f"{name}_path"
    begun: list[str] = []
    while len(chain) > _MOST_LINKS:
        begun += _laid_out(path, chain[:_MOST_LINKS])
        chain = [f"{path}{chain[_MOST_LINKS]}", *chain[_MOST_LINKS + 1 :]]
    return [*begun, *_laid_out(name, chain)]


def _laid_out(name: str, chain: Sequence[str]) -> list[str]:
    joined = "".join(chain)
    if "\n" not in joined:
        if len(f"{name} = {joined}") <= WIDTH:
            return [f"{name} = {joined}"]
        if len(f"    {joined}") <= WIDTH:
            return [f"{name} = (", f"    {joined}", ")"]
    return [f"{name} = (", *(f"    {line}" for line in map(_wrapped, chain)), ")"]


def _wrapped(link: str) -> str:
    """A link of a chain, its arguments on lines of their own where it is too long."""
    if "\n" in link or len(f"    {link}") <= WIDTH or "(" not in link:
        return link
    method, _, rest = link.partition("(")
    arguments = _split(rest[:-1])
    if len(f"        {', '.join(arguments)}") <= WIDTH:
        return f"{method}(\n        {', '.join(arguments)}\n    )"
    return f"{method}(\n" + "".join(f"        {argument},\n" for argument in arguments) + "    )"


def _split(arguments: str) -> list[str]:
    """Arguments, parted at the commas outside brackets."""
    found, depth, start = [], 0, 0
    for k, letter in enumerate(arguments):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            found.append(arguments[start:k].strip())
            start = k + 1
    return [*found, arguments[start:].strip()]
