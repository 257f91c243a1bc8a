"""From nothing to a model that writes programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zero_to_cad.cli import main
from zero_to_cad.errors import ConfigError
from zero_to_cad.training import tiny_settings

SAMPLES = 16
LEARNT = 14


@pytest.mark.slow
def test_sixteen_parts_are_learnt_by_heart_and_rebuilt(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tiny"
    assert main(["train", "--preset", "tiny", "-o", str(out), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["figures"]["samples"] == SAMPLES
    assert told["figures"]["alike"] * SAMPLES >= LEARNT, "programs that run and reach IoU 0.9"
    part, folder = out.with_name("tiny.start") / "parts" / "part_00.step", tmp_path / "rebuilt"
    assert main(["reconstruct", str(part), "--engine", f"transformers:{out}", "-o", str(folder)]) == 0
    report = json.loads((folder / "report.json").read_text())
    assert max(score["iou"] for score in report["scores"]) >= 0.9


def test_torchrun_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(ConfigError, match="without torchrun"):
        tiny_settings(tmp_path / "tiny")
    assert not list(tmp_path.iterdir())
