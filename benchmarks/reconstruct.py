"""The whole reconstruction, part by part, warm in one process.

    python benchmarks/reconstruct.py [--stl] [--limit N] [--only TEXT] [--jobs N] [--results FILE]

Reads ../shared/parts beside the checkout: each part as its STEP, or with --stl as its own STL at 0.1%
tolerance. Prints success, scores with failures as 0, times and program length, by class and by stratum of part,
and the ten worst. A part's time is the command's: read, propose, run, score, draw and write the result folder.
One JSON line a part is appended to the results file; parts in it are not run again: delete it to start over.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from zero_to_cad.errors import ZeroToCadError
from zero_to_cad.part import Part, read, write
from zero_to_cad.reconstruct import reconstruct

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT.parent / "shared" / "parts"
WORST = 10

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stl", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    results = options.results or Path("build") / f"reconstruct_{'stl' if options.stl else 'step'}.jsonl"
    if not PARTS.is_dir():
        raise SystemExit(f"There are no parts at {PARTS}.")
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        kinds = {row["name"]: {"class": row["cls"], "stratum": row["stratum"]} for row in csv.DictReader(file)}
    names = [name for name in sorted(kinds) if options.only in name][: options.limit]
    if not names:
        raise SystemExit(f"No part's name holds {options.only!r}.")
    done = {row["name"]: row for row in _read(results)}
    results.parent.mkdir(parents=True, exist_ok=True)
    console = Console(width=150)
    missing = [name for name in names if name not in done]
    for row in _rows(missing, partial(measure, stl=options.stl, budget=options.budget), options.jobs):
        done[row["name"]] = row
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        console.print(f"{row['name']}: {row.get('error') or format(row['exact'], '.4f')}, {row['seconds']:.1f} s")
    rows = [done[name] | kinds[name] for name in names]
    for kind in ("class", "stratum"):
        console.print(split(rows, kind))
    console.print(worst(rows))


@cache
def warm_up(stl: bool) -> None:
    """Start the sandbox and load what is compiled, once a process."""
    horn = read(ROOT / "examples" / "horn.step")
    reconstruct(Part.from_mesh(horn.mesh(), horn.name) if stl else horn)


def measure(name: str, stl: bool, budget: float) -> Row:
    """Rebuild one part in this process, which stays warm for the next."""
    warm_up(stl)
    source = PARTS / f"{name}.step"
    with tempfile.TemporaryDirectory() as folder:
        if stl:
            mesh = Path(folder) / f"{name}.stl"
            write(read(source), mesh)
            source = mesh
        start = time.perf_counter()
        try:
            found = reconstruct(read(source), "fit", budget)
            found.save(Path(folder) / "out")
        except ZeroToCadError as error:
            return {
                "name": name,
                "error": f"{type(error).__name__}: {error}",
                "seconds": time.perf_counter() - start,
            }
        seconds = time.perf_counter() - start
    scores = {score.protocol: score.iou for score in found.scores}
    return {
        "name": name,
        "seconds": seconds,
        "voxel": scores["zero-to-cad"],
        "exact": scores["exact"],
        "characters": len(found.program),
        "attempts": len(found.attempts),
        "program": found.program,
        "summary": found.attempts[found.chosen].candidate.detail,
        "timings": dict(found.timings),
    }


def split(rows: Sequence[Row], kind: str) -> Table:
    """The figures of each class, or stratum, of parts and of all."""
    table = Table(title=f"Whole reconstruction by {kind}")
    table.add_column(kind)
    for title in ("parts", "success", "zero-to-cad", "exact", "median s", "P95 s", "characters"):
        table.add_column(title, justify="right")
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[kind], []).append(row)
    for name, group in [*sorted(groups.items()), ("all", list(rows))]:
        made = [row for row in group if "error" not in row]
        seconds = [row["seconds"] for row in group]
        table.add_row(
            name,
            str(len(group)),
            f"{len(made) / len(group):.1%}",
            # Failures count as 0.
            f"{sum(row['voxel'] for row in made) / len(group):.4f}",
            f"{sum(row['exact'] for row in made) / len(group):.4f}",
            f"{np.median(seconds):.1f}",
            f"{np.percentile(seconds, 95):.1f}",
            f"{np.median([row['characters'] for row in made]):.0f}" if made else "",
        )
    return table


def worst(rows: Sequence[Row]) -> Table:
    table = Table(title=f"The {WORST} worst")
    for title in ("part", "class", "zero-to-cad", "exact", "s", "what was written"):
        table.add_column(title)
    for row in sorted(rows, key=lambda row: row.get("voxel", 0.0))[:WORST]:
        ious = [f"{row[key]:.4f}" if key in row else "" for key in ("voxel", "exact")]
        end = row.get("error") or row["summary"]
        table.add_row(row["name"], row["class"], *ious, f"{row['seconds']:.1f}", end)
    return table


def _rows(names: Sequence[str], work: partial[Row], jobs: int) -> Iterator[Row]:
    if jobs == 1:
        yield from map(work, names)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(work, names)


def _read(results: Path) -> list[Row]:
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []


if __name__ == "__main__":
    main()
