"""The result folder."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zero_to_cad.folder import whole_folder
from zero_to_cad.part import write_bytes
from zero_to_cad.propose.transcript import to_lines
from zero_to_cad.reconstruct.features import LIMITS, Explanation, explain
from zero_to_cad.reconstruct.finding import Finding
from zero_to_cad.reconstruct.page import page
from zero_to_cad.reconstruct.program_file import program_file
from zero_to_cad.reconstruct.report import report
from zero_to_cad.sandbox import shared

FILES = (
    "program.py",
    "result.step",
    "result.stl",
    "result.glb",
    "views.png",
    "report.json",
    "report.html",
)
# Only where a model was asked.
TRANSCRIPT = "transcript.jsonl"
# How many times as long as a run is one with somebody watching.
WATCHED = 2
MAY_HOLD = (*FILES, TRANSCRIPT)


def save(found: Finding, folder: Path | str, force: bool = False) -> None:
    """Write program.py, result.step/.stl/.glb, views.png, report.json and report.html, and any transcript."""
    # In the sandbox's process, while this one writes files and draws.
    with whole_folder(folder, MAY_HOLD, force) as fresh, ThreadPoolExecutor(1) as aside:
        explaining = aside.submit(_explained, found)
        if found.exchanges:
            (fresh / TRANSCRIPT).write_text(to_lines(found.exchanges), encoding="utf-8")
        (fresh / "program.py").write_text(program_file(found), encoding="utf-8")
        for suffix in (".step", ".stl", ".glb"):
            (fresh / f"result{suffix}").write_bytes(write_bytes(found.part, suffix))
        (fresh / "views.png").write_bytes(found.sheet)
        (fresh / "report.json").write_text(
            json.dumps(report(found), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (fresh / "report.html").write_text(page(found, explaining), encoding="utf-8")


def _explained(found: Finding) -> Explanation | None:
    """Which statements make which faces; None where the kernel would need longer for that than it may."""
    made = found.attempts[found.chosen].outcome
    if made.seconds > LIMITS.wall_seconds / WATCHED:
        return None
    return explain(program_file(found), found.target.part or found.part, shared())
