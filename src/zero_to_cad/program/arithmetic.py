"""Evaluates simple arithmetic on a syntax tree: numbers, earlier names, operators, some of math."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    name: getattr(math, name)
    for name in ("sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "radians", "degrees", "hypot")
}
PLAIN_FUNCTIONS: dict[str, Callable[..., float]] = {"abs": abs, "max": max, "min": min, "round": round}
CONSTANTS = {"pi": math.pi, "tau": math.tau, "e": math.e}


def literal(node: ast.expr) -> float | None:
    """The value of a number written out, with its sign; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = node.operand
        value = _constant(inner)
        return value if value is None or isinstance(node.op, ast.UAdd) else -value
    return _constant(node)


def evaluate(node: ast.expr, known: Mapping[str, float]) -> float | None:
    """The finite value of an expression of numbers and known names; None when it is more than that."""
    try:
        value = _evaluate(node, known)
    except (ArithmeticError, ValueError, TypeError, RecursionError):
        return None
    return value if isinstance(value, float) and math.isfinite(value) else None


def _evaluate(node: ast.expr, known: Mapping[str, float]) -> float:
    # Always floats, so that powers overflow instead of filling the memory with digits.
    if (value := _constant(node)) is not None:
        return value
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _evaluate(node.operand, known)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_evaluate(node.left, known), _evaluate(node.right, known))
    if isinstance(node, ast.Attribute) and _is_math(node.value) and node.attr in CONSTANTS:
        return CONSTANTS[node.attr]
    if isinstance(node, ast.Call) and not node.keywords and (function := _function(node.func)) is not None:
        return float(function(*(_evaluate(argument, known) for argument in node.args)))
    raise ValueError("not simple arithmetic")


def _constant(node: ast.expr) -> float | None:
    # bool is an int; a huge integer has no float.
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and type(node.value) is not bool:
        try:
            value = float(node.value)
        except OverflowError:
            return None
        return value if math.isfinite(value) else None
    return None


def _function(node: ast.expr) -> Callable[..., float] | None:
    if isinstance(node, ast.Attribute) and _is_math(node.value):
        return FUNCTIONS.get(node.attr)
    return PLAIN_FUNCTIONS.get(node.id) if isinstance(node, ast.Name) else None


def _is_math(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "math"
