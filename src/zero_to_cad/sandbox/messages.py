"""Says in plain words why a program stopped. Runs in the program's own process."""

from __future__ import annotations

import errno
import traceback
from types import TracebackType

from zero_to_cad.errors import ProgramError, ProgramErrorKind

PROGRAM_NAME = "<program>"

# What usually keeps the kernel from doing what a method asks for.
HINTS = {
    "fillet": "the radius may be larger than a neighbouring face allows; use a smaller one or fewer edges",
    "chamfer": "the length may be larger than a neighbouring face allows; use a smaller one or fewer edges",
    "shell": "the wall may be thicker than a curve's radius; use a thinner one",
    "offset2D": "the offset may be larger than the outline allows; use a smaller one",
    "loft": "the sections may differ too much or lie in one plane",
    "sweep": "the path may bend more sharply than the profile is wide, or not start at the profile",
    "revolve": "the outline may cross the axis",
    "extrude": "the outline may be open, flat or cross itself",
    "close": "the outline may have only one point",
}
LONGEST = 500  # characters of an exception's own message
REFUSED = (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS)
KERNEL = ("StdFail", "Standard_", "gp_", "Geom", "BRep")


def explain(error: BaseException) -> ProgramError:
    """A named failure, with the line of the innermost frame in the program."""
    if isinstance(error, ProgramError):
        return error
    line, method = locate(error.__traceback__)
    kind, message = _kind_and_message(error, method)
    return ProgramError(kind, message, line)


def locate(trace: TracebackType | None) -> tuple[int | None, str | None]:
    """The innermost line of the program, and the name of the library function that it called there."""
    line: int | None = None
    method: str | None = None
    for frame, number in traceback.walk_tb(trace):
        if frame.f_code.co_filename == PROGRAM_NAME:
            line, method = number, None
        elif method is None:
            method = frame.f_code.co_name
    return line, method


def _kind_and_message(error: BaseException, method: str | None) -> tuple[ProgramErrorKind, str]:
    name = type(error).__name__
    try:
        said = str(error).strip()
    except Exception:
        # The program's own class.
        said = ""
    if isinstance(error, MemoryError) or name == "Standard_OutOfMemory":
        return "memory", "the program needs more memory than it may use."
    if isinstance(error, OSError) and error.errno in REFUSED:
        what = f" {error.filename!r}" if error.filename is not None else ""
        return "policy", f"the program tried something the sandbox does not allow{what}: {error.strerror}."
    if isinstance(error, RecursionError):
        return "runtime", "the program calls itself without end (RecursionError)."
    if isinstance(error, SystemExit):
        return "runtime", f"the program ended itself with exit({error.code!r}) before giving a result."
    if isinstance(error, AssertionError):
        return "runtime", f"an assertion failed{': ' + said if said else ''}."
    if name == "ParseException":
        return "runtime", f"CadQuery does not know the selector {getattr(error, 'pstr', '')!r}."
    if name.startswith(KERNEL):
        task = f"this {method}" if method else "this step"
        hint = f": {HINTS[method]}" if method in HINTS else ""
        return "runtime", f"the kernel could not make {task}{hint} ({name}{': ' + said if said else ''})."
    hint = f" ({HINTS[method]})" if method in HINTS else ""
    return "runtime", f"{name}: {said[:LONGEST] or 'no message'}{hint}"
