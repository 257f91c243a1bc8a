"""What `reconstruct` gives back: a finding that can be saved, reported and shown."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from zero_to_cad.reconstruct.finding import Finding
from zero_to_cad.reconstruct.page import scores_table
from zero_to_cad.reconstruct.report import report
from zero_to_cad.reconstruct.save import save


class Reconstruction(Finding):
    """The chosen program with all that is known about it; shows itself in a notebook."""

    @cached_property
    def report(self) -> dict[str, object]:
        """What report.json holds; outside its key "timings" it is the same on every run."""
        return report(self)

    def save(self, folder: Path | str, force: bool = False) -> None:
        """Write the result folder, whole or not at all.

        Raises ConfigError when `folder` cannot be written to, or exists; with `force`, an earlier result is
        replaced, and nothing else ever is.
        """
        save(self, folder, force)

    def __repr__(self) -> str:
        return f"<Reconstruction of {self.target.name}: {self.sentence}>"

    def _repr_png_(self) -> bytes:
        return self.sheet

    def _repr_html_(self) -> str:
        return scores_table(self)
