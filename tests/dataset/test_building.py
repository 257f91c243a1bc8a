"""Programs become a dataset, and a kill costs little."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from datarows import BLOCK

from zero_to_cad.dataset import LocalSplit, Sample, make_sample, open_split
from zero_to_cad.dataset.building import Source, build, find_programs
from zero_to_cad.dataset.checking import check_sample, check_schema
from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.sandbox import Sandbox, shared

UUID = "0f9619ff-8b86-4011-b42d-00c04fc964ff"
BROKEN = "import cadquery as cq\nresult = cq.Workplane().box(1, 1, 1).edges().fillet(9)\n"


def programs(folder: Path) -> Path:
    folder.mkdir()
    (folder / f"{UUID}.py").write_text(BLOCK)
    (folder / "broken.py").write_text(BROKEN)
    (folder / "copy.py").write_text(BROKEN)
    return folder


def test_a_folder_of_programs(tmp_path: Path, second: Sandbox) -> None:
    sources = find_programs(programs(tmp_path / "programs"))
    assert [source.program for source in sources] == [BLOCK, BROKEN]
    told: list[tuple[int, int]] = []
    count, refused = build(sources, tmp_path / "set", "test", workers=2, tell=lambda *done: told.append(done))
    assert (count, told) == (1, [(2, 2)])
    assert [(one.kind, one.origin) for one in refused] == [("runtime", str(tmp_path / "programs" / "broken.py"))]
    split = open_split(tmp_path / "set")
    assert isinstance(split, LocalSplit)
    assert list(split) == [make_sample(BLOCK, UUID)]
    assert list(check_schema(split)) == []
    assert problems(split[0], second) == []
    assert "| test | 1 |" in (tmp_path / "set" / "README.md").read_text()
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == ["README.md", "data"]
    with pytest.raises(ConfigError, match="use force"):
        build(sources, tmp_path / "set", "test")


def test_a_file_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "programs.jsonl"
    lines = [{"program": BLOCK, "uuid": "mine"}, {"cadquery_file": BROKEN}, {"code": "x = 1"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [(s.program, s.origin) for s in find_programs(path)] == [
        (BLOCK, f"{path}, line 1"),
        (BROKEN, f"{path}, line 2"),
        ("x = 1", f"{path}, line 3"),
    ]
    assert find_programs(path)[0].name == "mine"
    path.write_text('{"text": "no program"}\n')
    with pytest.raises(UnreadableError, match="line 1"):
        find_programs(path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UnreadableError, match="holds no program"):
        find_programs(empty)


def test_a_build_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zero_to_cad.dataset.building.GROUP", 1)
    sources = [
        Source(f"row{n}", f"import cadquery as cq\nresult = cq.Workplane().box(1, 1, {n + 1})\n", "") for n in range(3)
    ]
    built: list[str] = []

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(sources, tmp_path / "set", tell=stop)

    def counted(program: str, name: str, sandbox: Sandbox) -> Sample:
        built.append(name)
        return make_sample(program, name, sandbox)

    monkeypatch.setattr("zero_to_cad.dataset.building.make_sample", counted)
    build(sources, tmp_path / "set")
    assert built == ["row2"]
    build(sources, tmp_path / "whole")
    first, second = (tmp_path / name / "data" / "train" / "00000.parquet" for name in ("set", "whole"))
    assert first.read_bytes() == second.read_bytes()


@pytest.fixture(scope="module")
def second() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def problems(sample: Sample, second: Sandbox) -> list[str]:
    return [problem.what for problem in check_sample(sample, shared(), second)]


def test_what_is_wrong_with_a_row_is_found(second: Sandbox) -> None:
    good, other = make_sample(BLOCK, "a"), make_sample(BLOCK.replace("8.0", "9.0"), "a")
    assert problems(replace(good, step=other.step), second) == ["solid"]
    assert problems(replace(good, stl=other.stl, num_faces=3), second) == ["faces", "solid"]
    assert problems(replace(good, images=good.images[:7]), second) == ["pictures"]
    assert problems(replace(good, images=(b"no picture", *good.images[1:])), second) == ["pictures"]
    assert problems(replace(good, ops_json="{}", ops_count=2), second) == ["calls"]
    assert problems(replace(good, ops_count=2, step=b"nothing"), second) == ["calls", "step"]
    assert problems(replace(good, program=BROKEN), second) == ["program"]
    # Random numbers are the same in every sandbox; where an object lies in memory is not.
    moody = "import cadquery as cq\nresult = cq.Workplane().box(30, 20, 7 + id(cq) % 1_000_003 / 1_000_003)\n"
    assert "repeat" in problems(replace(good, program=moody), second)


def test_a_file_of_another_schema(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(
        pa.table({"uuid": ["a"], "num_faces": pa.array([1], pa.int32()), "extra": [1]}), tmp_path / "x.parquet"
    )
    split = open_split(tmp_path)
    assert isinstance(split, LocalSplit)
    messages = [problem.message for problem in check_schema(split)]
    assert "num_faces is int32, not int64" in messages
    assert "column extra is none of the published ones" in messages
    assert "column image_7 is missing" in messages
    assert len(messages) == 18
