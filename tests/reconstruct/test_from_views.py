"""A part rebuilt from PNG files, of which no geometry was ever on the disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import cadquery as cq
import pytest

from zero_to_cad.part import Part
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.score import score
from zero_to_cad.views import load_views, render

opened: list[str] | None = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if opened is not None and event == "open" and isinstance(arguments[0], str | bytes):
        opened.append(str(arguments[0]))


def test_nothing_but_the_pictures_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part.from_shape(cq.Workplane().box(60, 40, 20).faces(">Z").workplane().hole(18).val())
    for number, data in enumerate(render(part).png_files()):
        (tmp_path / f"view_{number}.png").write_bytes(data)
    sys.addaudithook(_note)
    monkeypatch.setattr(sys.modules[__name__], "opened", [])
    found = reconstruct(load_views(tmp_path))
    assert opened is not None
    ours = {path for path in opened if path.startswith(str(tmp_path))}
    assert ours == {str(tmp_path / f"view_{number}.png") for number in range(8)}
    assert not [path for path in opened if path.lower().endswith((".step", ".stp", ".brep", ".stl"))]
    monkeypatch.undo()
    assert found.target.part is None
    assert score(found.part, part).iou > 0.95
