"""A number that knows how a program writes it."""

from __future__ import annotations

from dataclasses import dataclass

SUM, PRODUCT, ATOM = 1, 2, 3


@dataclass(frozen=True)
class Quantity:
    """A value together with the expression that gives it in a program, such as `plate_width / 2`.

    Sums, differences, products and quotients with numbers and other quantities are quantities again, with no more
    parentheses than Python needs. rank: how tightly the expression binds.
    """

    value: float
    text: str
    rank: int = ATOM

    def __str__(self) -> str:
        return self.text

    def __float__(self) -> float:
        return float(self.value)

    def __lt__(self, other: Quantity | float) -> bool:
        return self.value < float(other)

    def __gt__(self, other: Quantity | float) -> bool:
        return self.value > float(other)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, f"-{self._at_least(PRODUCT)}", PRODUCT)

    def __add__(self, other: Quantity | float) -> Quantity:
        right = _quantity(other)
        return Quantity(self.value + right.value, f"{self.text} + {right._at_least(SUM)}", SUM)

    def __radd__(self, other: float) -> Quantity:
        return _quantity(other) + self

    def __sub__(self, other: Quantity | float) -> Quantity:
        right = _quantity(other)
        return Quantity(self.value - right.value, f"{self.text} - {right._at_least(PRODUCT)}", SUM)

    def __rsub__(self, other: float) -> Quantity:
        return _quantity(other) - self

    def __mul__(self, other: Quantity | float) -> Quantity:
        right = _quantity(other)
        return Quantity(self.value * right.value, f"{self._at_least(PRODUCT)} * {right._at_least(ATOM)}", PRODUCT)

    def __rmul__(self, other: float) -> Quantity:
        return _quantity(other) * self

    def __truediv__(self, other: Quantity | float) -> Quantity:
        right = _quantity(other)
        return Quantity(self.value / right.value, f"{self._at_least(PRODUCT)} / {right._at_least(ATOM)}", PRODUCT)

    def __rtruediv__(self, other: float) -> Quantity:
        return _quantity(other) / self

    def _at_least(self, rank: int) -> str:
        return self.text if self.rank >= rank else f"({self.text})"


def number(value: float) -> str:
    """A finite number as a program writes it: `2`, `0.5`, `-3.25`."""
    return repr(round(value, 6)) if isinstance(value, float) else repr(value)


def _quantity(value: Quantity | float) -> Quantity:
    if isinstance(value, Quantity):
        return value
    return Quantity(float(value), number(value), ATOM if value >= 0 else PRODUCT)
