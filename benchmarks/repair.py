"""Repair: the broken programs of tests/reconstruct/broken, how many run afterwards, and at what cost.

    python benchmarks/repair.py

The programs were written by hand, after mistakes that models make, and carry the kind of their mistake in the name.
Seconds are wall-clock and include the failing runs. A program that still fails is listed with its last words. For some
the volume of what was meant is known (`intended.json`): as meant is a part whose volume is within 5% of it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from zero_to_cad.reconstruct.repair import repair
from zero_to_cad.sandbox import Failure, Sandbox

BROKEN = Path(__file__).parents[1] / "tests" / "reconstruct" / "broken"
AS_MEANT = 0.05


def main() -> None:
    console = Console(width=120)
    kinds: dict[str, list[tuple[bool, float]]] = {}
    intended = json.loads((BROKEN / "intended.json").read_text(encoding="utf-8"))
    as_meant = 0
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
            elif path.stem in intended:
                off = abs(repaired.outcome.measures.volume / intended[path.stem] - 1)
                as_meant += off <= AS_MEANT
                if off > AS_MEANT:
                    console.print(f"{path.stem}: runs, its volume off by {off:.0%}: {'; '.join(repaired.changes)}")
    table = Table(title="Repair")
    for title in ("kind", "programs", "run afterwards", "share", "median s"):
        table.add_column(title, justify="left" if title == "kind" else "right")
    everything = [one for rows in kinds.values() for one in rows]
    for kind, rows in [*sorted(kinds.items()), ("all", everything)]:
        run = sum(ran for ran, _ in rows)
        median = float(np.median([seconds for _, seconds in rows]))
        table.add_row(kind, str(len(rows)), str(run), f"{run / len(rows):.0%}", f"{median:.2f}")
    console.print(table)
    console.print(f"{as_meant} of {len(intended)} whose volume is known are as meant.")


if __name__ == "__main__":
    main()
