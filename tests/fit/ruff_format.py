"""What ruff makes of a program: the writer lays its programs out the same way."""

from __future__ import annotations

import subprocess
import sys


def formatted(source: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "-"]
    return subprocess.run(command, input=source, text=True, capture_output=True, check=True).stdout
