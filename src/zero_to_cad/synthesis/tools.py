"""The three tools of the agent, under the paper's names."""

from __future__ import annotations

from typing import Any

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.reply import ToolCall
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import documentation
from zero_to_cad.synthesis.gates import LEAST_FACES, Verdict, examine

EXECUTE, LOOKUP, GREP = "execute_and_validate", "lookup_documentation", "grep_documentation"


def _tool(name: str, description: str, argument: str, meaning: str) -> dict[str, Any]:
    properties = {argument: {"type": "string", "description": meaning}}
    parameters = {"type": "object", "properties": properties, "required": [argument]}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TOOLS = (
    _tool(
        EXECUTE,
        f"Runs a whole CadQuery program twice and checks `result`: one valid solid of at least {LEAST_FACES} faces, "
        "the same each time, every call with an effect. The task is done when it passes.",
        "code",
        "The whole program as Python source.",
    ),
    _tool(
        LOOKUP, "Shows signature and documentation of a CadQuery class or method.", "name", "Such as Workplane.hole."
    ),
    _tool(GREP, "Searches CadQuery's documentation.", "pattern", "Text; `|` means or, `.*` anything."),
)
ARGUMENTS = {tool["function"]["name"]: tool["function"]["parameters"]["required"][0] for tool in TOOLS}


def use(call: ToolCall, sandbox: Sandbox, uuid: str) -> tuple[str, Verdict | None]:
    """What the model is told, and the verdict when it had a program examined. Never raises for what the model wrote."""
    if call.name not in ARGUMENTS:
        return f"There is no tool {call.name!r}: use one of {', '.join(ARGUMENTS)}.", None
    try:
        value = call.read().get(ARGUMENTS[call.name])
    except ProposerError as error:
        return f"{error} Give one with {ARGUMENTS[call.name]!r}.", None
    if not isinstance(value, str) or not value.strip():
        return f"{call.name} needs the text {ARGUMENTS[call.name]!r}.", None
    if call.name == EXECUTE:
        verdict = examine(value, sandbox, uuid)
        return told(value, verdict), verdict
    return documentation.lookup(value) if call.name == LOOKUP else documentation.grep(value), None


def told(program: str, verdict: Verdict) -> str:
    """A verdict in words, with the line it is about and the measures of the solid."""
    said = "Passed every gate." if verdict.refusal is None else f"{str(verdict.refusal).capitalize()}"
    if verdict.refusal is not None and verdict.refusal.line is not None:
        lines = program.splitlines()
        if verdict.refusal.line <= len(lines):
            said += f"\nLine {verdict.refusal.line}: {lines[verdict.refusal.line - 1].strip()}"
    if verdict.measures is not None:
        size = " x ".join(f"{side:.2f}" for side in verdict.measures.size)
        kinds = ", ".join(f"{count} {kind}" for kind, count in verdict.measures.faces_by_type.items())
        said += f"\nThe solid: {size} mm, {verdict.measures.volume:.1f} mm³, {verdict.measures.faces} faces ({kinds})."
    return said
