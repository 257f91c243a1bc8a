"""How far a result's measures are from the target's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from zero_to_cad.part import Part


@dataclass(frozen=True)
class MeasureErrors:
    """Signed relative errors, (result - target) / target: -0.1 is a tenth too small.

    volume, area: of the whole part.
    bounding_box: of the sides along x, y and z.
    same_solids: whether both hold as many solids.
    same_validity: whether both are valid, or both are not.
    """

    volume: float
    area: float
    bounding_box: tuple[float, float, float]
    same_solids: bool
    same_validity: bool

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self) | {"bounding_box": list(self.bounding_box)}


def measure_errors(result: Part, target: Part) -> MeasureErrors:
    """Compare the measures of two parts, exact where a part has a B-rep."""
    ours, theirs = result.measures, target.measures
    x, y, z = (_relative(a, b) for a, b in zip(ours.size, theirs.size, strict=True))
    return MeasureErrors(
        volume=_relative(ours.volume, theirs.volume),
        area=_relative(ours.area, theirs.area),
        bounding_box=(x, y, z),
        same_solids=ours.solids == theirs.solids,
        same_validity=ours.valid == theirs.valid,
    )


def _relative(value: float, wanted: float) -> float:
    return (value - wanted) / wanted
