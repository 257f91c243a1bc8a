"""`zero-to-cad doctor`."""

from __future__ import annotations

import ctypes
import json
import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Annotated

import typer
from rich.markup import escape

from zero_to_cad.cli.stderr import console, missing_library

PACKAGES = (
    "zero-to-cad",
    "cadquery",
    "cadquery-ocp",
    "manifold3d",
    "numba",
    "numpy",
    "scipy",
    "shapely",
    "trimesh",
)
LIBRARIES = ("libGL.so.1", "libX11.so.6")
NOT_FOR_USERS = {"dev"}
MACHINE_LACKS = 3


@dataclass(frozen=True)
class Check:
    """One thing looked at. `cure` says what to do when it is not there."""

    name: str
    there: bool
    needed: bool
    detail: str
    cure: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False) -> None:
    """Look at this machine: versions, system libraries, renderer, sandbox, optional extras.

    Ends with 3 when something that is needed is missing.
    """
    checks = [*_versions(), *_libraries(), _renderer(), *_sandbox(), *_extras()]
    width = max(len(check.name) for check in checks) + 2
    for check in checks:
        mark = "[green]ok       [/green]" if check.there else "[red]missing  [/red]" if check.needed else "not there"
        detail = check.detail if check.there else f"{check.detail}: {check.cure}".rstrip(": ")
        # Without a table, so that a command to copy is never broken over two lines.
        console().print(f"{escape(check.name):{width}}{mark}  {escape(detail)}", soft_wrap=True)
    if as_json:
        print(json.dumps({"checks": [asdict(check) for check in checks]}, indent=2))
    if any(check.needed and not check.there for check in checks):
        raise typer.Exit(MACHINE_LACKS)


def _versions() -> Iterator[Check]:
    yield Check("python", True, True, platform.python_version())
    for name in PACKAGES:
        found = _version(name)
        yield Check(name, found is not None, True, found or "", f"pip install {name}")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _libraries() -> Iterator[Check]:
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError as error:
            yield Check(name, False, True, str(error), "apt-get install libgl1 libx11-6")
        else:
            yield Check(name, True, True, "system library")


def _renderer() -> Check:
    return _tried("renderer", _draw_a_box)


def _draw_a_box() -> str:
    import cadquery

    from zero_to_cad.part import Part
    from zero_to_cad.views import render

    views = render(Part.from_shape(cadquery.Workplane().box(1, 2, 3).val()))
    drawn = sum(bool((image < 250).any()) for image in views.images)
    if drawn != len(views.images):
        raise RuntimeError(f"only {drawn} of {len(views.images)} views of a box show anything")
    return f"{drawn} views of a box drawn"


def _sandbox() -> Iterator[Check]:
    from zero_to_cad.sandbox import layers

    for layer in layers():
        yield Check(f"sandbox: {layer.name}", layer.available, True, layer.detail, "see docs/sandbox.md")
    yield _tried("sandbox", _run_a_box)


def _run_a_box() -> str:
    from zero_to_cad.sandbox import run

    part = run("import cadquery as cq\n\nresult = cq.Workplane().box(1, 2, 3)\n")
    return f"ran a box of {part.measures.volume:g} mm³"


def _tried(name: str, work: Callable[[], str]) -> Check:
    try:
        return Check(name, True, True, work())
    except ImportError as error:
        return Check(name, False, True, missing_library(error) or str(error))
    except Exception as error:
        return Check(name, False, True, f"{type(error).__name__}: {error}")


def _extras() -> Iterator[Check]:
    extras: dict[str, list[str]] = {}
    for requirement in requires("zero-to-cad") or ():
        if found := re.match(r"([\w.-]+).*;\s*extra == ['\"]([\w-]+)['\"]", requirement):
            extras.setdefault(found[2], []).append(found[1])
    for extra, packages in sorted(extras.items()):
        if extra not in NOT_FOR_USERS:
            there = all(_version(package) for package in packages)
            yield Check(f"extra: {extra}", there, False, ", ".join(packages), f"pip install 'zero-to-cad[{extra}]'")
