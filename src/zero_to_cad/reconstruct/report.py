"""report.json: everything known about a reconstruction, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version

from zero_to_cad.program import Program, parse
from zero_to_cad.propose import Attempt
from zero_to_cad.propose.transcript import total
from zero_to_cad.reconstruct.finding import Finding
from zero_to_cad.reconstruct.program_file import program_file

SCHEMA_VERSION = 1
PACKAGES = ("zero-to-cad", "cadquery", "cadquery-ocp", "manifold3d", "numpy", "numba")


def report(found: Finding) -> dict[str, object]:
    """The report. Lengths are in mm, times in seconds; `timings` alone differs from run to run."""
    target = found.target.part
    # As saved, so that the lines are those of program.py.
    program = parse(program_file(found))
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": {name: version(name) for name in PACKAGES},
        "input": {
            "name": found.target.name,
            "kind": "views" if target is None else "mesh" if target.shape is None else "b-rep",
            "notes": list(found.notes),
            "views": list(found.target.views.numbers) if target is None and found.target.views else None,
        },
        "engine": found.engine,
        "budget_seconds": found.budget,
        "stopped": found.stopped,
        "attempts": [_attempt(attempt, number == found.chosen) for number, attempt in enumerate(found.attempts)],
        "contest": _contest(found),
        "scores": [score.to_json() for score in found.scores],
        "confidence": found.confidence.to_json() if found.confidence else None,
        "errors": found.errors.to_json() if found.errors else None,
        "surface_distance": found.surface.to_json() if found.surface else None,
        "measures": {
            "input": target.measures.to_json() if target else None,
            "result": found.part.measures.to_json(),
        },
        "model_usage": total(found.exchanges).to_json() if found.exchanges else None,
        "program": {
            "selected": found.selected,
            **_program(program),
            "editability": _editability(found),
            "snapped": _snapped(found),
        },
        "timings": {stage: round(seconds, 4) for stage, seconds in found.timings.items()},
    }


def _attempt(attempt: Attempt, chosen: bool) -> dict[str, object]:
    failure = attempt.failure
    return {
        "proposer": attempt.candidate.proposer,
        "detail": attempt.candidate.detail,
        "characters": len(attempt.candidate.program),
        "expected": attempt.candidate.expected,
        "scores": {score.protocol: score.iou for score in attempt.scores},
        "failure": {"kind": failure.kind, "line": failure.line, "message": failure.message} if failure else None,
        "chosen": chosen,
    }


def _contest(found: Finding) -> dict[str, object] | None:
    """Which of several proposers won, and by how much likeness; None where there was one."""
    best: dict[str, float] = {}
    for attempt in found.attempts:
        best[attempt.candidate.proposer] = max(attempt.likeness, best.get(attempt.candidate.proposer, 0.0))
    winner = found.attempts[found.chosen].candidate.proposer
    others = [likeness for proposer, likeness in best.items() if proposer != winner]
    return {"winner": winner, "by": best[winner] - max(others), "best": best} if others else None


def _editability(found: Finding) -> dict[str, object] | None:
    tried = found.editability
    return None if tried is None else {"share": tried.share, **asdict(tried)}


def _snapped(found: Finding) -> list[dict[str, float]]:
    return [{"written": written, "read": read} for written, read in found.attempts[found.chosen].candidate.snapped]


def _program(program: Program) -> dict[str, object]:
    return {
        "characters": len(program.source),
        "calls": len(program.calls),
        "named_share": program.named_share,
        "parameters": [asdict(parameter) for parameter in program.parameters],
    }
