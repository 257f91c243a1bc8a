"""What is evaluated, on what, and how it is counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from zero_to_cad.errors import ConfigError

Sight = Literal["geometry", "views"]


@dataclass(frozen=True)
class Settings:
    """All that decides the records of a run; two runs with equal settings are the same run.

    engine: a name as for `propose.engine`. data: a folder of parts, a dataset (folder, glob, hub id), or "suite:open".
    split: which of a dataset's. sight: what the engine is given, the part's "geometry" or its eight "views" only.
    protocols, rotations: as for `score`; the rotation set is that of the protocols that take one. limit: how many
    parts, drawn by `seed`. budget: seconds a part.
    """

    engine: str
    data: str
    sight: Sight = "geometry"
    split: str = "test"
    protocols: tuple[str, ...] = ("zero-to-cad", "exact")
    rotations: str = "none"
    limit: int | None = None
    seed: int = 0
    budget: float = 30.0

    def __post_init__(self) -> None:
        """Raises ConfigError for what no run could use, before any work is done."""
        from zero_to_cad.score import PROTOCOLS, ROTATION_SETS

        if self.sight not in get_args(Sight):
            raise ConfigError(f"An engine can be given 'geometry' or 'views', not {self.sight!r}.")
        for name in self.protocols:
            if name not in PROTOCOLS:
                raise ConfigError(f"There is no score protocol {name!r}: use some of {', '.join(PROTOCOLS)}.")
        if not self.protocols:
            raise ConfigError("Name at least one score protocol.")
        if self.rotations not in ROTATION_SETS:
            raise ConfigError(f"There is no rotation set {self.rotations!r}: use one of {', '.join(ROTATION_SETS)}.")
        if self.limit is not None and self.limit < 1:
            raise ConfigError(f"The limit must be 1 part or more, not {self.limit}.")
        if not self.budget > 0:
            raise ConfigError(f"The budget must be above 0 seconds, not {self.budget:g}.")

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self) | {"protocols": list(self.protocols)}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Settings:
        """The settings that `to_json` wrote. Raises ConfigError for others."""
        try:
            return cls(**fields | {"protocols": tuple(fields["protocols"])})
        except (KeyError, TypeError) as error:
            raise ConfigError(f"These are no settings of an evaluation: {error}.") from error
