"""From text to a syntax tree."""

from __future__ import annotations

import ast
import warnings

from zero_to_cad.errors import ProgramError

MAX_LENGTH = 1 << 20


def read(source: str) -> ast.Module:
    """The syntax tree of a program. Raises ProgramError("syntax") for any text that is none."""
    if len(source) > MAX_LENGTH:
        raise ProgramError("syntax", f"the program is longer than {MAX_LENGTH} characters.")
    try:
        with warnings.catch_warnings():
            # An invalid escape in a string is not worth a word on the caller's terminal.
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        where = f": {error.text.strip()[:80]}" if error.text else ""
        raise ProgramError("syntax", f"{error.msg}{where}", error.lineno) from error
    except (ValueError, UnicodeError) as error:
        raise ProgramError("syntax", f"{error}.") from error
    except (RecursionError, MemoryError) as error:
        raise ProgramError("syntax", "the program is nested too deeply.") from error
