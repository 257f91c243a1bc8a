"""`zero-to-cad synthesize`, and its rows in `zero-to-cad evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zero_to_cad.cli import main


def test_samples_are_made_told_of_and_evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "made"
    command = ["synthesize", "--count", "2", "--seed", "4", "--workers", "1", "-o", str(made), "--json"]
    assert main(command) == 0
    funnel = json.loads(capsys.readouterr().out)
    assert (funnel["tasks"], funnel["kept"], funnel["failed"]) == (2, 2, 0)
    assert (made / "funnel.html").stat().st_size > 1000
    # The same command again finds everything done.
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == funnel
    assert main(["synthesize", "--count", "3", "--seed", "4", "-o", str(made)]) == 2
    assert main(["dataset", "show", str(made), "--split", "train", "--json"]) == 0
    program = tmp_path / "program.py"
    program.write_text("import cadquery as cq\n\nresult = cq.Workplane().box(3, 2, 1)\n")
    capsys.readouterr()
    engine = ["--engine", f"recorded:{program}", "--raw"]
    report = ["evaluate", "--data", str(made), "--split", "train", *engine, "-o", str(tmp_path / "run"), "--json"]
    assert main(report) == 0
    assert len((tmp_path / "run" / "records.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--count", "0"], "count"),
        (["--model", "some-model"], "--url"),
        (["--model", "some-model", "--url", "http://127.0.0.1:9/v1", "--catalog", "none.jsonl"], "does not exist"),
        (["--model", "some-model", "--url", "http://127.0.0.1:9/v1", "--price", "cheap"], "price"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["synthesize", *options, "-o", str(tmp_path / "made")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "made").exists()
