"""How many candidates a model is asked for, and how freely it may choose its words."""

from __future__ import annotations

from dataclasses import dataclass

from zero_to_cad.errors import ConfigError

# The published limit of an answer.
MAX_TOKENS = 4096
USUAL_TEMPERATURE = 0.7


@dataclass(frozen=True)
class Sampling:
    """One candidate is greedy; of several the first is greedy and the others are sampled.

    temperature: of the sampled ones, 0.7 unless given; given for a single candidate, that one is sampled too. The same
    seed gives the same candidates. Raises ConfigError for values out of range.
    """

    samples: int = 1
    temperature: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.samples <= 1024:
            raise ConfigError(f"--samples must be from 1 to 1024, not {self.samples}.")
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            raise ConfigError(f"--temperature must be from 0 to 2, not {self.temperature:g}.")
        if self.samples > 1 and self.temperature == 0:
            raise ConfigError("At --temperature 0 all samples would be the same: ask for one, or give another.")
        if not 0 <= self.seed < 2**31:
            raise ConfigError(f"--seed must be from 0 to {2**31 - 1}, not {self.seed}.")

    @property
    def temperatures(self) -> tuple[float, ...]:
        """One a candidate; 0 means greedy."""
        if self.samples == 1:
            return (self.temperature or 0.0,)
        return (0.0,) + (self.temperature or USUAL_TEMPERATURE,) * (self.samples - 1)

    def label(self, number: int) -> str:
        """What to call candidate `number`, from 0: nothing when it is the only one."""
        return f"sample {number + 1} of {self.samples}" if self.samples > 1 else ""
