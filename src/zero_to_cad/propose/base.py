"""What a proposer is given, what it answers, and how it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from zero_to_cad.errors import ConfigError, InputError

if TYPE_CHECKING:
    from zero_to_cad.part import Part
    from zero_to_cad.propose.transcript import Exchange
    from zero_to_cad.views import Views

# Called with the number of tokens that a model has written so far.
Told = Callable[[int], None]


@dataclass(frozen=True)
class Target:
    """What is to be rebuilt: the part itself, its eight views, or both. `name` is used in messages only."""

    name: str
    part: Part | None = None
    views: Views | None = None

    def pictures(self) -> Views:
        """Its views, drawn where there are none yet. Raises InputError for a target of nothing."""
        if self.views is not None:
            return self.views
        if self.part is None:
            raise InputError(f"{self.name} has neither geometry nor views.")
        from zero_to_cad.views import render

        return render(self.part)


@dataclass(frozen=True)
class Candidate:
    """A program that may make the target, who proposed it, and in a few words how it was found.

    `expected` is the volume IoU that the proposer, who puts its best first, expects of it; None when it cannot tell.
    A result that reaches it, or `slack` less, ends the search.
    With `rivals`, candidates of another proposer follow, and only a result as good as exact ends the search before.
    A `remedy` is the candidate before it, more cautiously made: it is tried only where the kernel failed with that one.
    `snapped` are round dimensions that were taken for what was read: (written, read), mm.
    """

    program: str
    proposer: str
    detail: str = ""
    expected: float | None = None
    remedy: bool = False
    rivals: bool = False
    slack: float = 0.01
    snapped: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Budget:
    """Wall-clock seconds for one reconstruction, counted from when the budget is made.

    It is asked before each piece of work is begun, so work under way is not cut off. A proposer without end
    has to stop by it: the loop goes on asking while it has no part.
    `exchanges` is what was said to models for it and by them, in order: proposers append to it.
    Raises ConfigError when `seconds` is not above zero.
    """

    seconds: float
    started: float = field(default_factory=time.monotonic)
    exchanges: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise ConfigError(f"The budget must be above 0 seconds, not {self.seconds:g}.")

    @property
    def left(self) -> float:
        """Seconds that remain, 0 when the budget is spent."""
        return max(0.0, self.started + self.seconds - time.monotonic())

    @property
    def far_over(self) -> bool:
        """Whether twice the budget is spent."""
        return time.monotonic() > self.started + 2 * self.seconds


class Proposer(Protocol):
    """Anything that turns a target into candidate programs.

    `propose` is lazy and yields the most promising candidate first: the loop stops asking once it is
    satisfied. It raises ProposerError when it cannot propose anything for this target. Where it is a generator, each
    `yield` gives what became of the candidate, an Attempt, to a proposer that wants to learn from it; None where it
    was not tried.
    """

    @property
    def name(self) -> str: ...

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]: ...
