"""A program that gave no part, its failure, and what may be changed about it."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from zero_to_cad.program import arithmetic
from zero_to_cad.program.edits import Edit, Places, apply
from zero_to_cad.sandbox import Failure

LENGTH_WORDS = ("height", "thickness", "depth", "length")
THICKNESS = "10.0"  # mm, where an outline says nothing about its own
BOOLEANS = ("union", "cut", "intersect")
SELECTORS = ("faces", "edges", "vertices", "wires")


@dataclass(frozen=True)
class Remedy:
    """A changed source, and the change in a few words."""

    source: str
    words: str


@dataclass(frozen=True, eq=False)
class Broken:
    """A program whose syntax is right, and how its run failed."""

    source: str
    tree: ast.Module
    failure: Failure

    @cached_property
    def places(self) -> Places:
        """Where the tree's nodes stand in the source."""
        return Places(self.source)

    @cached_property
    def methods(self) -> list[ast.Call]:
        """The calls of methods that the failure can be about, in source order: those on its line, else all."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and method(node)]
        here = [call for call in found if call.func.end_lineno == self.failure.line]
        return sorted(here or found, key=lambda call: self.places.end(call.func))

    @cached_property
    def statement(self) -> ast.stmt | None:
        """The innermost statement on the failure's line."""
        line = self.failure.line
        around = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.stmt) and line is not None and node.lineno <= line <= (node.end_lineno or 0)
        ]
        return max(around, key=lambda node: (node.lineno, node.col_offset), default=None)

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Names bound to numbers anywhere in the program."""
        known: dict[str, float] = {}
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Assign):
                continue
            target, bound = node.targets[0], node.value
            pairs = [(target, bound)]
            if isinstance(target, ast.Tuple) and isinstance(bound, ast.Tuple | ast.List):
                pairs = list(zip(target.elts, bound.elts, strict=False))
            for name, expression in pairs:
                value = arithmetic.evaluate(expression, known)
                if value is not None and isinstance(name, ast.Name):
                    known[name.id] = value
        return known

    @cached_property
    def bodies(self) -> list[str]:
        """Names bound at top level by method calls, the last first."""
        found = [
            target.id
            for node in self.tree.body
            if isinstance(node, ast.Assign) and method(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        return list(dict.fromkeys(reversed(found)))

    @cached_property
    def lengths(self) -> list[str]:
        """Names of numbers that say a length, the likeliest for an extrusion first."""
        return [name for word in LENGTH_WORDS for name in self.numbers if word in name.lower()]

    def called(self, *names: str) -> list[ast.Call]:
        """Those of `methods` that have one of these names."""
        return [call for call in self.methods if method(call) in names]

    def remedy(self, words: str, *edits: Edit) -> Remedy:
        """The source after `edits`."""
        return Remedy(apply(self.source, edits), f"line {self.failure.line}: {words}" if self.failure.line else words)

    def appended(self, words: str, *lines: str) -> Remedy:
        """The source with more lines at its end."""
        return Remedy("\n".join([self.source.rstrip("\n"), *lines, ""]), words)

    def without_call(self, call: ast.Call) -> Edit:
        """Take a method call out of its chain, with the selections that were made for it alone."""
        assert isinstance(call.func, ast.Attribute)
        before = call.func.value
        while method(before) in SELECTORS:
            assert isinstance(before, ast.Call)
            assert isinstance(before.func, ast.Attribute)
            before = before.func.value
        return Edit(self.places.end(before), self.places.end(call), "")

    def renamed(self, call: ast.Call, name: str) -> Edit:
        """Call another method with the same arguments."""
        assert isinstance(call.func, ast.Attribute)
        end = self.places.end(call.func)
        return Edit(end - len(call.func.attr.encode()), end, name)

    def arguments(self, call: ast.Call, texts: Iterable[str]) -> Edit:
        """Write other arguments, positional ones first."""
        end = self.places.end(call)
        return Edit(self.places.end(call.func), end, f"({', '.join(texts)})")

    def written(self, call: ast.Call) -> tuple[list[str], dict[str, str]]:
        """A call's arguments as they are written: positional, and by keyword."""
        named = {word.arg: self.places.text(word.value) for word in call.keywords if word.arg}
        return [self.places.text(argument) for argument in call.args], named

    def scaled(self, node: ast.expr, factor: float) -> str:
        """The text of an expression times a factor; a number is written out."""
        value = arithmetic.literal(node)
        if value is not None:
            return short(value * factor)
        text = self.places.text(node)
        return f"{text if isinstance(node, ast.Name) else f'({text})'} * {factor:g}"


def method(node: ast.expr | None) -> str | None:
    """The name of the method that an expression calls; None where it calls none."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def chain(call: ast.expr) -> Iterator[ast.Call]:
    """The calls of a method chain, the last one first."""
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        yield call
        call = call.func.value


def short(value: float) -> str:
    """A number to four digits, so that a halved dimension stays readable."""
    if value == 0 or not math.isfinite(value):
        return repr(value)
    return repr(round(value, 3 - math.floor(math.log10(abs(value)))))
