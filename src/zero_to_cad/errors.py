"""Everything this library raises on purpose.

    ZeroToCadError
    |-- InputError            a file or pictures that cannot be used; says what was wrong and what to do
    |   |-- UnreadableError   missing, empty, truncated, not the format it claims, unsupported
    |   |-- NotASolidError    surfaces only, open or flat or self-intersecting mesh, no solid
    |   `-- SeveralSolidsError  more than one solid where one was asked for; carries the list
    |-- ProgramError          a program that gave no part; `kind` says how, `line` where
    |-- ProposerError         a proposer that gave no program: unavailable, refused, truncated
    |-- SandboxUnavailable    this machine lacks a protection, so no program is run
    `-- ConfigError           an option, a setting or an output folder that cannot be used

Exit codes: 0 done; 1 done but below what was asked, or refused honestly; 2 bad input or usage; 3 the machine
lacks something; 130 interrupted. Every message is one sentence for the person who reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

ProgramErrorKind = Literal["syntax", "policy", "runtime", "geometry", "timeout", "memory", "output", "crash"]
ProposerErrorKind = Literal["unavailable", "refused", "truncated"]


class ZeroToCadError(Exception):
    """Root of all deliberate errors. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class InputError(ZeroToCadError):
    """An input that cannot be used."""

    exit_code = 2


class UnreadableError(InputError):
    """A file that is missing, empty, truncated, not what its name says, or of an unsupported format."""


class NotASolidError(InputError):
    """A file that was read but does not hold one closed solid."""


class SeveralSolidsError(InputError):
    """A file with several solids where one was asked for.

    `sizes` holds each solid's bounding-box size (dx, dy, dz) in mm, in file order.
    """

    def __init__(self, message: str, sizes: Sequence[tuple[float, float, float]]) -> None:
        super().__init__(message)
        self.sizes = tuple(sizes)


class ProgramError(ZeroToCadError):
    """A program that gave no part. `line` is 1-based, None when no line is known."""

    def __init__(self, kind: ProgramErrorKind, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind: ProgramErrorKind = kind
        self.message = message
        self.line = line

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line is not None else ""
        return f"{self.kind}{where}: {self.message}"


class ProposerError(ZeroToCadError):
    """A proposer that gave no program. `transcript`: what was said to a model and by it, a JSON object a line."""

    def __init__(self, kind: ProposerErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind: ProposerErrorKind = kind
        self.transcript = ""


class SandboxUnavailable(ZeroToCadError):  # noqa: N818 - the name says the state, as in the documentation
    """This machine lacks a protection that running generated code needs."""

    exit_code = 3


class ConfigError(ZeroToCadError):
    """An option, a setting or an output folder that cannot be used."""

    exit_code = 2
