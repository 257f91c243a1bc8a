"""What a person gets who wants to change a rebuilt part: length, names and editability of the programs.

    python benchmarks/features.py RESULTS [--moves N] [--out FILE]

RESULTS is the file of benchmarks/reconstruct.py, which holds the programs. Editability: N named dimensions of each
program (evenly chosen; 0 for all) are moved by 5% up and down, each alone; the share of moves after which the program
still gives one valid solid in the sandbox. Failed parts and programs without a named dimension count as 0. A line
a part is appended to FILE; parts in it are not measured again.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.program import parse
from zero_to_cad.sandbox import Sandbox, Success

PARTS = Path(__file__).resolve().parents[2] / "shared" / "parts"
MOVE = 0.05
FEW_FACES = 30

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--moves", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("build/features.jsonl"))
    options = parser.parse_args()
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        faces = {row["name"]: int(row["n_faces"]) for row in csv.DictReader(file)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    done = {row["name"]: row for row in _read(options.out)}
    with Sandbox() as sandbox:
        for row in _read(options.results):
            if row["name"] not in done:
                done[row["name"]] = measure(row, sandbox, options.moves)
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[row["name"]]) + "\n")
    rows = list(done.values())
    short = [row["characters"] for row in rows if row["characters"] and faces[row["name"]] <= FEW_FACES]
    print(f"parts: {len(rows)}, without a program: {sum(not row['characters'] for row in rows)}")
    print(f"characters, parts of {FEW_FACES} faces or fewer: median {np.median(short):.0f} of {len(short)}")
    shares = [row["share"] for row in rows]
    print(f"share of dimensions with a name: mean {np.mean(shares):.3f}, median {np.median(shares):.3f}")
    print(f"editability, mean over parts: {np.mean([row['editable'] for row in rows]):.3f}")


def measure(row: Row, sandbox: Sandbox, moves: int) -> Row:
    """Length, named share and editability of one part's program."""
    if "error" in row:
        return {"name": row["name"], "characters": 0, "share": 0.0, "editable": 0.0}
    program = parse(row["program"])
    free = [parameter for parameter in program.parameters if not parameter.derived]
    # Evenly over the program's own order: the first dimensions alone would all be of the base body.
    picked = np.unique(np.linspace(0, len(free) - 1, moves or len(free)).astype(int)) if free else ()
    chosen = [free[k] for k in picked]
    kept = [
        isinstance(sandbox.run(program.with_parameters({one.name: one.value * factor}).source), Success)
        for one in chosen
        if one.value
        for factor in (1 - MOVE, 1 + MOVE)
    ]
    return {
        "name": row["name"],
        "characters": len(row["program"]),
        "share": program.named_share,
        "editable": float(np.mean(kept)) if kept else 0.0,
    }


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
