"""Programs that differ only in layout, comments and names are the same program."""

from __future__ import annotations

import ast
import hashlib

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.source import read

# Fields that hold a name which the program itself binds, beside names that are assigned.
BINDING: dict[type[ast.AST], str] = {
    ast.FunctionDef: "name",
    ast.ClassDef: "name",
    ast.arg: "arg",
    ast.alias: "asname",
}


def fingerprint(program: str) -> bytes:
    """16 bytes that are equal for equal programs: of the syntax tree without texts that stand alone, names that the
    program itself binds replaced by numbers in the order they appear, numbers by their values.

    A text that is no program is taken as it stands.
    """
    try:
        text = _spelled(read(program))
    except ProgramError:
        text = program
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _spelled(tree: ast.Module) -> str:
    """The tree in prefix notation, a word a line. One walk without recursion: a set may hold a million programs."""
    words: list[str] = []
    names: list[tuple[int, str]] = []
    bound: set[str] = set()
    rest: list[object] = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Name):
            words += "Name", node.id
            names.append((len(words) - 1, node.id))
            if isinstance(node.ctx, ast.Store):
                bound.add(node.id)
        elif isinstance(node, ast.Constant):
            words += "Constant", _value(node.value)
        elif isinstance(node, ast.AST):
            kind = type(node)
            words.append(kind.__name__)
            binding = BINDING.get(kind)
            for field in reversed(kind._fields):
                value = getattr(node, field, None)
                rest.append(ast.Name(value, ast.Store()) if field == binding and value else value)
        elif isinstance(node, list):
            kept = [one for one in node if not _stands_alone(one)]
            words.append(f"[{len(kept)}")
            rest += reversed(kept)
        else:
            words.append(repr(node))
    numbers: dict[str, str] = {}
    for place, name in names:
        if name in bound:
            words[place] = numbers.setdefault(name, f"#{len(numbers)}")
    return "\n".join(words)


def _stands_alone(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _value(value: object) -> str:
    # 5 and 5.0 make the same part.
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
    return repr(float(value)) if whole else repr(value)  # type: ignore[arg-type]
