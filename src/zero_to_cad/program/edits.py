"""Changes to source text at places that its syntax tree gives: comments and layout elsewhere stay as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """Replace the bytes from `start` to `end` of the source's UTF-8 by `text`; equal ends insert."""

    start: int
    end: int
    text: str


class Places:
    """Where the nodes of a syntax tree stand in its source, as offsets into the source's UTF-8."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._text = source.encode()
        self._starts = line_starts(self._text)

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Where the node begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Just behind the node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def line(self, number: int) -> int:
        """Where the 1-based line begins; the end of the source for the line behind the last."""
        return min(self._starts[min(number, len(self._starts)) - 1], len(self._text))

    def text(self, node: ast.expr | ast.stmt) -> str:
        """The node as it is written."""
        return self._text[self.start(node) : self.end(node)].decode()

    def replace(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """The edit that writes `text` where the node stands."""
        return Edit(self.start(node), self.end(node), text)

    def remove_lines(self, first: int, last: int) -> Edit:
        """The edit that takes out whole lines, both 1-based and included."""
        return Edit(self.line(first), self.line(last + 1), "")


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The source after edits that do not overlap; where two insert at one place, in the order given."""
    text = source.encode()
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    for edit in ordered[::-1]:
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
    return text.decode()


def line_starts(text: bytes) -> list[int]:
    """Offsets at which lines begin, and one behind the last line."""
    # Lines as the parser counts them: ended by LF, CR LF or CR, and by nothing else.
    starts = [0]
    position = 0
    for line in text.replace(b"\r\n", b" \n").replace(b"\r", b"\n").split(b"\n"):
        position += len(line) + 1
        starts.append(position)
    return starts
