"""Repair: the broken programs of tests/reconstruct/broken, how many run afterwards, and at what cost.

    python benchmarks/repair.py

The programs were written by hand, after mistakes that models make, and carry the kind of their mistake in the name.
Seconds are wall-clock and include the failing runs. A program that still fails is listed with its last words.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from zero_to_cad.reconstruct.repair import repair
from zero_to_cad.sandbox import Failure, Sandbox

BROKEN = Path(__file__).parents[1] / "tests" / "reconstruct" / "broken"


def main() -> None:
    console = Console(width=120)
    kinds: dict[str, list[tuple[bool, float]]] = {}
    with Sandbox() as sandbox:
        for path in sorted(BROKEN.glob("*.py")):
            program = path.read_text(encoding="utf-8")
            outcome = sandbox.run(program)
            if not isinstance(outcome, Failure):
                raise SystemExit(f"{path.name} is not broken.")
            start = time.perf_counter()
            repaired = repair(program, outcome, sandbox)
            seconds = time.perf_counter() - start
            kinds.setdefault(path.stem.partition("_")[0], []).append((repaired is not None, seconds))
            if repaired is None:
                console.print(f"{path.stem}: {outcome.message}", style="red")
    table = Table(title="Repair")
    for title in ("kind", "programs", "run afterwards", "share", "median s"):
        table.add_column(title, justify="left" if title == "kind" else "right")
    everything = [one for rows in kinds.values() for one in rows]
    for kind, rows in [*sorted(kinds.items()), ("all", everything)]:
        run = sum(ran for ran, _ in rows)
        median = float(np.median([seconds for _, seconds in rows]))
        table.add_row(kind, str(len(rows)), str(run), f"{run / len(rows):.0%}", f"{median:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
