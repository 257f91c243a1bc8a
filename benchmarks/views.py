"""Parts rebuilt from their eight pictures alone.

    python benchmarks/views.py [--every N] [--budget S] [--results FILE]

Reads ../shared/parts beside the checkout, draws each part, saves the pictures in a folder of their own and rebuilds it
from that folder: the part's file is read again only to score the result (protocol zero-to-cad, rotations none; a part
that is not rebuilt counts 0). One JSON line a part is appended to the results file; parts in it are not run again.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.errors import ZeroToCadError
from zero_to_cad.part import read
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.score import score
from zero_to_cad.views import load_views, render

PARTS = Path(__file__).resolve().parents[2] / "shared" / "parts"
SPLITS = (("7 to 20 faces", 7, 20), ("21 to 50", 21, 50), ("51 to 100", 51, 100), ("more than 100", 101, 10**9))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take every N-th part of the sorted names")
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--results", type=Path, default=Path("build") / "views.jsonl")
    options = parser.parse_args()
    if not PARTS.is_dir():
        raise SystemExit(f"There are no parts at {PARTS}.")
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["name"])[:: options.every]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    lines = options.results.read_text(encoding="utf-8").splitlines() if options.results.exists() else []
    done = {row["name"]: row for row in map(json.loads, lines)}
    for row in rows:
        if row["name"] not in done:
            found = {**measure(row["name"], options.budget), "faces": int(row["n_faces"]), "class": row["cls"]}
            done[row["name"]] = found
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
            print(f"{row['name']}: {found.get('error') or format(found['iou'], '.4f')}, {found['seconds']:.1f} s")
    tell([done[row["name"]] for row in rows])


def measure(name: str, budget: float) -> dict[str, Any]:
    """Rebuild one part from its pictures, then score it."""
    with tempfile.TemporaryDirectory() as folder:
        views = Path(folder) / "views"
        render(read(PARTS / f"{name}.step")).save(views)
        start = time.perf_counter()
        try:
            found = reconstruct(load_views(views), "fit", budget)
        except ZeroToCadError as error:
            return {"name": name, "iou": 0.0, "error": str(error), "seconds": time.perf_counter() - start}
        seconds = time.perf_counter() - start
    iou = score(found.part, read(PARTS / f"{name}.step")).iou
    agreement = {key: found.scores[-1].details[key] for key in ("silhouette", "labels", "edges")}
    return {"name": name, "iou": iou, "seconds": seconds, "characters": len(found.program), **agreement}


def tell(rows: list[dict[str, Any]]) -> None:
    """Print the table by number of faces and by class, and the ten worst."""
    groups = [(name, [row for row in rows if low <= row["faces"] <= high]) for name, low, high in SPLITS]
    groups += [(name, [row for row in rows if row["class"] == name]) for name in sorted({r["class"] for r in rows})]
    print(f"{'':32} parts  success   mean  median  silhouette  median s")
    for name, group in [*groups, ("all", rows)]:
        if group:
            ious = [row["iou"] for row in group]
            made = [row for row in group if "error" not in row]
            silhouette = np.mean([row["silhouette"] for row in made]) if made else 0.0
            seconds = np.median([row["seconds"] for row in group])
            print(
                f"{name:32} {len(group):5}  {len(made) / len(group):7.1%}  {np.mean(ious):.3f}   {np.median(ious):.3f}"
                f"       {silhouette:.3f}  {seconds:8.1f}"
            )
    print("The ten worst:")
    for row in sorted(rows, key=lambda row: row["iou"])[:10]:
        print(f"  {row['iou']:.3f}  {row['name']}")


if __name__ == "__main__":
    main()
