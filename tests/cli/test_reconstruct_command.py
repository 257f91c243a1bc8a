"""`zero-to-cad reconstruct`, in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

import tiny_model
from chat_server import serving, status, whole
from zero_to_cad.cli import main
from zero_to_cad.part import read
from zero_to_cad.reconstruct import FILES
from zero_to_cad.views import render

ROOT = Path(__file__).parents[2]
HORN = ROOT / "examples" / "horn.step"
PROGRAMS = ROOT / "tests" / "programs"
HOPELESS = Path(__file__).with_name("hopeless.py")
ENGINE = f"recorded:{PROGRAMS / 'horn.py'}"

Captured = pytest.CaptureFixture[str]


def reconstruct(*arguments: Path | str, engine: str = ENGINE) -> int:
    return main(["reconstruct", *map(str, arguments), "--engine", engine])


def test_one_part_goes_to_the_folder_itself(tmp_path: Path, capsys: Captured) -> None:
    source = tmp_path / "ein Teil – größe.step"
    shutil.copy(HORN, source)
    assert reconstruct(source, "-o", tmp_path / "out ø") == 0
    assert sorted(path.name for path in (tmp_path / "out ø").iterdir()) == sorted(FILES)
    out, err = capsys.readouterr()
    assert out == ""
    assert "ein Teil – größe: IoU 1.0000 (zero-to-cad), 1.0000 (exact)" in err


def test_without_a_folder_it_goes_to_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    assert reconstruct(HORN, "--json") == 0
    assert (tmp_path / "out" / "horn" / "program.py").is_file()
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["folder"] == "out/horn"
    assert result["report"]["scores"][1]["protocol"] == "exact"


def test_a_bad_input_does_not_stop_the_others(tmp_path: Path, capsys: Captured) -> None:
    noise = tmp_path / "noise.step"
    noise.write_bytes(bytes(range(256)) * 8)
    assert reconstruct(noise, HORN, tmp_path / "none.step", "-o", tmp_path / "out", "--json") == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["horn"]
    out, err = capsys.readouterr()
    results = json.loads(out)["results"]
    assert [result.get("exit_code", 0) for result in results] == [2, 0, 2]
    assert "1 of 3 rebuilt" in err
    assert str(noise) in err
    assert "Traceback" not in err


def test_failures_of_different_kinds_end_with_1(tmp_path: Path) -> None:
    code = reconstruct(tmp_path / "none.step", HORN, "-o", tmp_path / "out", engine=f"recorded:{HOPELESS}")
    assert code == 1
    assert not (tmp_path / "out").exists()


def test_no_part_lists_the_attempts(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(HORN, "-o", tmp_path / "out", engine=f"recorded:{HOPELESS}") == 1
    err = capsys.readouterr().err
    assert "horn was not rebuilt" in err
    assert "1. recorded: hopeless.py: runtime (line 4)" in err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(HORN, "-o", tmp_path / "out") == 0
    assert reconstruct(HORN, "-o", tmp_path / "out") == 2
    assert "exists" in capsys.readouterr().err
    assert reconstruct(HORN, "-o", tmp_path / "out", "--force") == 0


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert reconstruct(HORN, "-o", tmp_path / "file" / "out") == 2
    assert "cannot be made" in capsys.readouterr().err


def test_several_solids(tmp_path: Path, capsys: Captured) -> None:
    import cadquery

    source = tmp_path / "two.step"
    boxes = cadquery.Workplane().rarray(30, 1, 2, 1).box(20, 10, 5)
    cadquery.exporters.export(boxes, str(source))
    assert reconstruct(source, "-o", tmp_path / "one") == 2
    assert "--solid" in capsys.readouterr().err
    assert reconstruct(source, "-o", tmp_path / "one", "--solid", "2") == 0
    assert reconstruct(source, "-o", tmp_path / "each", "--all") == 0
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["two_1", "two_2"]


def test_a_folder_of_views(tmp_path: Path, capsys: Captured) -> None:
    assert main(["render", str(HORN), "-o", str(tmp_path / "views")]) == 0
    assert reconstruct(tmp_path / "views", "-o", tmp_path / "out") == 0
    assert "views: IoU 1.0000 (silhouettes), 1.0000 (views)" in capsys.readouterr().err


def bare_pictures(folder: Path, names: dict[str, int]) -> list[Path]:
    """Pictures of the horn's views, without any text in them."""
    folder.mkdir(exist_ok=True)
    views = render(read(HORN))
    for name, number in names.items():
        Image.fromarray(views.images[number]).save(folder / name)
    return [folder / name for name in names]


def test_picture_files_are_one_part_beside_others(tmp_path: Path, capsys: Captured) -> None:
    pictures = bare_pictures(tmp_path / "shots", {f"v{number}.png": number for number in range(8)})
    inputs = (pictures[0], HORN, *pictures[:0:-1])
    assert reconstruct(*inputs, "--size", "20", "-o", tmp_path / "out", "--json") == 0
    out, err = capsys.readouterr()
    results = json.loads(out)["results"]
    assert [result["name"] for result in results] == ["shots", "horn"]
    assert results[0]["report"]["input"]["notes"] == [
        "The pictures do not say their scale: the longest side is taken to be 20 mm"
    ]
    assert 0 <= results[0]["report"]["confidence"]["expected_iou"] <= 1
    assert results[1]["report"]["confidence"] is None
    assert "longest side is taken to be 20 mm" in err
    assert "is to be expected" in err


def test_fewer_views_say_what_that_costs(tmp_path: Path, capsys: Captured) -> None:
    pictures = bare_pictures(tmp_path, {"rear.png": 4, "front.png": 0})
    assert reconstruct(*pictures, "-o", tmp_path / "out") == 2
    assert "name each picture by its view" in capsys.readouterr().err
    assert reconstruct(*pictures, "-o", tmp_path / "out", "--views", "4,0", "--json") == 0
    out, err = capsys.readouterr()
    (result,) = json.loads(out)["results"]
    assert result["report"]["input"]["views"] == [0, 4]
    assert "Views 1, 2, 3, 5, 6, 7 of the eight are missing: with 2, synthetic parts lost" in err


def test_pictures_that_cannot_be_mended_are_refused(tmp_path: Path, capsys: Captured) -> None:
    pictures = bare_pictures(tmp_path / "shots", {f"v{number}.png": number for number in range(8)})
    for path in pictures:
        Image.open(path).crop((40, 40, 216, 216)).resize((256, 256)).save(path)
    assert reconstruct(tmp_path / "shots", "-o", tmp_path / "out", engine="fit") == 2
    assert "touches the frame in views 0, 1, 2, 3, 4, 5, 6 and 7 and may be cut off" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--views", "0,x"], "--views takes numbers"),
        (["--views", "0,1"], "no picture file is named"),
        (["--engine", "magic"], "There is no engine 'magic'"),
        (["--solid", "1", "--all"], "Give either --solid or --all"),
        (["--budget", "0"], "above 0"),
    ],
)
def test_options_that_cannot_be(arguments: list[str], sentence: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["reconstruct", str(HORN), "-o", str(tmp_path / "out"), *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_two_inputs_of_one_name(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(HORN, tmp_path / "horn.stl", "-o", tmp_path / "out") == 2
    assert "would share a result folder" in capsys.readouterr().err


def test_no_input_is_there(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(tmp_path / "none.step", "-o", tmp_path / "out") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.step'} does not exist.\n"


def test_a_model_behind_a_server(tmp_path: Path, capsys: Captured) -> None:
    program = (PROGRAMS / "horn.py").read_text(encoding="utf-8")
    with serving(whole(f"```python\n{program}```")) as server:
        options = ("--url", server.url, "--model", "m", "--price", "1,2")
        assert reconstruct(HORN, "-o", tmp_path / "out", "--json", *options, engine="endpoint") == 0
    out, _ = capsys.readouterr()
    (result,) = json.loads(out)["results"]
    assert result["report"]["attempts"][0]["detail"] == "m"
    assert result["report"]["model_usage"]["cost"] == pytest.approx((600 * 1 + 40 * 2) / 1e6)
    assert (tmp_path / "out" / "transcript.jsonl").is_file()


def test_what_was_said_is_kept_where_no_part_came_out(tmp_path: Path, capsys: Captured) -> None:
    with serving(whole(f"```python\n{HOPELESS.read_text(encoding='utf-8')}```")) as server:
        assert reconstruct(HORN, "-o", tmp_path / "out", "--url", server.url, engine="endpoint:m") == 1
    kept = tmp_path / "out.transcript.jsonl"
    assert list(tmp_path.iterdir()) == [kept]
    assert str(kept) in capsys.readouterr().err
    assert reconstruct(HORN, "-o", tmp_path / "again", engine=f"recorded:{kept}") == 1
    assert f"1. recorded: {kept.name}, program 1: runtime (line 4)" in capsys.readouterr().err


def test_a_local_model_reads_several_parts_at_once(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(HORN, "-o", tmp_path / "out", "--batch", "2") == 2
    assert "no use for --batch" in capsys.readouterr().err
    other = tmp_path / "other.step"
    shutil.copy(HORN, other)
    # Random weights write no program; what they wrote is kept, for each part its own.
    engine = f"transformers:{tiny_model.folder()}"
    assert reconstruct(HORN, other, "-o", tmp_path / "out", "--batch", "2", engine=engine) == 1
    kept = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in kept] == ["horn.transcript.jsonl", "other.transcript.jsonl"]
    assert kept[0].read_text(encoding="utf-8") == kept[1].read_text(encoding="utf-8")


def test_a_server_that_is_not_there(tmp_path: Path, capsys: Captured) -> None:
    with serving(status(404, "no such model")) as server:
        assert reconstruct(HORN, "-o", tmp_path / "out", "--url", server.url, engine="endpoint:m") == 1
    assert "404: no such model" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_options_that_an_engine_has_no_use_for(tmp_path: Path, capsys: Captured) -> None:
    assert reconstruct(HORN, "-o", tmp_path / "out", "--rounds", "3", engine="fit") == 2
    assert "no use for --rounds" in capsys.readouterr().err
