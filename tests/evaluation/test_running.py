"""Whole evaluations: resumed, limited, from geometry and from views."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evaluated import PROGRAM, parts_folder, settings, without_seconds

import chat_server
from zero_to_cad.dataset import make_sample, write_split
from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation import Settings, evaluate, read_records, settings_of
from zero_to_cad.evaluation.items import items_of
from zero_to_cad.evaluation.measuring import given
from zero_to_cad.propose import Settings as EngineSettings

COUNT = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return parts_folder(tmp_path_factory.mktemp("data") / "boxes", COUNT)


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that nothing interrupts."""
    run = tmp_path_factory.mktemp("whole") / "run"
    evaluate(settings(folder), run)
    return run


def test_a_run_scores_every_part(whole: Path) -> None:
    records = read_records(whole / "records.jsonl")
    assert [record.name for record in records] == [f"box_{number:03}" for number in range(COUNT)]
    assert {record.status for record in records} == {"done"}
    assert records[0].scores == {"zero-to-cad": 1.0}
    assert records[0].chamfer == pytest.approx(0, abs=1e-3)
    volumes = [record.volume_error for record in records]
    assert volumes == pytest.approx([1 / (1 - number / (2 * COUNT)) - 1 for number in range(COUNT)], abs=1e-6)
    ious = [record.scores["zero-to-cad"] or 0 for record in records]
    # A cube against a box of two thirds of its height and equal width: 0.5625, in whole layers of voxels.
    assert ious == sorted(ious, reverse=True)
    assert ious[-1] == pytest.approx(0.5625, abs=1 / 64)
    assert {(record.faces, record.shape, record.calls, record.named_share) for record in records} == {
        (6, "planes", 2, 1.0)
    }
    assert len(list((whole / "pictures").iterdir())) == COUNT


def test_killed_at_random_moments_it_ends_with_the_same_records(folder: Path, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = [sys.executable, "-m", "zero_to_cad", "evaluate", "--data", str(folder), "--budget", "5", "-o", str(run)]
    command += ["--engine", f"recorded:{folder.with_suffix('.py')}", "--protocol", "zero-to-cad"]
    rng = np.random.default_rng(0)
    lines = 0
    for _ in range(2):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        wanted = min(lines + int(rng.integers(1, 3)), COUNT - 1)
        while process.poll() is None and lines < wanted:
            time.sleep(float(rng.uniform(0.0, 0.2)))
            path = run / "records.jsonl"
            lines = path.read_bytes().count(b"\n") if path.exists() else 0
        process.kill()
        process.wait()
    assert 0 < lines < COUNT
    evaluate(settings(folder), run)
    names = [json.loads(line)["name"] for line in (run / "records.jsonl").read_text().splitlines()]
    assert len(names) == len(set(names)) == COUNT
    assert without_seconds(read_records(run / "records.jsonl")) == without_seconds(
        read_records(whole / "records.jsonl")
    )


def test_the_workers_of_a_killed_run_end_too(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = [sys.executable, "-m", "zero_to_cad", "evaluate", "--data", str(folder), "-o", str(run), "--workers", "2"]
    command += ["--engine", f"recorded:{folder.with_suffix('.py')}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    while not (run / "records.jsonl").exists() or (run / "records.jsonl").read_bytes().count(b"\n") < 2:
        time.sleep(0.05)
    children = _children(process.pid)
    assert children
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_alive(child) for child in children)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_worker_killed_from_outside_is_replaced(folder: Path, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    killed: list[int] = []

    def tell(*_: object) -> None:
        if not killed:
            # Only a worker has the resource tracker as its brother and no children that are ours.
            killed.extend(child for child in _children(os.getpid()) if b"spawn_main" in _command(child))
            os.kill(killed[0], signal.SIGKILL)

    records = evaluate(settings(folder), run, tell=tell)
    assert killed
    assert without_seconds(records) == without_seconds(read_records(whole / "records.jsonl"))


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_other_settings_are_refused_in_a_run_s_folder(folder: Path, whole: Path, tmp_path: Path) -> None:
    assert settings_of(whole) == settings(folder)
    with pytest.raises(ConfigError, match="budget 5"):
        evaluate(replace(settings(folder), budget=6), whole)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(ConfigError, match="holds something else"):
        evaluate(settings(folder), tmp_path)
    with pytest.raises(ConfigError, match="no evaluation"):
        settings_of(tmp_path)


def test_settings_that_no_run_could_use(folder: Path, tmp_path: Path) -> None:
    for changes, message in (
        ({"protocols": ("guess",)}, "no score protocol 'guess'"),
        ({"protocols": ()}, "at least one"),
        ({"rotations": "z9"}, "no rotation set 'z9'"),
        ({"limit": 0}, "1 part or more"),
        ({"budget": 0.0}, "above 0"),
        ({"sight": "touch"}, "not 'touch'"),
    ):
        with pytest.raises(ConfigError, match=message):
            replace(settings(folder), **changes)
    with pytest.raises(ConfigError, match="no engine"):
        evaluate(Settings("oracle", str(folder)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_failures_are_records(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import cadquery as cq\nraise ValueError(cq)\n")
    data = tmp_path / "data"
    data.mkdir()
    (data / "good.step").write_bytes((folder / "box_000.step").read_bytes())
    (data / "torn.step").write_bytes((folder / "box_001.step").read_bytes()[:500])
    good, torn = evaluate(settings(data, broken), tmp_path / "run")
    assert (good.status, good.failure, good.scores) == ("failed", "runtime", {})
    assert "recorded: broken.py" in good.message
    assert torn.status == "unreadable"


def test_from_views_the_engine_gets_no_geometry(folder: Path, tmp_path: Path) -> None:
    seen = replace(settings(folder), sight="views", limit=1)
    [item] = items_of(seen)
    target = given(item.load(), seen)
    assert target.part is None
    assert target.views is not None
    [record] = evaluate(seen, tmp_path / "run")
    assert record.status == "done"
    assert record.scores["zero-to-cad"] is not None


def test_raw_answers_of_a_model_behind_a_server(folder: Path, tmp_path: Path) -> None:
    with chat_server.serving(chat_server.whole(f"```python\n{PROGRAM}```")) as server:
        told = EngineSettings(url=server.url, model="m")
        raw = replace(settings(folder), engine="endpoint", told=told, sight="views", raw=True, limit=2)
        assert Settings.from_json(json.loads(json.dumps(raw.to_json()))) == raw
        assert raw.who == "endpoint (m) from views, raw answers"
        records = evaluate(raw, tmp_path / "run")
    assert [(record.program, record.attempts) for record in records] == [(PROGRAM, 1)] * 2
    assert settings_of(tmp_path / "run") == raw


def test_a_limit_draws_by_the_seed(folder: Path) -> None:
    def names(seed: int) -> list[str]:
        return [item.name for item in items_of(replace(settings(folder), limit=3, seed=seed))]

    assert names(0) == names(0) == sorted(names(0))
    assert len({tuple(names(seed)) for seed in range(5)}) > 1


def test_a_dataset_is_evaluated_by_its_uuids(tmp_path: Path) -> None:
    program = tmp_path / "cube.py"
    program.write_text('import cadquery as cq\n\nresult = cq.Workplane("XY").box(10, 10, 10)\n')
    samples = [
        make_sample(f"import cadquery as cq\nresult = cq.Workplane().box(10, 10, {height})\n") for height in (10, 5)
    ]
    write_split(tmp_path / "set", "test", samples)
    run = Settings(f"recorded:{program}", str(tmp_path / "set"), "views", protocols=("exact",))
    records = evaluate(run, tmp_path / "run")
    assert [record.name for record in records] == [sample.uuid for sample in samples]
    # The loop turns the cube into the half as high one, whose program is known: what is scored is the whole engine.
    assert [record.scores["exact"] for record in records] == pytest.approx([1.0, 1.0], abs=0.05)
