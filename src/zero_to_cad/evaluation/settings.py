"""What is evaluated, on what, and how it is counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from zero_to_cad.errors import ConfigError
from zero_to_cad.propose import Settings as EngineSettings

Sight = Literal["geometry", "views"]


@dataclass(frozen=True)
class Settings:
    """All that decides the records of a run; two runs with equal settings are the same run.

    engine: a name as for `propose.engine`. data: a folder of parts, a dataset (folder, glob, hub id), or "suite:open".
    split: which of a dataset's. sight: what the engine is given, the part's "geometry" or its eight "views" only.
    protocols, rotations: as for `score`; the rotation set is that of the protocols that take one. limit: how many
    parts, drawn by `seed`. budget: seconds a part. raw: the engine's programs as they are, neither repaired nor
    refined: what a comparison of models needs. told: what the engine is told, such as a server's URL.
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
    raw: bool = False
    told: EngineSettings = field(default_factory=EngineSettings)

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

    @property
    def who(self) -> str:
        """The engine, what it is told and what it is given, in words."""
        model = f" ({self.told.model})" if self.told.model else ""
        more = "".join(f", {name} {value}" for name, value in self._told().items() if name not in ("model", "url"))
        return f"{self.engine}{model}{more} from {self.sight}" + ", raw answers" * self.raw

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self) | {"protocols": list(self.protocols), "told": self._told()}

    def _told(self) -> dict[str, Any]:
        return {name: getattr(self.told, name) for name in sorted(self.told.given)}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Settings:
        """The settings that `to_json` wrote. Raises ConfigError for others."""
        try:
            told = EngineSettings(**fields.get("told", {}))
            return cls(**fields | {"protocols": tuple(fields["protocols"]), "told": told})
        except (KeyError, TypeError) as error:
            raise ConfigError(f"These are no settings of an evaluation: {error}.") from error
