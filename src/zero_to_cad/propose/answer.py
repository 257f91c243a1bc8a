"""Finds the program in what a language model wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zero_to_cad.errors import ProgramError, ProposerError
from zero_to_cad.program.source import read

REASONING = "think|thinking|thought|reason|reasoning|analysis|scratchpad"
REASONED = re.compile(rf"<({REASONING})>.*?</\1>", re.DOTALL | re.IGNORECASE)
# A chat template may have opened the tag in the prompt, so that the answer only closes it.
REASONING_END = re.compile(rf"</({REASONING})>", re.IGNORECASE)
REASONING_START = re.compile(rf"<({REASONING})>", re.IGNORECASE)
TAGGED = re.compile(r"<(answer|code|solution)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
SPECIAL_TOKEN = re.compile(r"<\|[a-z_]+\|>")
FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+.#-]*)[^\n`]*$", re.MULTILINE)
LANGUAGES = frozenset(["", "python", "py", "python3", "cadquery"])
FIRST_LINE = re.compile(r"^(import|from)[ \t]+\w", re.MULTILINE)
CADQUERY = re.compile(r"\bcq\s*\.|\bcadquery\b|^result\s*=", re.MULTILINE)
# What no sentence has.
CODE = re.compile(r"\bcq\s*\.|^\s*\w+\s*=|^\s*\.\w+\(", re.MULTILINE)
QUOTED = 80


@dataclass(frozen=True)
class Answer:
    """The program in an answer. `truncated`: the model was cut off, so the end may be missing."""

    program: str
    truncated: bool = False


def read_answer(text: str, truncated: bool = False) -> Answer:
    """Find the program: in the last complete fence, else in a fence that was cut off, else in the bare text.

    Reasoning between tags is put aside first. `truncated` says that the model stopped at its limit; a fence or a
    reasoning tag left open says so too. Raises ProposerError("truncated") when the answer was cut off before any
    program, and ProposerError("refused") when it is prose.
    """
    spoken = SPECIAL_TOKEN.sub("", text).replace("\r\n", "\n")
    spoken = REASONED.sub("", spoken)
    if ends := list(REASONING_END.finditer(spoken)):
        spoken = spoken[ends[-1].end() :]
    if start := REASONING_START.search(spoken):
        spoken, truncated = spoken[: start.start()], True
    if tagged := TAGGED.findall(spoken):
        spoken = tagged[-1][1]
    complete, cut = _fenced(spoken)
    if complete:
        return Answer(complete[-1], truncated or cut is not None)
    if cut is not None and CADQUERY.search(cut):
        return Answer(_tidy(cut), True)
    program = _bare(spoken)
    if program is not None:
        return Answer(program, truncated)
    if truncated:
        raise ProposerError("truncated", "The model's answer was cut off before it held a program.")
    if not spoken.strip():
        raise ProposerError("refused", "The model's answer was empty.")
    raise ProposerError("refused", f"The model answered with words instead of a program: {_quote(spoken)}.")


def _fenced(text: str) -> tuple[list[str], str | None]:
    """Programs in complete fences, in order, and what follows a fence that was never closed."""
    complete: list[str] = []
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2]:
            inside = text[opened.end() : fence.start()]
            if opened[2].lower() in LANGUAGES and inside.strip():
                complete.append(_tidy(inside))
            opened = None
    return complete, None if opened is None else text[opened.end() :]


def _bare(text: str) -> str | None:
    """Code without a fence, freed of words before and after it; None when there is none."""
    if not CADQUERY.search(text):
        return None
    if _is_python(text):
        return _tidy(text)
    start = FIRST_LINE.search(text)
    if start is None:
        return None
    paragraphs = text[start.start() :].split("\n\n")
    program = "\n\n".join(paragraphs)
    while not _is_python(program) and len(paragraphs) > 1 and not CODE.search(paragraphs[-1]):
        paragraphs.pop()
        program = "\n\n".join(paragraphs)
    # Code with a mistake in it is still an answer: the sandbox names the line.
    return _tidy(program)


def _is_python(text: str) -> bool:
    try:
        read(text)
    except ProgramError:
        return False
    return True


def _tidy(program: str) -> str:
    return program.strip("\n").rstrip() + "\n"


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= QUOTED else f"{words[:QUOTED]}…")
