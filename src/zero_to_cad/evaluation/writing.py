"""A run's report as files beside its records."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation.markdown import markdown
from zero_to_cad.evaluation.page import page
from zero_to_cad.evaluation.report import Report, report_of


def write_report(folder: Path | str) -> Report:
    """Write report.json, report.md and report.html into a run's folder. Raises ConfigError."""
    folder = Path(folder)
    made = report_of(folder)
    texts: Mapping[str, str] = {
        "report.json": json.dumps(made.to_json(), indent=2) + "\n",
        "report.md": markdown(made),
        "report.html": page(made, folder),
    }
    for name, text in texts.items():
        scratch = folder / f".{name}.{os.getpid()}"
        try:
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(folder / name)
        except OSError as error:
            raise ConfigError(f"{folder / name} cannot be written: {error.strerror}.") from error
    return made
