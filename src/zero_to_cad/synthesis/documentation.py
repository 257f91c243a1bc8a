"""CadQuery's own documentation, as installed: every public class, method and function with its docstring."""

from __future__ import annotations

import difflib
import inspect
import re
from dataclasses import dataclass
from functools import lru_cache

CLASSES = (
    *("Workplane", "Sketch", "Assembly", "Plane", "Location", "Vector", "Shape", "Solid", "Compound", "Shell"),
    *("Face", "Wire", "Edge", "Vertex", "Selector", "StringSyntaxSelector", "NearestToPointSelector"),
)
LONGEST = 3000  # characters of an answer
HITS = 20
LINE = 300


@dataclass(frozen=True)
class Entry:
    """One name, such as `Workplane.hole`, its signature and what CadQuery says about it."""

    name: str
    signature: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}{self.signature}\n\n{self.text}"[:LONGEST]


@lru_cache(maxsize=1)
def index() -> dict[str, Entry]:
    """Every entry by its full name; read from the installed CadQuery once a process."""
    import cadquery

    found: dict[str, Entry] = {}
    for class_name in CLASSES:
        owner = getattr(cadquery, class_name)
        found[class_name] = Entry(class_name, _signature(owner), inspect.getdoc(owner) or "")
        for name, member in inspect.getmembers(owner):
            if not name.startswith("_") and callable(member):
                entry = Entry(f"{class_name}.{name}", _signature(member), inspect.getdoc(member) or "")
                found[entry.name] = entry
    return found


def lookup(name: str) -> str:
    """The documentation of `hole`, `Workplane.hole` or `cq.Workplane.hole`; near names when there is none."""
    wanted = name.strip().removeprefix("cq.").removeprefix("cadquery.").removeprefix(".").partition("(")[0]
    entries = index()
    if wanted in entries:
        return str(entries[wanted])
    # Workplane comes first, since that is what programs are written with.
    same = [entry for entry in entries.values() if entry.name.rpartition(".")[2].lower() == wanted.lower()]
    if same:
        others = f"\n\nAlso: {', '.join(entry.name for entry in same[1:6])}" if len(same) > 1 else ""
        return f"{same[0]}{others}"
    near = difflib.get_close_matches(wanted, entries, 8, 0.5)
    methods = {entry.rpartition(".")[2]: entry for entry in reversed(list(entries))}
    near += [methods[match] for match in difflib.get_close_matches(wanted, methods, 5, 0.5)]
    listed = ", ".join(dict.fromkeys(near)) or "try grep_documentation"
    return f"CadQuery has no {name!r}. Near it: {listed}."


def grep(pattern: str) -> str:
    """Lines of the documentation that hold a text, each after its name; at most twenty.

    `|` means or and `.*` anything, as in regular expressions; whatever else is in the pattern stands for itself. The
    pattern comes from a model, and a real regular expression can be made to run for ever.
    """
    alternatives = [
        ".*".join(map(re.escape, way.split(".*")[:3])) for way in pattern[:200].split("|") if way.strip(" .*")
    ]
    if not alternatives:
        return "Give a word to search for."
    wanted = re.compile("|".join(alternatives), re.IGNORECASE)
    hits: list[str] = []
    for entry in index().values():
        lines = [f"{entry.name}{entry.signature}", *(f"{entry.name}: {line}" for line in entry.text.splitlines())]
        hits += [line[:LINE] for line in lines if wanted.search(line[:LINE])][:3]
        if len(hits) >= HITS:
            break
    return "\n".join(hits[:HITS]) or f"Nothing in CadQuery's documentation holds {pattern!r}."


def _signature(member: object) -> str:
    try:
        return str(inspect.signature(member))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return "(...)"
