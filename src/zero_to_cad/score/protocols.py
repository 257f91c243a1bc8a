"""The score of a result against a target, under a named protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import Part
from zero_to_cad.score.exact import mesh_overlap, meshing
from zero_to_cad.score.normalised import best_alignment
from zero_to_cad.score.rotations import ROTATION_SETS

PROTOCOLS = ("zero-to-cad", "exact")


@dataclass(frozen=True)
class Score:
    """How alike two parts are.

    protocol, rotations: the names it was taken under.
    iou: 0 to 1; 1.0 exactly for a part against itself.
    details: how the figure came about, in JSON types; docs/scores.md lists the keys.
    """

    protocol: str
    rotations: str
    iou: float
    details: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The score as JSON types."""
        return {
            "protocol": self.protocol,
            "rotations": self.rotations,
            "iou": self.iou,
            "details": dict(self.details),
        }


def score(result: Part, target: Part, protocol: str = "zero-to-cad", rotations: str = "none") -> Score:
    """Intersection over union of `result` and `target`.

    `zero-to-cad` normalises both and takes the best of a rotation set, turning the result; `exact` keeps
    scale and position, so it takes no rotations. docs/scores.md has the formulas.

    Raises ConfigError for an unknown protocol or rotation set.
    """
    if rotations not in ROTATION_SETS:
        raise ConfigError(f"There is no rotation set '{rotations}': use one of {', '.join(ROTATION_SETS)}.")
    if protocol == "zero-to-cad":
        return _normalised(result, target, rotations)
    if protocol == "exact":
        if rotations != "none":
            raise ConfigError("Protocol 'exact' keeps the position of both parts: use rotations 'none' with it.")
        return _exact(result, target)
    raise ConfigError(f"There is no score protocol '{protocol}': use one of {', '.join(PROTOCOLS)}.")


def _normalised(result: Part, target: Part, rotations: str) -> Score:
    best = best_alignment(result.mesh(), target.mesh(), rotations)
    details = {
        "by": best.by,
        "rotation": [list(row) for row in best.rotation],
        "voxels": {"result": best.voxels[0], "target": best.voxels[1]},
    }
    return Score("zero-to-cad", rotations, best.iou, MappingProxyType(details))


def _exact(result: Part, target: Part) -> Score:
    tolerance, angle = meshing(result, target)
    overlap = mesh_overlap(result.mesh(tolerance, angle), target.mesh(tolerance, angle))
    details = {
        "by": overlap.by,
        "tolerance": tolerance,
        "angle": angle,
        "volume": {"result": overlap.result, "target": overlap.target, "shared": overlap.shared},
    }
    return Score("exact", "none", overlap.iou, MappingProxyType(details))
