"""Makes CadQuery's exports and viewers do nothing.

Programs in the wild end by writing files or opening a window. The sandbox has neither and keeps the part
itself, so these calls are ignored, and a note says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import cadquery
from cadquery.occ_impl import exporters

# Names of the calls ignored in this process, in order.
ignored: list[str] = []

METHODS = (
    (cadquery.Workplane, ("export", "exportSvg")),
    (cadquery.Shape, ("export", "exportStl", "exportStep")),
    (cadquery.Assembly, ("export", "save")),
    (cadquery.Sketch, ("export",)),
)
FUNCTIONS = ("export", "exportDXF", "exportVTP")


def disable() -> None:
    """Replace the calls in this process and all that are forked from it."""
    for owner, names in METHODS:
        for name in names:
            setattr(owner, name, _nothing(name))
    for name in FUNCTIONS:
        setattr(exporters, name, _nothing(name))
    viewer = ModuleType("cadquery.vis")
    viewer.__dict__["__getattr__"] = _nothing
    sys.modules["cadquery.vis"] = viewer
    cadquery.vis = viewer


def note() -> tuple[str, ...]:
    """What was ignored in this process, for the notes of a result."""
    if not ignored:
        return ()
    return (f"ignored {', '.join(dict.fromkeys(ignored))}: the sandbox has no files and no display",)


def _nothing(name: str) -> Callable[..., Any]:
    def nothing(*arguments: Any, **_: Any) -> Any:
        ignored.append(name)
        # Methods that can be chained give their object back.
        return arguments[0] if arguments else None

    nothing.__name__ = name
    return nothing
