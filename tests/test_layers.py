"""Imports point one way: from later rooms to earlier ones, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "zero_to_cad"
# What stands further left knows nothing of what stands further right.
ROOMS = (
    *(
        "without_torchvision",
        "errors",
        "folder",
        "part",
        "views",
        "program",
        "sandbox",
        "score",
        "viewer",
        "see",
        "fit",
        "propose",
    ),
    *("reconstruct", "dataset", "synthesis", "training", "evaluation", "service", "cli", "__main__"),
)
MODULES = {
    ".".join(("zero_to_cad", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Modules of this package that a file imports anywhere, for types alone too, and the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            module = name if name in MODULES else name.rpartition(".")[0]
            if module in MODULES:
                yield module, node.lineno


def room(module: str) -> str | None:
    """The room that a module belongs to; None for the package itself."""
    return module.split(".")[1] if "." in module else None


def test_every_room_has_its_place() -> None:
    assert {room(module) for module in MODULES} - {None} <= set(ROOMS)


@pytest.mark.parametrize("module", sorted(module for module in MODULES if room(module)))
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    place = ROOMS.index(room(module) or "")
    wrong = [
        f"line {line}: {other}"
        for other, line in imported(MODULES[module])
        if (there := room(other)) is not None and ROOMS.index(there) > place
    ]
    assert wrong == []


def test_no_module_imports_itself_in_a_circle() -> None:
    # A package's own modules are reached without its __init__ having to be complete.
    graph = {
        module: {other for other, _ in imported(path) if room(other) and not module.startswith(f"{other}.")}
        for module, path in MODULES.items()
        if room(module)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' -> '.join(error.args[1])}")
