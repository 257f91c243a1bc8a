"""`zero-to-cad dataset` and `zero-to-cad evaluate`, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zero_to_cad.cli import main

PROGRAM = "import cadquery as cq\n\nside = 10.0\nresult = cq.Workplane().box(side, side, {})\n"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two rows, built from programs."""
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "programs").mkdir()
    for height in (10, 5):
        (folder / "programs" / f"box_{height}.py").write_text(PROGRAM.format(height))
    assert main(["dataset", "build", str(folder / "programs"), "-o", str(folder / "set"), "--split", "test"]) == 0
    return folder / "set"


def test_a_dataset_is_listed_shown_exported_and_checked(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dataset", "show", str(dataset), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["num_faces"] for row in rows] == [6, 6]
    assert main(["dataset", "show", str(dataset), rows[0]["uuid"]]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert PROGRAM.format(10).strip() in shown.err
    out = tmp_path / "one"
    assert main(["dataset", "export", str(dataset), rows[1]["uuid"], str(out)]) == 0
    assert (out / "program.py").read_text() == PROGRAM.format(5)
    assert len(list(out.iterdir())) == 12
    assert main(["dataset", "export", str(dataset), rows[1]["uuid"], str(out)]) == 2
    assert main(["dataset", "show", str(dataset), "nobody"]) == 2
    assert main(["dataset", "check", str(dataset), "--limit", "1"]) == 0
    assert "1 rows checked, 0 with problems" in capsys.readouterr().err


def test_a_dataset_is_counted_and_curated(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "stats.html"
    assert main(["dataset", "stats", str(dataset), "--page", str(page), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["operations"] == {"Workplane": 2, "box": 2}
    assert page.read_text().startswith("<!doctype html>")
    out = tmp_path / "curated"
    assert main(["dataset", "curate", str(dataset), "--split", "test", "-o", str(out), "--count", "1", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["kept"]) == 1
    assert main(["dataset", "show", str(out), "--json"]) == 0


def test_a_program_that_gives_no_row_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "empty.py").write_text("x = 1\n")
    assert main(["dataset", "build", str(tmp_path / "bad"), "-o", str(tmp_path / "set")]) == 1
    assert "empty.py: geometry" in capsys.readouterr().err


def test_an_evaluation_and_a_comparison(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = []
    # A ball has no height that the loop could refine to that of either box.
    for name, source in (
        ("box", PROGRAM.format(10)),
        ("ball", "import cadquery as cq\nresult = cq.Workplane().sphere(5)\n"),
    ):
        program = tmp_path / f"{name}.py"
        program.write_text(source)
        runs.append(str(tmp_path / f"run_{name}"))
        command = ["evaluate", "--data", str(dataset), "--engine", f"recorded:{program}", "-o", runs[-1]]
        assert main([*command, "--protocol", "exact", "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert 0.3 < report["protocols"]["exact"]["all"]["mean"]["value"] <= 1.0
        assert (Path(runs[-1]) / "report.html").exists()
    assert main(["evaluate", "compare", *runs, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["differences"][0]["better"], found["differences"][0]["worse"]) == (0, 2)
    assert main(["evaluate", "report", runs[0]]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"],
        ["evaluate", "--suite", "closed"],
        ["evaluate", "--suite", "open", "--from", "touch"],
        ["evaluate", "--suite", "open", "--protocol", "guess"],
        ["evaluate", "compare", "nowhere", "nowhere"],
        ["dataset", "show", "no/such/thing/at-all"],
        ["dataset", "build", "nowhere", "-o", "out"],
    ],
)
def test_bad_usage_is_one_sentence(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert said.strip().count("\n") == 0
    assert list(tmp_path.iterdir()) == []
