"""The verified tools for an assistant, over the Model Context Protocol."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver import Image
from mcp.server.mcpserver.exceptions import ToolError

from zero_to_cad.errors import UnreadableError, ZeroToCadError
from zero_to_cad.folder import whole_folder
from zero_to_cad.part import Part, read, write_bytes
from zero_to_cad.program import parse
from zero_to_cad.reconstruct import reconstruct as rebuild
from zero_to_cad.sandbox import Failure, run, shared
from zero_to_cad.score import measure_errors, surface_distance
from zero_to_cad.score import score as compare
from zero_to_cad.views import load_views, render

INSTRUCTIONS = (
    "Programs are CadQuery source that leaves its part in `result`. They run in a sandbox; lengths are in mm. "
    "A path may name a STEP, BREP, STL, OBJ, PLY, 3MF or GLB file, or a program (.py)."
)
T = TypeVar("T")

BUILD_FILES = ("program.py", "result.step", "result.stl", "result.glb")

server = MCPServer("zero-to-cad", instructions=INSTRUCTIONS)


@server.tool()
def reconstruct(path: str, out: str | None = None, engine: str = "fit", budget_seconds: float = 30.0) -> dict[str, Any]:
    """Find the CadQuery program that makes the part in a file, or in a folder of eight views.

    The program was run and compared with the input: see `scores` (IoU by protocol). With `out`, a folder that must not
    exist yet, the whole result is saved there too.
    """
    source = Path(path).expanduser()
    found = _spoken(lambda: rebuild(load_views(source) if source.is_dir() else read(source), engine, budget_seconds))
    if out is not None:
        _spoken(lambda: found.save(Path(out).expanduser()))
    return {
        "program": found.program,
        "scores": {score.protocol: score.iou for score in found.scores},
        "measures": found.part.measures.to_json(),
        "notes": list(found.notes),
        "confidence": found.confidence.to_json() if found.confidence else None,
        "stopped": found.stopped,
        "folder": out,
    }


@server.tool()
def run_program(source: str, out: str | None = None) -> dict[str, Any]:
    """Run CadQuery source in the sandbox: measures and parameters, or why and at which line it failed.

    With `out`, a folder that must not exist yet, program.py, result.step, .stl and .glb are saved there.
    """
    outcome = shared().run(source)
    if isinstance(outcome, Failure):
        return {"ok": False, "kind": outcome.kind, "line": outcome.line, "message": outcome.message}
    if out is not None:
        _spoken(lambda: _save(outcome.part, source, Path(out).expanduser()))
    return {
        "ok": True,
        "measures": outcome.measures.to_json(),
        "parameters": {parameter.name: parameter.value for parameter in parse(source).parameters},
        "notes": list(outcome.notes),
        "folder": out,
    }


@server.tool()
def render_views(path: str) -> Image:
    """Eight views of a part on one sheet, under the convention cube8-1, as a PNG."""
    buffer = io.BytesIO()
    part = _spoken(lambda: _load(path))
    render(part).contact_sheet().save(buffer, format="PNG")
    return Image(data=buffer.getvalue(), format="png")


@server.tool()
def score(result: str, target: str) -> dict[str, Any]:
    """Compare two parts: IoU by both protocols, distances of the surfaces, relative errors of the measures."""
    ours, theirs = _spoken(lambda: (_load(result), _load(target)))
    return {
        "scores": {one.protocol: one.iou for one in (compare(ours, theirs), compare(ours, theirs, "exact"))},
        "surface_distance": surface_distance(ours, theirs).to_json(),
        "errors": measure_errors(ours, theirs).to_json(),
    }


@server.tool()
def measure(path: str) -> dict[str, Any]:
    """Volume, area, size, centroid, faces and more of a part."""
    return dict(_spoken(lambda: _load(path)).measures.to_json())


def _spoken(work: Callable[[], T]) -> T:
    """The result of `work`; a deliberate error becomes one that the assistant gets to read."""
    try:
        return work()
    except ZeroToCadError as error:
        raise ToolError(" ".join([str(error), *getattr(error, "__notes__", ())])) from error


def _load(path: str) -> Part:
    """A part file, or a program run in the sandbox."""
    file = Path(path).expanduser()
    if file.suffix.lower() != ".py":
        return read(file)
    try:
        return run(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path} cannot be read as a program: {error}.") from error


def _save(part: Part, source: str, out: Path) -> None:
    with whole_folder(out, BUILD_FILES) as fresh:
        (fresh / "program.py").write_text(source, encoding="utf-8")
        for suffix in (".step", ".stl", ".glb"):
            (fresh / f"result{suffix}").write_bytes(write_bytes(part, suffix))
