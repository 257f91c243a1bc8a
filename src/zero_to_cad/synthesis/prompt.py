"""What the agent is told before it starts. The paper's own wording is not public; this is ours."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

# Changes with every change of a word below or of a snippet: part of every sample's provenance.
VERSION = "agent-1"

PRINCIPLES = (
    "Understand the part first: what it is for, how it is made, what mates with what. Then choose the simplest bodies.",
    "Name every dimension at the top of the program, in mm, before any body. Use the names, never bare numbers, below.",
    "Compute dependent dimensions from others, so that the part stays whole when one of them changes by a few percent.",
    "Name each body by its role: base, boss, rib, bore. Build bodies apart and join them with union and cut.",
    "Work in this order: base, secondary bodies, union, cuts and holes, patterns, fillets and chamfers last.",
    "Let bodies that are joined overlap a little or share a whole face; bodies that touch in an edge give no solid.",
    "Let tools that cut through a wall run past it on both sides.",
    "Keep every call effective: a cut that misses, a fillet of nothing, a union with what is inside are faults.",
    "Choose faces and edges by direction (>Z, |Z, %CIRCLE) and check that the selector still means what you think.",
    "Say where a workplane's origin is: workplane(origin=(0, 0, 0)) keeps it over the world's origin.",
    "Use rarray, polarArray, mirror or pushPoints for what repeats, rather than copies of code.",
    "Keep fillets and chamfers below a third of the thinnest wall beside them; halve one that fails, or leave it out.",
    "Keep walls thicker than a fiftieth of the part's longest side.",
    "Make symmetric parts symmetric about the origin.",
    "Write plain code: no classes, no files, no printing, no random numbers, few comments.",
    "Leave the finished Workplane in `result`, in the last line.",
    "When a tool refuses a program, mend the line it names; do not start again unless the approach is wrong.",
    "Look up a method before using it in a way you are not sure of.",
)


@lru_cache(maxsize=1)
def snippets() -> tuple[str, ...]:
    """Reference programs, in the style that is wanted; each runs and passes the gates."""
    folder = files("zero_to_cad.synthesis") / "snippets"
    return tuple(
        file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".py")
    )


@lru_cache(maxsize=1)
def system() -> str:
    """The system prompt."""
    rules = "\n".join(f"{number}. {rule}" for number, rule in enumerate(PRINCIPLES, 1))
    shown = "\n\n".join(f"```python\n{snippet}```" for snippet in snippets())
    return (
        "You are a mechanical designer who writes CadQuery 2 programs. You get the description of one part. Write "
        "a program that makes it and call execute_and_validate with the whole program. Look things up with "
        "lookup_documentation and grep_documentation. The task ends when a program passes.\n\n"
        f"Principles:\n{rules}\n\nPrograms in the style that is wanted:\n\n{shown}"
    )


def request(description: str) -> str:
    """The user's message for one part."""
    return f"The part: {description}"


NUDGE = "Call execute_and_validate with the whole program."
