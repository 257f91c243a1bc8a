"""What a run is bounded by and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zero_to_cad.errors import ProgramError, ProgramErrorKind

if TYPE_CHECKING:
    from zero_to_cad.part import Measures, Part


# How many times its processor time work may take by the wall clock: on a busy machine it waits for others.
BUSY = 2.0


@dataclass(frozen=True)
class Limits:
    """Bounds of one run; each applies to the program, and again to the process that measures its result.

    memory_bytes: address space beyond what the warm process with CadQuery holds. output_bytes: what the
    program may print. result_bytes: the B-rep it hands over, and that with its mesh.
    """

    cpu_seconds: float = 30.0
    wall_seconds: float = 60.0
    memory_bytes: int = 4 << 30
    output_bytes: int = 64 << 10
    result_bytes: int = 64 << 20

    def within(self, seconds: float) -> Limits:
        """These limits with no more than `seconds` of processor time, and twice as many by the wall clock, so
        that how busy the machine is changes little."""
        cpu, wall = min(self.cpu_seconds, seconds), min(self.wall_seconds, BUSY * seconds)
        return replace(self, cpu_seconds=cpu, wall_seconds=wall)


@dataclass(frozen=True)
class Success:
    """A program that gave one valid solid.

    part, measures: meshed and taken by a second confined process from the bytes of the shape. selected: where the
    shape was found: "result", "show_object" or the name of a variable. seconds: wall time in the sandbox, until it
    was measured. notes: what was done to the result, one short sentence each. output: what the program printed.
    """

    part: Part
    measures: Measures
    selected: str
    seconds: float
    notes: tuple[str, ...] = ()
    output: str = field(default="", repr=False)


@dataclass(frozen=True)
class Failure:
    """A program that gave none.

    `line` is 1-based in its source, None when unknown; `output` is what it printed.
    """

    kind: ProgramErrorKind
    line: int | None
    message: str
    seconds: float
    output: str = field(default="", repr=False)

    def to_error(self) -> ProgramError:
        """The same as an exception."""
        return ProgramError(self.kind, self.message, self.line)
