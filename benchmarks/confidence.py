"""The calibration of the confidence that reconstructions from pictures state, made on synthetic parts alone.

    python benchmarks/confidence.py measure [--views 0,3] [--parts N] [--budget S] [--seconds S]
    python benchmarks/confidence.py fit

`measure` writes procedural parts of 7 to 100 faces, rebuilds each from its pictures (all, or only those of `--views`)
and appends one JSON line with signals and true IoU (protocol zero-to-cad, no rotation) to the results file; what is in
it is not measured again, and after `--seconds` no part is begun. `fit` weighs the signals so that they tell the IoU,
writes src/zero_to_cad/reconstruct/confidence.json and prints the rank correlation on parts left out.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import nnls
from scipy.stats import spearmanr

from zero_to_cad.errors import ZeroToCadError
from zero_to_cad.reconstruct import confidence as calibrated
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.sandbox import run
from zero_to_cad.score import score
from zero_to_cad.synthesis.author import author
from zero_to_cad.views import render

SEED = 4
FOLDS = 8
DATA = Path(calibrated.__file__).with_suffix(".json")
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=("measure", "fit"))
    parser.add_argument("--views", default="0,1,2,3,4,5,6,7")
    parser.add_argument("--parts", type=int, default=64)
    parser.add_argument("--budget", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--results", type=Path, default=Path("build") / "confidence.jsonl")
    options = parser.parse_args()
    options.results.parent.mkdir(parents=True, exist_ok=True)
    lines = options.results.read_text(encoding="utf-8").splitlines() if options.results.exists() else []
    rows = [json.loads(line) for line in lines]
    if options.do == "fit":
        return fit([row for row in rows if "iou" in row])
    numbers = tuple(int(word) for word in options.views.split(","))
    done = {(row["index"], tuple(row["numbers"])) for row in rows}
    started = time.monotonic()
    for index in range(options.parts):
        if (index, numbers) in done:
            continue
        if time.monotonic() - started > options.seconds:
            break
        row = {"index": index, "numbers": numbers, **measure(index, numbers, options.budget)}
        with options.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(index, row.get("iou", row.get("left_out")), flush=True)
    return None


def measure(index: int, numbers: tuple[int, ...], budget: float) -> Row:
    """Signals and true IoU of one synthetic part, or why it was left out."""
    written = author(SEED, index)
    try:
        part = run(written.program)
    except ZeroToCadError as error:
        return {"left_out": str(error)}
    if not 7 <= (part.measures.faces or 0) <= 100:
        return {"left_out": f"{part.measures.faces} faces"}
    views = render(part)
    given = replace(views, images=tuple(views.images[n] for n in numbers), numbers=numbers)
    found = reconstruct(given, "fit", budget)
    return {
        "family": written.family,
        "iou": score(found.part, part).iou,
        "signals": calibrated.signals_of(found.scores[-1], given),
    }


def fit(rows: list[Row]) -> None:
    """Weights without negative ones by least squares; the error is that of parts left out of the fit."""
    features = np.array([[calibrated.scaled(n, row["signals"][n]) for n in calibrated.SIGNALS] for row in rows])
    ious = np.array([row["iou"] for row in rows])
    part = np.array([row["index"] for row in rows])
    told = np.empty(len(rows))
    for fold in range(FOLDS):
        out = part % FOLDS == fold
        if out.any():
            weights, constant = solve(features[~out], ious[~out])
            told[out] = np.clip(features[out] @ weights + constant, 0, 1)
    weights, constant = solve(features, ious)
    whole = np.array([len(row["numbers"]) == 8 for row in rows])
    content = {
        "parts": int(whole.sum()),
        "constant": round(constant, 5),
        "weights": {name: round(float(w), 5) for name, w in zip(calibrated.SIGNALS, weights, strict=True)},
        "typical_error": round(float(np.median(np.abs(told - ious)[whole])), 4),
        "lost": lost(rows),
    }
    DATA.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for name, chosen in (("all views", whole), ("fewer", ~whole)):
        if chosen.sum() > 4:
            correlation = spearmanr(told[chosen], ious[chosen]).statistic
            print(
                f"{name}: {chosen.sum()} rows, mean IoU {ious[chosen].mean():.3f}, Spearman {correlation:.3f},", end=""
            )
            print(f" median error {np.median(np.abs(told - ious)[chosen]):.3f}")
    print(json.dumps(content, indent=2))


def solve(features: Any, ious: Any) -> tuple[Any, float]:
    """Non-negative weights and a free constant."""
    middle = features.mean(0)
    weights, _ = nnls(features - middle, ious - ious.mean())
    return weights, float(ious.mean() - middle @ weights)


def lost(rows: list[Row]) -> dict[str, float]:
    """By number of views, how much lower the IoU was than with all of them, of the same parts; between the numbers that
    were measured, a straight line."""
    best = {row["index"]: row["iou"] for row in rows if len(row["numbers"]) == 8}
    loss: dict[int, list[float]] = {8: [0.0]}
    for row in rows:
        if len(row["numbers"]) < 8 and row["index"] in best:
            loss.setdefault(len(row["numbers"]), []).append(best[row["index"]] - row["iou"])
    counts = sorted(loss)
    values = [max(0.0, float(np.mean(loss[count]))) for count in counts]
    return {str(n): round(float(np.interp(n, counts, values)), 4) for n in range(1, 9)}


if __name__ == "__main__":
    main()
