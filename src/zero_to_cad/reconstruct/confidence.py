"""What IoU to expect of a part rebuilt from pictures, calibrated on synthetic parts alone.

The expectation is a weighted sum of signals that pictures and result give without the true part, none with a negative
weight. `confidence.json` holds the weights; `benchmarks/confidence.py` measures synthetic parts and makes that file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from zero_to_cad.score import Score
from zero_to_cad.see import see
from zero_to_cad.views import Views

# Signals that end at 1 are taken by how little they lack: from 0.98 to 0.99 is as far as from 0.9 to 0.95.
FLOOR = 0.02
SIGNALS = ("silhouette", "labels", "edges", "worst", "known", "shown", "views")


@dataclass(frozen=True)
class Confidence:
    """expected: the IoU (protocol zero-to-cad, no rotation) that synthetic parts with such signals had. error: half of
    them were within this much of it. signals: each from 0 to 1. lost: by how much the IoU of synthetic parts fell with
    as few views, 0 for all."""

    expected: float
    error: float
    lost: float
    signals: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """As JSON types, with what it means."""
        return {
            "expected_iou": round(self.expected, 4),
            "typical_error": round(self.error, 4),
            "lost_by_missing_views": round(self.lost, 4),
            "meaning": "IoU (zero-to-cad, no rotation) to expect, from a calibration on synthetic parts; half of those"
            " were within the typical error",
            "signals": {name: round(value, 4) for name, value in self.signals.items()},
        }


def confidence(score: Score, target: Views) -> Confidence:
    """What to expect of a result with this score of protocol `views` against `target`."""
    signals = signals_of(score, target)
    made = calibration()
    lost = float(made["lost"][str(len(target.images))])
    return Confidence(expected(signals, made), float(made["typical_error"]), lost, signals)


def missing_views(target: Views, found: Confidence) -> str:
    """The sentence on views that were not given."""
    missing = ", ".join(map(str, target.missing))
    words = f"View {missing} of the eight is" if len(target.missing) == 1 else f"Views {missing} of the eight are"
    return f"{words} missing: with {len(target.images)}, synthetic parts lost {found.lost:.2f} of IoU on average."


def signals_of(score: Score, target: Views) -> dict[str, float]:
    """silhouette, labels, edges: the mean agreement of the pictures. worst: the overall agreement of the worst picture.
    known: the share of the part's pixels whose surface was found. shown: the share of the solid seen that some picture
    shows to be filled, rather than not empty. views: the share of the convention's views that was given."""
    seen = see(target)
    widths = [np.diff(line) for line in seen.lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :] * seen.filled
    total = float(cell.sum())
    details = score.details
    return {
        "silhouette": float(details["silhouette"]),
        "labels": float(details["labels"]),
        "edges": float(details["edges"]),
        "worst": min(float(view["overall"]) for view in details["views"]),
        "known": seen.known,
        "shown": float((cell * seen.sure).sum()) / total if total else 0.0,
        "views": len(target.images) / (len(target.images) + len(target.missing)),
    }


def scaled(name: str, value: float) -> float:
    """A signal as it is weighed."""
    return math.log2(value) if name == "views" else -math.log(1 + FLOOR - value)


def expected(signals: Mapping[str, float], made: Mapping[str, Any]) -> float:
    """The IoU that a calibration expects of these signals, from 0 to 1."""
    total = made["constant"] + sum(made["weights"][name] * scaled(name, signals[name]) for name in SIGNALS)
    return float(np.clip(total, 0.0, 1.0))


@cache
def calibration() -> Mapping[str, Any]:
    """The calibration that comes with the package."""
    text = (files("zero_to_cad.reconstruct") / "confidence.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found
