"""Writes the CadQuery program that makes a part, and checks it by running it.

    import zero_to_cad as z2c

    part = z2c.read("bracket.step")
    found = z2c.reconstruct(part)
    print(found.program)
    found.save("out/bracket")

Importing this package is quick: the geometry kernel is loaded when a name is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from zero_to_cad import without_torchvision
from zero_to_cad.errors import (
    ConfigError,
    InputError,
    NotASolidError,
    ProgramError,
    ProposerError,
    SandboxUnavailable,
    SeveralSolidsError,
    UnreadableError,
    ZeroToCadError,
)

if TYPE_CHECKING:
    from zero_to_cad.part import Measures, Mesh, Part, read, read_all, write
    from zero_to_cad.program import Program
    from zero_to_cad.reconstruct import Reconstruction, reconstruct
    from zero_to_cad.sandbox import Sandbox, run
    from zero_to_cad.score import Score, score, summarize
    from zero_to_cad.views import Views, load_views, render

__all__ = [
    "ConfigError",
    "InputError",
    "Measures",
    "Mesh",
    "NotASolidError",
    "Part",
    "Program",
    "ProgramError",
    "ProposerError",
    "Reconstruction",
    "Sandbox",
    "SandboxUnavailable",
    "Score",
    "SeveralSolidsError",
    "UnreadableError",
    "Views",
    "ZeroToCadError",
    "__version__",
    "load_views",
    "read",
    "read_all",
    "reconstruct",
    "render",
    "run",
    "score",
    "summarize",
    "write",
]

ROOMS = {
    "part": ("Measures", "Mesh", "Part", "read", "read_all", "write"),
    "program": ("Program",),
    "reconstruct": ("Reconstruction", "reconstruct"),
    "sandbox": ("Sandbox", "run"),
    "score": ("Score", "score", "summarize"),
    "views": ("Views", "load_views", "render"),
}
HOMES = {name: f"zero_to_cad.{room}" for room, names in ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("zero-to-cad")
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(HOMES[name])
    if room.__name__ == "zero_to_cad.part":
        # For notebooks; parts know nothing of views.
        room.Part._repr_png_ = _picture
    value: object = getattr(room, name)
    globals()[name] = value
    return value


def _picture(part: Part) -> bytes:
    from zero_to_cad.views import picture

    return picture(part)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))


class _Root(ModuleType):
    """Keeps `zero_to_cad.score` and `zero_to_cad.reconstruct` the functions.

    Importing a sub-package binds it as an attribute of its parent, which would hide the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Root
without_torchvision.install()
