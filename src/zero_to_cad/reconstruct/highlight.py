"""Python source as HTML with words, numbers, strings and comments marked."""

from __future__ import annotations

import io
import keyword
import tokenize
from html import escape
from itertools import accumulate

MARKS = {tokenize.NUMBER: "n", tokenize.STRING: "s", tokenize.COMMENT: "c"}


def highlight(source: str) -> str:
    """Return `source`, escaped, with <span class="w|n|s|c"> around keywords, numbers, strings and comments.

    Source that does not tokenize comes back escaped and unmarked.
    """
    line_starts = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
    pieces: list[str] = []
    done = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            mark = "w" if keyword.iskeyword(token.string) else MARKS.get(token.type)
            if mark is not None:
                start = line_starts[token.start[0] - 1] + token.start[1]
                pieces.append(escape(source[done:start]))
                pieces.append(f'<span class="{mark}">{escape(token.string)}</span>')
                done = start + len(token.string)
    except (tokenize.TokenError, SyntaxError):
        return escape(source)
    return "".join(pieces) + escape(source[done:])
