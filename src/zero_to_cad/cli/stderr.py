"""What the commands say to the person: always on stderr, so that stdout carries JSON only."""

from __future__ import annotations

import os
import sys

from rich.console import Console

# Set to anything, it lets unexpected errors through with their traceback.
DEBUG = "ZERO_TO_CAD_DEBUG"


def console() -> Console:
    """A rich console on stderr that leaves paths and numbers as they are."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(*lines: str) -> None:
    """Print plain lines on stderr."""
    for line in lines:
        print(line, file=sys.stderr)


def missing_library(error: ImportError) -> str | None:
    """The sentence for a system library that CadQuery needs and this machine lacks, else None."""
    library = str(error).partition(":")[0]
    if not library.startswith(("libGL", "libX", "libx")):
        return None
    return (
        f"CadQuery needs the system library {library}, which is missing: "
        "install it with `apt-get install libgl1 libx11-6` or your system's equivalent."
    )


def unexpected(error: Exception) -> str:
    """The sentence for an error that nobody foresaw. Raises it instead when the debug variable is set."""
    if os.environ.get(DEBUG):
        raise error
    return (
        f"Unexpected {type(error).__name__}: {error}. This is a bug in Zero-to-CAD; "
        f"please report it with what {DEBUG}=1 shows."
    )
