"""The score of a result against a target, under a named protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import Mesh, Part
from zero_to_cad.score.exact import likely_meshing, mesh_overlap, meshing
from zero_to_cad.score.normalised import best_alignment
from zero_to_cad.score.peers import component_booleans, inertia_aligned, surface_voxels
from zero_to_cad.score.rotations import ROTATION_SETS

# Of other papers: what each compares, and how.
PEERS: dict[str, Callable[[Mesh, Mesh], float | None]] = {
    "cadrille": component_booleans,
    "cad-coder": inertia_aligned,
    "benchcad": surface_voxels,
    "best24": lambda result, target: best_alignment(result, target, "cube24").iou,
}
PROTOCOLS = ("zero-to-cad", "exact", *PEERS)


@dataclass(frozen=True)
class Score:
    """How alike two parts are.

    protocol, rotations: the names it was taken under.
    iou: 0 to 1; 1.0 exactly for a part against itself.
    details: how the figure came about, in JSON types; docs/scores.md lists the keys. Where it holds "dropped", the
    protocol leaves this pair out of its means, and the iou is 0.
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
    scale and position. Only the first takes rotations. docs/scores.md has the formulas, docs/protocols.md those of
    the other papers' protocols.

    Raises ConfigError for an unknown protocol or rotation set.
    """
    if rotations not in ROTATION_SETS:
        raise ConfigError(f"There is no rotation set '{rotations}': use one of {', '.join(ROTATION_SETS)}.")
    if protocol == "zero-to-cad":
        return _normalised(result, target, rotations)
    if rotations != "none" and protocol in PROTOCOLS:
        raise ConfigError(f"Protocol {protocol!r} places both parts by its own rule: use rotations 'none' with it.")
    if protocol == "exact":
        return _exact(result, target)
    if protocol in PEERS:
        iou = PEERS[protocol](result.mesh(), target.mesh())
        return Score(protocol, "none", iou or 0.0, MappingProxyType({"dropped": True} if iou is None else {}))
    raise ConfigError(f"There is no score protocol '{protocol}': use one of {', '.join(PROTOCOLS)}.")


def prepare(target: Part) -> None:
    """Make ahead what scores of a target take from it, and keep it in the target: measures and meshes."""
    _ = target.measures, target.mesh(), target.mesh(*likely_meshing(target))


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
