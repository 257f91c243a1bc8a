"""A program while it is being written: its parameters first, then its bodies by role, then the result."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

from zero_to_cad.synthesis import layout
from zero_to_cad.synthesis.quantity import Quantity, number

T = TypeVar("T")

SCALES = (0.35, 3.0)  # smallest and largest factor on the sizes that a family names


class Draft:
    """A program and the dice that decide about it.

    The same seed throws the same dice on every machine: they come from SHA-256 and the Mersenne twister's `random`
    alone, whose sequence Python guarantees.
    """

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()))
        self._parameters: list[str] = []
        self._names: set[str] = set()
        self._statements: list[str] = []
        self._math = False
        low, high = SCALES
        self._scale = float(low * (high / low) ** self._dice.random())

    def chance(self, share: float) -> bool:
        """True in this share of drafts."""
        return self._dice.random() < share

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[int(self._dice.random() * len(options))]

    def size(self, name: str, low: float, high: float) -> Quantity:
        """A parameter that sets how large the part is: from `low` to `high` mm times the draft's own scale."""
        return self._parameter(name, _round(self._scale * self._between(low, high)))

    def share(self, name: str, whole: Quantity | float, low: float, high: float) -> Quantity:
        """A parameter from `low` to `high` times another length."""
        return self._parameter(name, _round(float(whole) * self._between(low, high)))

    def angle(self, name: str, low: float, high: float) -> Quantity:
        """A parameter in whole degrees."""
        return self._parameter(name, float(round(self._between(low, high))))

    def count(self, name: str, low: int, high: int) -> Quantity:
        """A whole parameter, both ends included."""
        return self._parameter(name, low + int(self._dice.random() * (high - low + 1)))

    def derived(self, name: str, expression: Quantity) -> Quantity:
        """A parameter computed from others."""
        self._claim(name)
        self._parameters.append(f"{name} = {expression}")
        return Quantity(expression.value, name)

    def body(self, name: str, *calls: str) -> None:
        """Bind `name` to a chain: `cq.Workplane("XY")` and then calls, each `.method(arguments)`."""
        self._statements.append("\n".join(["", *layout.assignment(name, calls)]))

    def extend(self, name: str, *calls: str) -> None:
        """Go on with a body: `name = name.call().call()`."""
        self.body(name, name, *calls)

    def lines(self, *lines: str) -> None:
        """Statements that are no chain, as they stand."""
        self._statements.append("\n".join(["", *lines]))

    def uses_math(self) -> None:
        """Import `math`."""
        self._math = True

    def program(self, result: str) -> str:
        """The finished source; `result` is the body that becomes the result."""
        imports = [*(["import math", ""] if self._math else []), "import cadquery as cq"]
        return "\n".join([*imports, "", *self._parameters, *self._statements, "", f"result = {result}", ""])

    def _parameter(self, name: str, value: float) -> Quantity:
        self._claim(name)
        self._parameters.append(f"{name} = {number(value)}")
        return Quantity(value, name)

    def _claim(self, name: str) -> None:
        if name in self._names:
            raise ValueError(f"{name} is named twice")
        self._names.add(name)

    def _between(self, low: float, high: float) -> float:
        return low + (high - low) * self._dice.random()


def _round(value: float) -> float:
    """The nearest number that a drawing would show."""
    step = 1.0 if value >= 60 else 0.5 if value >= 15 else 0.1 if value >= 1.5 else 0.05
    return max(round(round(value / step) * step, 3), step)
