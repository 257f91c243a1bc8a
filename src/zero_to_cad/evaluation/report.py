"""What the records of a run say, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation.record import Record, read_records
from zero_to_cad.evaluation.running import RECORDS, settings_of
from zero_to_cad.evaluation.settings import Settings
from zero_to_cad.score import Summary, summarize

# The published out-of-distribution test has parts of 7 to 100 faces.
FACE_GROUPS = ((1, 6), (7, 12), (13, 30), (31, 60), (61, 100), (101, None))
BINS = 20
SHOWN = 3


@dataclass(frozen=True)
class Published:
    """A row of the model card of Zero-To-CAD-Qwen3-VL-2B: means there leave failures out."""

    name: str
    data: str
    success: float
    mean: float
    median: float | None = None
    p90: float | None = None

    @property
    def mean_all(self) -> float:
        """The mean with failures as 0: success x mean."""
        return self.success * self.mean


Z2C, ABC = "their test split", "1,000 ABC shapes of 7 to 100 faces"
CARD = (
    Published("Zero-To-CAD 2B", Z2C, 0.821, 0.747, 0.847, 0.999),
    Published("Zero-To-CAD 2B", ABC, 0.610, 0.377, 0.303, 0.854),
    Published("GPT-5.2 High", Z2C, 0.722, 0.485),
    Published("GPT-5.2 High", ABC, 0.662, 0.344),
    Published("GPT-5.2 Medium", Z2C, 0.711, 0.495),
    Published("GPT-5.2 Medium", ABC, 0.626, 0.346),
    Published("Qwen3-VL-2B base", Z2C, 0.066, 0.184),
    Published("Qwen3-VL-2B base", ABC, 0.054, 0.131),
)


@dataclass(frozen=True)
class Report:
    """A run's records and what they say. Parts whose own file cannot be read are listed and never counted."""

    settings: Settings
    records: tuple[Record, ...]

    @cached_property
    def counted(self) -> tuple[Record, ...]:
        """The records of all parts that could be read, by name."""
        return tuple(sorted((r for r in self.records if r.status != "unreadable"), key=lambda record: record.name))

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """By protocol, over all parts counted."""
        return {name: self._summary(self.counted, name) for name in self.settings.protocols}

    @cached_property
    def splits(self) -> dict[str, dict[str, Summary]]:
        """Under the first protocol: by face count, by kind of surfaces."""
        return {
            "faces": self._split(lambda record: _face_group(record.faces)),
            "surfaces": self._split(lambda record: record.shape or "unknown"),
        }

    @property
    def failures(self) -> dict[str, int]:
        """How many parts failed, by kind, most frequent first."""
        kinds = Counter(record.failure or "unknown" for record in self.counted if record.status != "done")
        return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))

    def histogram(self, protocol: str) -> list[int]:
        """Counts of scores in 20 equal bins from 0 to 1; failures are in none."""
        scores = [record.scores.get(protocol) for record in self.counted]
        counts, _ = np.histogram([score for score in scores if score is not None], bins=BINS, range=(0, 1))
        return [int(count) for count in counts]

    def gallery(self) -> dict[str, list[Record]]:
        """The best, middle and worst parts that were rebuilt, three each, under the first protocol."""
        protocol = self.settings.protocols[0]
        made = [record for record in self.counted if record.status == "done"]
        ranked = sorted(made, key=lambda record: (-(record.scores.get(protocol) or 0.0), record.name))
        if len(ranked) <= 3 * SHOWN:
            return {"All": ranked}
        middle = (len(ranked) - SHOWN) // 2
        return {"Best": ranked[:SHOWN], "Median": ranked[middle : middle + SHOWN], "Worst": ranked[-SHOWN:]}

    @property
    def in_words(self) -> str:
        """The first protocol's figures in one sentence."""
        name, summary = next(iter(self.summaries.items()))
        mean = f"mean {summary.all.mean.value:.4f}, median {summary.all.median.value:.4f} (failures 0)"
        rate = f"{summary.success_rate.value:.1%} of {summary.count} parts"
        return f"{self.settings.who}: {rate}, IoU under {name} {mean}."

    def to_json(self) -> dict[str, Any]:
        """All figures as JSON types; not the records, which have their own file."""
        return {
            "schema_version": 1,
            "settings": self.settings.to_json(),
            "parts": len(self.counted),
            "unreadable": [record.name for record in self.records if record.status == "unreadable"],
            "protocols": {name: summary.to_json() for name, summary in self.summaries.items()},
            "splits": {
                split: {group: summary.to_json() for group, summary in groups.items()}
                for split, groups in self.splits.items()
            },
            "failures": self.failures,
            "histograms": {name: self.histogram(name) for name in self.settings.protocols},
        }

    def _summary(self, records: Sequence[Record], protocol: str) -> Summary:
        return summarize([record.scores.get(protocol) for record in records], self.settings.seed)

    def _split(self, group_of: Callable[[Record], str]) -> dict[str, Summary]:
        groups: dict[str, list[Record]] = {}
        for record in self.counted:
            groups.setdefault(group_of(record), []).append(record)
        order = [_group_name(*bounds) for bounds in FACE_GROUPS]
        names = sorted(groups, key=lambda name: (order.index(name) if name in order else len(order), name))
        return {name: self._summary(groups[name], self.settings.protocols[0]) for name in names}


def _face_group(faces: int | None) -> str:
    if faces is None:
        return "mesh"
    return next(_group_name(low, high) for low, high in FACE_GROUPS if high is None or faces <= high)


def _group_name(low: int, high: int | None) -> str:
    return f"over {low - 1}" if high is None else f"{low} to {high}"


def report_of(folder: Path | str) -> Report:
    """The report on the records that a run's folder holds so far. Raises ConfigError when there are none."""
    settings = settings_of(folder)
    records = read_records(Path(folder) / RECORDS)
    made = Report(settings, tuple(records))
    if not made.counted:
        raise ConfigError(f"{folder} holds no record of a part that could be read.")
    return made
