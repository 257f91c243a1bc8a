"""Python source as HTML with words, numbers, strings and comments marked."""

from __future__ import annotations

import io
import keyword
import tokenize
from html import escape

MARKS = {tokenize.NUMBER: "n", tokenize.STRING: "s", tokenize.COMMENT: "c"}


def highlight(source: str) -> str:
    """Return `source`, escaped, with <span class="w|n|s|c"> around keywords, numbers, strings and comments.

    Source that does not tokenize comes back escaped and unmarked.
    """
    lines = source.splitlines(keepends=True)
    pieces: list[str] = []
    row, column = 1, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            mark = "w" if keyword.iskeyword(token.string) else MARKS.get(token.type)
            if mark is None:
                continue
            pieces.append(escape(_between(lines, (row, column), token.start)))
            pieces.append(f'<span class="{mark}">{escape(token.string)}</span>')
            row, column = token.end
    except (tokenize.TokenError, SyntaxError):
        return escape(source)
    pieces.append(escape(_between(lines, (row, column), (len(lines) + 1, 0))))
    return "".join(pieces)


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    first = lines[start[0] - 1][start[1] :] if start[0] <= len(lines) else ""
    last = lines[end[0] - 1][: end[1]] if end[0] <= len(lines) else ""
    return first + "".join(lines[start[0] : end[0] - 1]) + last
