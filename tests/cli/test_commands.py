"""The other commands, in this process."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

import zero_to_cad
from zero_to_cad.cli import main

ROOT = Path(__file__).parents[2]
HORN = str(ROOT / "examples" / "horn.step")
PROGRAMS = ROOT / "tests" / "programs"

Captured = pytest.CaptureFixture[str]


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"zero-to-cad {zero_to_cad.__version__}\n"


@pytest.mark.parametrize("command", ["reconstruct", "render", "run", "score", "serve", "mcp", "doctor"])
def test_help(command: str, capsys: Captured) -> None:
    assert main([command, "--help"]) == 0
    assert f"zero-to-cad {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["carve"], ["render"], ["score", "a.step"], ["run", "x.py", "--colour"]])
def test_usage(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().out == ""


def test_render(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "views"
    assert main(["render", HORN, "-o", str(out)]) == 0
    assert {f"view_{i}.png" for i in range(8)} | {"views.json", "contact_sheet.png"} == {
        path.name for path in out.iterdir()
    }
    assert main(["render", HORN, "-o", str(out)]) == 2
    assert main(["render", HORN, "-o", str(out), "--force"]) == 0
    assert capsys.readouterr().out == ""


def test_run(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "made"
    assert main(["run", str(PROGRAMS / "horn.py"), "-o", str(out)]) == 0
    assert "took `result`" in capsys.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == [
        "measures.json",
        "result.glb",
        "result.step",
        "result.stl",
    ]
    measures = json.loads((out / "measures.json").read_text(encoding="utf-8"))
    assert measures["selected"] == "result"
    assert measures["volume"] == pytest.approx(578.9955, abs=1e-3)


def test_run_of_a_program_that_fails(tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", str(PROGRAMS / "broken.py"), "-o", str(tmp_path / "made")]) == 1
    assert capsys.readouterr().err.startswith("runtime (line 4): ")
    assert list(tmp_path.iterdir()) == []


def test_run_of_no_program(tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", str(tmp_path / "none.py"), "-o", str(tmp_path / "made")]) == 2
    assert "none.py does not exist." in capsys.readouterr().err


def test_score_of_a_program_against_a_part(capsys: Captured) -> None:
    assert main(["score", str(PROGRAMS / "horn.py"), HORN, "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert [(one["protocol"], round(one["iou"], 6)) for one in answer["scores"]] == [
        ("zero-to-cad", 1.0),
        ("exact", 1.0),
    ]
    assert answer["errors"]["volume"] == pytest.approx(0, abs=1e-6)
    assert "IoU 1.000000 (exact)" in err


def test_score_under_one_protocol(capsys: Captured) -> None:
    arguments = [
        "score",
        str(PROGRAMS / "disc.py"),
        HORN,
        "--protocol",
        "zero-to-cad",
        "--rotations",
        "cube24",
    ]
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "(zero-to-cad, rotations cube24)" in err
    assert "exact" not in err


@pytest.mark.parametrize("arguments", [["--protocol", "best"], ["--rotations", "all"]])
def test_score_under_an_unknown_protocol(arguments: list[str], capsys: Captured) -> None:
    assert main(["score", HORN, HORN, *arguments]) == 2
    assert "use one of" in capsys.readouterr().err


def test_doctor(capsys: Captured) -> None:
    assert main(["doctor", "--json"]) == 0
    out, err = capsys.readouterr()
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert all(check["there"] for check in checks.values() if check["needed"])
    assert checks["renderer"]["detail"] == "8 views of a box drawn"
    assert checks["sandbox"]["detail"] == "ran a box of 6 mm³"
    assert checks["extra: vlm"]["cure"] == "pip install 'zero-to-cad[vlm]'"
    assert "libGL.so.1" in err


def test_doctor_ends_with_3_when_something_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    module = import_module("zero_to_cad.cli.doctor")
    monkeypatch.setattr(module, "LIBRARIES", ("libNone.so.1",))
    assert main(["doctor"]) == 3
    assert "libNone.so.1" in capsys.readouterr().err
