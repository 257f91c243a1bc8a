"""What a program's source may say, judged on its syntax tree.

Defence in depth and early, clear messages: the walls that hold are the sandbox's, in the kernel. So the
policy is kept loose enough for the programs that people write.
"""

from __future__ import annotations

import ast
import builtins as real_builtins
from typing import Any

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.source import read

MODULES = frozenset(
    [
        *(
            "cadquery",
            "OCP",
            "numpy",
            "math",
            "cmath",
            "decimal",
            "fractions",
            "numbers",
            "random",
            "statistics",
        ),
        *("abc", "collections", "contextlib", "copy", "dataclasses", "enum", "functools", "types", "typing"),
        *("bisect", "heapq", "itertools", "operator", "re", "string", "textwrap", "pprint", "json"),
        *("__future__", "datetime", "logging", "time", "typing_extensions", "warnings"),
    ]
)
# Looking oneself up is common: `if "show_object" in globals(): ...`.
LOOKUPS = frozenset({"dir", "globals", "locals", "vars"})
NAMES = LOOKUPS | {
    *("__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "delattr", "eval"),
    *("exec", "help", "input", "memoryview", "open"),
}
BY_NAME = frozenset({"getattr", "hasattr", "setattr"})
# What classes define, and what is harmless to read.
DUNDERS = frozenset(
    [
        *("__init__", "__new__", "__post_init__", "__repr__", "__str__", "__call__", "__enter__", "__exit__"),
        *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__bool__", "__int__"),
        *("__len__", "__iter__", "__next__", "__getitem__", "__setitem__", "__contains__", "__float__"),
        *("__add__", "__radd__", "__sub__", "__mul__", "__rmul__", "__truediv__", "__neg__", "__abs__"),
        *("__name__", "__qualname__", "__doc__", "__annotations__", "__version__"),
    ]
)
# Modules that a library has imported for itself, and the inside of frames.
ATTRIBUTES = frozenset(
    [
        *("builtins", "ctypes", "importlib", "os", "pickle", "posix", "shutil", "subprocess", "sys"),
        *("f_back", "f_builtins", "f_globals", "f_locals", "gi_frame", "tb_frame"),
    ]
)


def check(source: str) -> ast.Module:
    """The syntax tree of a program that may be run.

    Raises ProgramError("syntax") and ProgramError("policy").
    """
    tree = read(source)
    # The operands of `in` and `not in`, in which a look-up is harmless.
    looked_in = {
        id(operand)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for operator, operand in zip(node.ops, node.comparators, strict=True)
        if isinstance(operator, ast.In | ast.NotIn)
    }
    harmless: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if (name in LOOKUPS and id(node) in looked_in and not node.args) or _names_an_attribute(node):
                harmless.add(id(node.func))
        _check_node(node, harmless)
    return tree


def builtins() -> dict[str, Any]:
    """The builtins of a checked program: without the names that it may not use anyway."""
    kept = {name: value for name, value in vars(real_builtins).items() if name not in NAMES - LOOKUPS}
    return kept | {"__import__": _import}


def _check_node(node: ast.AST, harmless: set[int]) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            _check_module(alias.name, node.lineno)
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            raise ProgramError("policy", "a program is one file: it may not import relatively.", node.lineno)
        _check_module(node.module or "", node.lineno)
        for alias in node.names:
            _check_attribute(alias.name, node.lineno)
    elif isinstance(node, ast.Attribute):
        _check_attribute(node.attr, node.lineno)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in harmless:
        if node.id in NAMES:
            raise ProgramError("policy", f"a program may not use {node.id}.", node.lineno)
        if node.id in BY_NAME:
            raise ProgramError("policy", f"{node.id} may only be called with a plain name in quotes.", node.lineno)


def _check_module(name: str, line: int) -> None:
    first = name.partition(".")[0]
    if first not in MODULES:
        raise ProgramError(
            "policy",
            f"a program may not import {first}: only cadquery, OCP, numpy, math and other modules without "
            "access to files, processes or the network.",
            line,
        )


def _check_attribute(name: str, line: int) -> None:
    if name in ATTRIBUTES or (name.startswith("__") and name.endswith("__") and name not in DUNDERS):
        raise ProgramError("policy", f"a program may not reach for .{name}.", line)


def _names_an_attribute(call: ast.Call) -> bool:
    """Whether this is getattr and the like with a constant, ordinary name."""
    if not (isinstance(call.func, ast.Name) and call.func.id in BY_NAME and len(call.args) >= 2):
        return False
    name = call.args[1]
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        _check_attribute(name.value, call.lineno)
        return True
    return False


def _import(name: str, *arguments: Any, **named: Any) -> Any:
    _check_module(name, 0)
    return __import__(name, *arguments, **named)
