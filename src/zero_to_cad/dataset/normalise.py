"""Programs that differ only in layout, comments and names are the same program."""

from __future__ import annotations

import ast
import hashlib

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.source import read


def fingerprint(program: str) -> bytes:
    """16 bytes that are equal for equal programs: of the syntax tree without texts that stand alone, names that the
    program itself binds replaced by numbers in the order they appear, numbers by their values.

    A text that is no program is taken as it stands.
    """
    try:
        tree = read(program)
        text = ast.dump(_Renamed(_bound(tree)).visit(tree))
    except (ProgramError, RecursionError):
        text = program
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _bound(tree: ast.Module) -> set[str]:
    """Names that the program assigns, defines or imports under."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias) and node.asname:
            found.add(node.asname)
    return found


class _Renamed(ast.NodeTransformer):
    def __init__(self, bound: set[str]) -> None:
        self.bound = bound
        self.names: dict[str, str] = {}

    def _new(self, name: str) -> str:
        return self.names.setdefault(name, f"v{len(self.names)}") if name in self.bound else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._new(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._new(node.arg), None)

    def visit_alias(self, node: ast.alias) -> ast.AST:
        return ast.alias(node.name, self._new(node.asname) if node.asname else None)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        # A call of the program's own function names its argument; one of CadQuery's must stay as it is.
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._new(node.name)
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._new(node.name)
        self.generic_visit(node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):
            return ast.Pass()
        self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        # 5 and 5.0 make the same part.
        whole = isinstance(node.value, int) and not isinstance(node.value, bool)
        return ast.Constant(float(node.value)) if whole and abs(node.value) < 2**53 else node  # type: ignore[arg-type]
