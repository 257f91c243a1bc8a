"""Refinement: known programs, their dimensions disturbed, brought back to the part or to its pictures alone.

    python benchmarks/refine.py [--programs 50] [--seconds 20 | --cpu-seconds N] [--views] [--out FILE]

Programs come from the procedural author by seed. Every dimension is multiplied by a factor from 0.8 to 1.2 (the same
seed, the same factors); a disturbance that gives no part is drawn again. The IoU is protocol `exact` against the part
of the undisturbed program, which is not among what refinement sees when it is given views. `--views` gives it the
eight pictures alone. The time-limit counts from the disturbed program: seconds of the clock, or on a machine that is
busy CPU seconds of the whole process tree. Both are printed. Rows are kept in --out, and rows there are not measured
again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from zero_to_cad.program import parse
from zero_to_cad.program.lift import counts
from zero_to_cad.program.source import read
from zero_to_cad.propose import Target
from zero_to_cad.reconstruct.refine import refine
from zero_to_cad.sandbox import Sandbox, Success
from zero_to_cad.score import score
from zero_to_cad.synthesis import author
from zero_to_cad.views import render

MOST = 0.2
TRIES = 30
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--cpu-seconds", type=float, help="Stop by CPU seconds instead.")
    parser.add_argument("--views", action="store_true")
    parser.add_argument("--first", type=int, default=0, help="The first seed.")
    parser.add_argument("--out", type=Path, default=None)
    options = parser.parse_args()
    rows: list[Row] = []
    if options.out is not None and options.out.exists():
        rows = [json.loads(line) for line in options.out.read_text(encoding="utf-8").splitlines()]
    done = {row["seed"] for row in rows}
    console = Console(width=120)
    with Sandbox() as sandbox:
        if options.cpu_seconds is not None:
            stop_by(lambda: cpu_seconds(sandbox))
        for seed in range(options.first, options.first + options.programs):
            if seed in done:
                continue
            row = measure(seed, options.cpu_seconds or options.seconds, options.views, sandbox)
            if row is None:
                console.print(f"{seed}: left out, since it gives no part or cannot be disturbed")
                continue
            rows.append(row)
            if options.out is not None:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            ious = f"IoU {row['before']:.4f} -> {row['after']:.4f}"
            spent = f"{row['runs']} runs, {row['seconds']:.1f} s, CPU {row['cpu']:.1f} s"
            console.print(f"{seed} {row['family']}: {row['dimensions']} dimensions, {ious}, {spent}")
    console.print(summary(rows, options.views))


def measure(seed: int, seconds: float, views: bool, sandbox: Sandbox) -> Row | None:
    """Disturb and refine one program; None where there is nothing to begin from."""
    authored = author(0, seed)
    known = sandbox.run(authored.program)
    if not isinstance(known, Success):
        return None
    begun = disturb(authored.program, seed, sandbox)
    if begun is None:
        return None
    program, disturbed = begun
    target = Target("known", views=render(known.part)) if views else Target("known", part=known.part)
    cpu, start = cpu_seconds(sandbox), time.perf_counter()
    found = refine(program, target, sandbox, seconds)
    taken, cpu = time.perf_counter() - start, cpu_seconds(sandbox) - cpu
    before = score(disturbed.part, known.part, "exact").iou
    return {
        "seed": seed,
        "family": authored.family,
        "dimensions": dimensions(program),
        "before": before,
        "after": score(found.outcome.part, known.part, "exact").iou if found else before,
        "runs": found.runs if found else 0,
        "seconds": taken,
        "cpu": cpu,
    }


def disturb(program: str, seed: int, sandbox: Sandbox) -> tuple[str, Success] | None:
    """The program with every dimension a little wrong, and what it makes; None where it makes nothing."""
    chance = random.Random(seed)
    parsed = parse(program)
    steady = counts(read(program))
    for _ in range(TRIES):
        values = {
            p.name: p.value * chance.uniform(1 - MOST, 1 + MOST)
            for p in parsed.parameters
            if not p.derived and p.name not in steady
        }
        changed = parsed.with_parameters(values).source
        outcome = sandbox.run(changed)
        if isinstance(outcome, Success):
            return changed, outcome
    return None


def dimensions(program: str) -> int:
    steady = counts(read(program))
    return sum(not p.derived and p.name not in steady for p in parse(program).parameters)


def stop_by(clock: Callable[[], float]) -> None:
    """Let refinement read another clock."""
    vars(import_module("zero_to_cad.reconstruct.refine.refine"))["time"] = SimpleNamespace(monotonic=clock)


def cpu_seconds(sandbox: Sandbox) -> float:
    """CPU seconds of this process and of the sandbox's warm process with all its children that have ended."""
    warm = sandbox._started()._process.pid
    # Field 14 to 17 of proc(5): own and reaped children's user and system time, in hundredths of a second.
    fields = Path(f"/proc/{warm}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time() + sum(map(int, fields[11:15])) / 100


def summary(rows: list[Row], views: bool) -> Table:
    table = Table(title=f"Refined against {'views alone' if views else 'the part'}: {len(rows)} programs")
    for title in ("", "median IoU", "mean IoU", "P10 IoU", "at least 0.99", "median s", "median CPU s"):
        table.add_column(title, justify="right")
    for name in ("before", "after"):
        ious = np.array([row[name] for row in rows])
        figures = [f"{value:.4f}" for value in (np.median(ious), ious.mean(), np.percentile(ious, 10))]
        spent = ["", ""]
        if name == "after":
            spent = [f"{np.median([row[key] for row in rows]):.1f}" for key in ("seconds", "cpu")]
        table.add_row(name, *figures, f"{np.mean(ious >= 0.99):.0%}", *spent)
    return table


if __name__ == "__main__":
    main()
