"""Whether a program's dimensions can be changed: each is moved a little, alone, and the program run again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from zero_to_cad.program import Parameter, Program, parse
from zero_to_cad.program.fold import fold
from zero_to_cad.program.lift import counts
from zero_to_cad.program.source import read
from zero_to_cad.propose import Attempt
from zero_to_cad.sandbox import Limits, Sandbox, Success

MOVE = 0.05
# Names are tried until so many faces have been made: no clock changes this count, so that the same part gets the same
# program.
FACES = 300
# With fewer names a run of the program as it is, from which the moves take what they leave as it is, costs more than
# it spares.
WORTH_A_RUN = 3
# Two runs of one program differ by less, relative to the volume.
SAME = 1e-6


@dataclass(frozen=True)
class Editability:
    """named: dimensions that have names. moved: those that were moved by 5% either way, each alone. broke: the names of
    those that a move of gave no valid solid. numbers: the names that were written as numbers for that reason.
    """

    named: int
    moved: int
    broke: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """The share of moved dimensions that can be moved; None where none was."""
        return 1 - len(self.broke) / self.moved if self.moved else None

    @property
    def sentence(self) -> str:
        """In words."""
        if not self.named:
            return "no dimension has a name"
        if not self.moved:
            return f"none of {self.named} named dimensions was tried: the part has too many faces, or the time was up"
        kept = self.moved - len(self.broke)
        tried = f"{self.moved}" if self.moved == self.named else f"the {self.moved} tried of {self.named}"
        numbers = f"; {len(self.numbers)} could not and became numbers" if self.numbers else ""
        return f"{kept} of {tried} named dimensions can change by 5% either way, each alone{numbers}"


def movable(program: Program) -> list[Parameter]:
    """The parameters that can be moved by 5%: written out, not zero, and no counts."""
    whole = counts(read(program.source))
    return [p for p in program.parameters if not p.derived and p.value and p.name not in whole]


def moves_break(
    program: Program, names: Sequence[Parameter], sandbox: Sandbox, limits: Limits, apart: bool
) -> tuple[int, tuple[str, ...]]:
    """How many names were moved within the limits of one run, and which of them broke the solid.

    apart: as for `Sandbox.move`.
    """

    def moved(factor: float) -> tuple[bool | None, ...]:
        return sandbox.move(program.source, [(one.name, one.value * factor) for one in names], limits, apart=apart)

    with ThreadPoolExecutor(2) as threads:
        down, up = threads.map(moved, (1 - MOVE, 1 + MOVE))
    pairs = list(zip(names, down, up, strict=True))
    broke = tuple(one.name for one, *sound in pairs if False in sound)
    return len(broke) + sum(bool(one_down and one_up) for _, one_down, one_up in pairs), broke


def edited(best: Attempt, sandbox: Sandbox, limits: Limits, seconds: float) -> tuple[Attempt, Editability]:
    """The attempt with its unmovable dimensions as numbers, and what was found out.

    The fewer faces the part has, the more names are tried, for so many `seconds` at most. Only programs of a
    proposer that says what it expects are changed: the others are their authors' own.
    """
    outcome = best.outcome
    assert isinstance(outcome, Success)
    program = parse(best.candidate.program)
    names = movable(program)
    # A program of which one run takes most of the time is not begun.
    most = FACES // (outcome.measures.faces or FACES) if 2 * outcome.seconds < seconds else 0
    chosen = _evenly(names, most)
    # A proposer that says what it expects writes statements that change nothing but what they bind.
    known = best.candidate.expected is not None
    tried, broke = moves_break(program, chosen, sandbox, limits.within(seconds), known and len(chosen) >= WORTH_A_RUN)
    found = Editability(len(names), tried, broke)
    if not broke or not known:
        return best, found
    source = fold(best.candidate.program, broke)
    again = sandbox.run(source, limits)
    volume = outcome.measures.volume
    if not isinstance(again, Success) or abs(again.measures.volume - volume) > SAME * volume:
        return best, found
    changed = replace(best, candidate=replace(best.candidate, program=source), outcome=again)
    return changed, Editability(len(names) - len(broke), tried - len(broke), numbers=broke)


def _evenly(names: Sequence[Parameter], most: int) -> list[Parameter]:
    """At most so many, evenly over the program: the first alone would all be of the base body."""
    if most >= len(names):
        return list(names)
    return [names[k * len(names) // most] for k in range(most)]
