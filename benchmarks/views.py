"""Parts rebuilt from their eight pictures alone.

    python benchmarks/views.py [--every N] [--from K] [--budget S] [--views 0,4] [--results FILE]

Reads ../shared/parts beside the checkout, draws each part, saves the pictures as PNG files in a folder of their own and
rebuilds it from that folder, which holds nothing else: the part's file is read again only to score the result (protocol
zero-to-cad, rotations none; a part that is not rebuilt counts 0). Seconds are the reconstruction's: read the pictures,
see, search, run, judge. One JSON line a part is appended to the results file; parts in it are not run again, so that a
run can be stopped and gone on with. Prints the table of all lines for the parts asked for.
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
from scipy.stats import spearmanr

from zero_to_cad.errors import ZeroToCadError
from zero_to_cad.part import read
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.score import score
from zero_to_cad.views import load_views, render

PARTS = Path(__file__).resolve().parents[2] / "shared" / "parts"
SPLITS = (
    ("7 to 100 faces", 7, 100),
    ("  7 to 20", 7, 20),
    ("  21 to 50", 21, 50),
    ("  51 to 100", 51, 100),
    ("more than 100", 101, 10**9),
)
# Published, other parts: 1,000 shapes of 7 to 100 faces of ABC (model card of Zero-To-CAD-Qwen3-VL-2B).
PEERS = (
    ("Zero-To-CAD 2B, ABC", 0.610, 0.377),
    ("GPT-5.2 High, ABC", 0.662, 0.344),
    ("GPT-5.2 Medium, ABC", 0.626, 0.346),
    ("Qwen3-VL-2B base, ABC", 0.054, 0.131),
)
NOTE = """\
The peers' rows are of other parts (1,000 of ABC with 7 to 100 faces), of pictures by a renderer that is not public,
and of the best of 45-degree rotations, which can only raise an IoU; here the part must lie as it is shown. Their means
leave failures out; with failures as 0 is success times mean. What can be compared is the order, not the digits."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take every N-th part, sorted by faces and name")
    parser.add_argument("--from", dest="first", type=int, default=0, help="begin with this part")
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--views", default="0,1,2,3,4,5,6,7", help="which of the eight views are given")
    parser.add_argument("--results", type=Path, default=Path("build") / "views.jsonl")
    options = parser.parse_args()
    if not PARTS.is_dir():
        raise SystemExit(f"There are no parts at {PARTS}.")
    given = sorted({int(number) for number in options.views.split(",")})
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (int(row["n_faces"]), row["name"]))
    rows = rows[options.first :: options.every]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    lines = options.results.read_text(encoding="utf-8").splitlines() if options.results.exists() else []
    done = {(row["name"], tuple(row["views"])): row for row in map(json.loads, lines)}
    for row in rows:
        key = (row["name"], tuple(given))
        if key not in done:
            found = {**measure(row["name"], options.budget, given), "faces": int(row["n_faces"]), "class": row["cls"]}
            done[key] = found
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
            print(f"{row['name']}: {found.get('error') or format(found['iou'], '.4f')}, {found['seconds']:.1f} s")
    tell([done[row["name"], tuple(given)] for row in rows])


def measure(name: str, budget: float, given: list[int]) -> dict[str, Any]:
    """Rebuild one part from its pictures, then score it."""
    about = {"name": name, "views": given, "budget": budget}
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(render(read(PARTS / f"{name}.step")).png_files()):
            if number in given:
                (Path(folder) / f"view_{number}.png").write_bytes(data)
        start = time.perf_counter()
        try:
            found = reconstruct(load_views(folder), "fit", budget)
        except ZeroToCadError as error:
            return {**about, "iou": 0.0, "error": str(error), "seconds": time.perf_counter() - start}
        seconds = time.perf_counter() - start
    iou = score(found.part, read(PARTS / f"{name}.step")).iou
    agreement = {key: found.scores[-1].details[key] for key in ("silhouette", "labels", "edges", "overall")}
    stated = {"expected": found.confidence.expected} if found.confidence else {}
    return {**about, "iou": iou, "seconds": seconds, "program": found.program, **agreement, **stated}


def tell(rows: list[dict[str, Any]]) -> None:
    """Print the table by number of faces and by class, the peers' rows, and the ten worst."""
    groups = [(name, [row for row in rows if low <= row["faces"] <= high]) for name, low, high in SPLITS]
    groups += [(name, [row for row in rows if row["class"] == name]) for name in sorted({r["class"] for r in rows})]
    head = ("parts", "success", "mean", "median", ">= 0.95", "silhouette", "median s", "P95 s")
    print(f"{'failures as 0, rotations none':32}", *(f"{title:>10}" for title in head))
    for name, group in [("all", rows), *groups]:
        if not group:
            continue
        ious = np.array([row["iou"] for row in group])
        made = [row for row in group if "error" not in row]
        silhouette = np.mean([row["silhouette"] for row in made]) if made else 0.0
        seconds = [row["seconds"] for row in group]
        figures = [f"{len(group)}", f"{len(made) / len(group):.1%}", f"{ious.mean():.3f}", f"{np.median(ious):.3f}"]
        figures += [f"{(ious >= 0.95).mean():.1%}", f"{silhouette:.3f}"]
        figures += [f"{np.median(seconds):.1f}", f"{np.percentile(seconds, 95):.1f}"]
        print(f"{name:32}", *(f"{figure:>10}" for figure in figures))
    stated = [(row["expected"], row["iou"]) for row in rows if "expected" in row]
    if len(stated) > 2:
        print(
            f"Spearman correlation of the stated IoU and the true one: {spearmanr(*zip(*stated, strict=True))[0]:.3f}"
        )
    for name, success, mean in PEERS:
        print(f"{name:32}", f"{1000:>10}", f"{success:>10.1%}", f"{success * mean:>10.3f}", f"  ({mean} of successes)")
    print(NOTE)
    print("The ten worst:")
    for row in sorted(rows, key=lambda row: row["iou"])[:10]:
        print(f"  {row['iou']:.3f}  {row['name']}")


if __name__ == "__main__":
    main()
