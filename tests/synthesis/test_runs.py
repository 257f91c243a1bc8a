"""Runs: the same set of samples whoever works on it and however often it is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from zero_to_cad.dataset import open_split
from zero_to_cad.errors import ConfigError
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import Funnel, Outcome, Plan, ProceduralAuthor, Record, RunFolder, Task, synthesize, verify
from zero_to_cad.synthesis.leases import holding
from zero_to_cad.synthesis.runfolder import unique
from zero_to_cad.synthesis.work import finish, work

COUNT, SHARD = 4, 2


class Sparing:
    """An author that makes records without samples: for what concerns only the run."""

    recipe = "sparing"

    def write(self, task: Task, sandbox: Sandbox) -> Outcome:
        if task.index == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return Outcome(Record(task.index, task.id, "failed", self.recipe, refusals=(("run", "no"),)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("runs") / "made"
    funnel = synthesize(home, COUNT, ProceduralAuthor(), seed=4, shard=SHARD)
    assert funnel.kept == funnel.tasks == COUNT
    return home


def test_a_run_is_whole_and_loads_as_a_dataset(made: Path) -> None:
    assert verify(RunFolder.open(made)) == []
    rows = list(open_split(made, "train"))
    assert [row.uuid for row in rows] == [Task(4, "procedural-1", index).id for index in range(COUNT)]
    assert all(len(row.images) == 8 and row.step and row.stl and "result" in row.program for row in rows)
    assert not (made / "open").exists() or not any((made / "open").iterdir())


def test_rows_are_trained_on_unchanged(made: Path, tmp_path: Path) -> None:
    from zero_to_cad.propose.prompt import SYSTEM_PROMPT
    from zero_to_cad.training import TrainingConfig, build_tiny, prepare

    rows = list(open_split(made, "train"))
    tiny = build_tiny(tmp_path / "tiny", [SYSTEM_PROMPT, *(row.program for row in rows)])
    config = {
        "model": {"base": str(tiny)},
        "data": {"train": str(made), "check_pictures": COUNT},
        "run": {"precision": "fp32", "workers": 0},
    }
    prepared = prepare(TrainingConfig.model_validate(config))
    assert [prepared.train[index].uuid for index in range(COUNT)] == [row.uuid for row in rows]


def test_damage_is_found(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(made), str(copy)], check=True)
    rows = RunFolder.open(copy).rows(1)
    rows.write_bytes(rows.read_bytes()[:-1] + b"x")
    assert verify(RunFolder.open(copy)) == ["data/train/00001.parquet is not what the manifest says."]
    (copy / "records" / "00000.jsonl").unlink()
    assert "records/00000.jsonl is missing." in verify(RunFolder.open(copy))


def test_killed_at_any_moment_a_run_goes_on_and_ends_the_same(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "killed"
    code = (
        "from zero_to_cad.synthesis import ProceduralAuthor, synthesize\n"
        "if __name__ == '__main__':\n"
        f"    synthesize({str(home)!r}, {COUNT}, ProceduralAuthor(), seed=4, workers=2, shard={SHARD})\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    dice = random.Random(1)
    for _ in range(2):
        process = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
        time.sleep(dice.uniform(3, 9))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run([sys.executable, str(script)], check=True)
    assert verify(RunFolder.open(home)) == []
    for name in ("data/train/00000.parquet", "data/train/00001.parquet", "records/00000.jsonl", "manifest.json"):
        assert (home / name).read_bytes() == (made / name).read_bytes(), name


def test_another_plan_is_refused(made: Path) -> None:
    with pytest.raises(ConfigError, match="holds another run"):
        synthesize(made, COUNT + 1, ProceduralAuthor(), seed=4, shard=SHARD)


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty"):
        synthesize(tmp_path, 1, ProceduralAuthor())


def test_a_task_that_kills_its_worker_is_put_aside(tmp_path: Path) -> None:
    funnel = synthesize(tmp_path / "run", 4, Sparing(), shard=2)
    assert (funnel.tasks, funnel.quarantined, funnel.failed) == (4, 1, 3)


def test_one_lease_at_a_time(tmp_path: Path) -> None:
    with holding(tmp_path, "a") as first, holding(tmp_path, "a") as second, holding(tmp_path, "b") as other:
        assert first is not None
        assert second is None
        assert other is not None
        assert not first.lost
    with holding(tmp_path, "a") as again:
        assert again is not None


def test_the_lease_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib\nfrom zero_to_cad.synthesis.leases import _take\n"
        "_take(pathlib.Path(sys.argv[1]), 'a')\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert len(list(tmp_path.glob("a.*"))) == 1
    with holding(tmp_path, "a") as lease:
        assert lease is not None


def test_the_lease_of_another_machine_is_taken_over_when_it_is_old(tmp_path: Path) -> None:
    file = tmp_path / "a.000003"
    file.write_text('{"machine": "elsewhere", "pid": 1, "started": "1"}')
    with holding(tmp_path, "a") as lease:
        assert lease is None
    os.utime(file, (time.time() - 3600, time.time() - 3600))
    with holding(tmp_path, "a") as lease:
        assert lease is not None
        assert [path.name for path in tmp_path.glob("a.*")] == ["a.000004"]


def test_equal_shapes_in_two_shards_are_kept_once(tmp_path: Path) -> None:
    class Same(ProceduralAuthor):
        def write(self, task: Task, sandbox: Sandbox) -> Outcome:
            like = ProceduralAuthor().write(Task(task.seed, task.recipe, 0), sandbox)
            assert like.sample is not None
            record = replace(like.record, index=task.index, id=task.id)
            return Outcome(record, replace(like.sample, uuid=task.id))

    folder = RunFolder.make(tmp_path / "run", Plan(3, 4, ProceduralAuthor().recipe, 1))
    work(folder, Same())
    assert finish(folder)
    assert verify(folder) == []
    records = [record for shard in folder.plan.shards for record in folder.records(shard)]
    assert [record.status for record in records] == ["kept", "duplicate", "duplicate"]
    assert {record.duplicate_of for record in records[1:]} == {records[0].id}
    assert finish(folder)
    assert verify(folder) == []


def test_of_equal_records_the_first_stays() -> None:
    keys = [("a", "A"), ("b", "B"), ("c", "A"), ("b", "C")]
    records = [Record(i, f"id{i}", "kept", "x", program_key=k[0], shape_key=k[1]) for i, k in enumerate(keys)]
    assert [(record.status, record.duplicate_of) for record in unique(records)] == [
        ("kept", ""),
        ("kept", ""),
        ("duplicate", "id0"),
        ("duplicate", "id1"),
    ]


def test_a_funnel_adds_up() -> None:
    records = [
        Record(0, "a", "kept", "x", attempts=1, operations={"box": 1, "hole": 1}, faces=8),
        Record(1, "b", "kept", "x", attempts=2, refusals=(("run", ""),), operations={"box": 2}, faces=10),
        Record(2, "c", "failed", "x", attempts=1, refusals=(("effect", ""), ("model", ""))),
        Record(3, "d", "duplicate", "x", attempts=1),
    ]
    funnel = Funnel.of(records)
    assert funnel == Funnel.of(records[:1]) + Funnel.of(records[1:])
    assert (funnel.tasks, funnel.kept, funnel.first, funnel.attempts, funnel.faces) == (4, 2, 2, 5, 18)
    assert funnel.passed == {"run": 4, "solid": 4, "faces": 4, "repeat": 4, "effect": 3, "views": 3, "export": 3}
    assert funnel.entropy == pytest.approx(0.8112781)
