"""One worker: takes shards that nobody works on, does their tasks, closes them. Any number, on any machines."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace

from zero_to_cad.dataset import open_split, write_card
from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis.leases import holding
from zero_to_cad.synthesis.page import page
from zero_to_cad.synthesis.runfolder import SCHEMA, RunFolder, digest, unique, write
from zero_to_cad.synthesis.task import Author, Outcome, Record, Task

POLL = 0.5  # seconds between looks at shards that others work on


def work(folder: RunFolder, author: Author) -> None:
    """Work until every shard of the run is closed, by this worker or another.

    Raises SandboxUnavailable, and ProposerError when the author's model cannot be reached.
    """
    with Sandbox() as sandbox:
        while left := [shard for shard in folder.plan.shards if not folder.closed(shard)]:
            mine = [shard for shard in left if _shard(folder, shard, author, sandbox)]
            if not mine:
                time.sleep(POLL)


def _shard(folder: RunFolder, shard: int, author: Author, sandbox: Sandbox) -> bool:
    """Do what is left of a shard and close it; false when somebody else has it."""
    with holding(folder.leases, f"{shard:05}") as lease:
        if lease is None:
            return False
        if folder.closed(shard):
            return True
        for task in folder.plan.tasks(shard):
            if not folder.finished(task):
                folder.finish(_task(folder, task, author, sandbox))
            if lease.lost:
                return False
        folder.close(shard)
        return True


def _task(folder: RunFolder, task: Task, author: Author, sandbox: Sandbox) -> Outcome:
    if folder.begin(task):
        try:
            return author.write(task, sandbox)
        except BaseException:
            # Whoever gets this far did not die of the task.
            folder.forget(task)
            raise
    return Outcome(Record(task.index, task.id, "quarantined", author.recipe))


def finish(folder: RunFolder) -> bool:
    """When all shards are closed, drop what two of them share and write the manifest; false when it is not time.

    Of equal samples the one with the lowest index stays, so the set does not depend on who worked on what. May be
    interrupted and called again.
    """
    if not all(folder.closed(shard) for shard in folder.plan.shards):
        return False
    with holding(folder.leases, "finish") as lease:
        if lease is None:
            return False
        seen: dict[str, str] = {}
        digests: dict[str, str] = {}
        for shard in folder.plan.shards:
            # What an earlier shard made a duplicate is judged again: the answer is the same.
            before = folder.records(shard)
            again = [replace(r, status="kept", duplicate_of="") if r.status == "duplicate" else r for r in before]
            records = unique(again, seen)
            if records != before or folder.damaged(shard):
                folder.drop_rows(shard, {record.id for record in records if record.status == "kept"})
                folder.seal(shard, records)
            digests |= folder.digests(shard)
        kept = len(set(seen.values()))
        manifest = {"schema": SCHEMA, **asdict(folder.plan), "kept": kept, "files": digests}
        write(folder.home / "funnel.html", page(folder).encode())
        write_card(folder.home, "CadQuery programs made by Zero-to-CAD")
        write(folder.manifest, json.dumps(manifest, indent=2).encode())
    return True


def verify(folder: RunFolder) -> list[str]:
    """What is wrong with a finished run, one sentence each: nothing, when it is whole.

    Checks every digest, that every task has one record, and that the rows are those of the kept records.
    """
    if not folder.manifest.exists():
        return ["there is no manifest: the run is not finished."]
    files = json.loads(folder.manifest.read_text())["files"]
    wrong = [f"{name} is missing." for name in files if not (folder.home / name).exists()]
    wrong += [
        f"{name} is not what the manifest says."
        for name, known in files.items()
        if (folder.home / name).exists() and digest(folder.home / name) != known
    ]
    if wrong:
        return wrong
    for shard in folder.plan.shards:
        records = folder.records(shard)
        if [record.id for record in records] != [task.id for task in folder.plan.tasks(shard)]:
            wrong.append(f"shard {shard}: the records are not those of its tasks.")
        rows = [row.uuid for row in open_split(folder.rows(shard), columns=("uuid",))]
        if rows != [record.id for record in records if record.status == "kept"]:
            wrong.append(f"shard {shard}: the rows are not those of the kept records.")
    return wrong
