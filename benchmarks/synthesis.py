"""Measures the procedural author and the gates. Each figure of docs/synthesis.md comes from here.

python benchmarks/synthesis.py programs            10,000 programs, written and not run: duplicates, operations
python benchmarks/synthesis.py gates --count 100   every gate, rows included: yield, and CPU seconds a kept sample
python benchmarks/synthesis.py speed --count 400   a whole run by two workers: kept samples a second
python benchmarks/synthesis.py kills --count 2000 --out DIR   20 kill -9 at random moments, two workers: lost, twice,
                                                  verified; interrupted, the same command goes on
python benchmarks/synthesis.py nodes --count 60    two Ray nodes on this machine, one killed in the middle
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from zero_to_cad.sandbox import Sandbox
from zero_to_cad.synthesis import FAMILIES, RunFolder, author, examine, verify
from zero_to_cad.synthesis.fingerprint import operations, program_key
from zero_to_cad.synthesis.funnel import entropy

SEED = 2024
# A box with a hole, through the same gates: what a process, a mesh, eight pictures and the files cost by themselves.
PLAIN = """import cadquery as cq

result = cq.Workplane("XY").box(40, 30, 5).faces(">Z").workplane().hole(6)
"""
RUN = """
import sys
from zero_to_cad.synthesis import ProceduralAuthor, synthesize

if __name__ == "__main__":
    home, count, workers, shard, ray = sys.argv[1:]
    synthesize(home, int(count), ProceduralAuthor(), seed=2024, workers=int(workers), shard=int(shard), ray=ray or None)
"""


def programs(count: int) -> None:
    """What can be said of programs that are not run."""
    keys: set[str] = set()
    texts: set[str] = set()
    used: Counter[str] = Counter()
    for index in range(count):
        source = author(SEED, index).program
        keys.add(program_key(source))
        texts.add(source)
        used.update(operations(source))
    print(f"{count} programs of {len(FAMILIES)} families, seed {SEED}")
    print(f"exact duplicates: {count - len(texts)} texts, {count - len(keys)} by syntax tree without names")
    print(f"distinct CadQuery operations: {len(used)}, entropy {entropy(used):.2f} bits")
    print(", ".join(f"{name} {times}" for name, times in used.most_common()))


def gates(count: int) -> None:
    """First attempts only, one after the other, in CPU time of this process and of all its sandbox's."""
    with Sandbox() as sandbox:
        examine(author(SEED, count).program, sandbox, "warm-up")
    empty = _seconds_of([])
    plain = (_seconds_of([PLAIN] * count) - empty) / count
    kept: list[bool] = []
    refused: Counter[str] = Counter()
    start, wall = _cpu(), time.perf_counter()
    with Sandbox() as sandbox:
        for index in range(count):
            verdict = examine(author(SEED, index).program, sandbox, str(index))
            kept.append(verdict.sample is not None)
            if verdict.refusal is not None:
                refused[verdict.refusal.gate] += 1
    wall = time.perf_counter() - wall
    each = (_cpu() - start - empty) / max(sum(kept), 1)
    print(f"{sum(kept)} of {count} kept at the first attempt ({sum(kept) / count:.1%}); refused: {dict(refused)}")
    print(f"CPU seconds a kept sample: {each:.2f}; of a box with a hole: {plain:.2f}; ratio {each / plain:.2f}")
    print(f"wall seconds a sample: {wall / count:.2f}, at a load of {os.getloadavg()[0]:.1f}")


def speed(count: int) -> None:
    """A whole run by two workers, from the start of its process to the manifest."""
    with tempfile.TemporaryDirectory() as scratch:
        cpu, wall = _cpu(), time.perf_counter()
        subprocess.run(_command(Path(scratch), count, ""), check=True)
        cpu, wall = _cpu() - cpu, time.perf_counter() - wall
        folder = RunFolder.open(Path(scratch) / "run")
        records = [record for shard in folder.plan.shards for record in folder.records(shard)]
        kept = sum(record.status == "kept" for record in records)
        first = sum(record.status in ("kept", "duplicate") and not record.refusals for record in records)
        size = sum(folder.rows(shard).stat().st_size for shard in folder.plan.shards)
    print(f"{kept} of {count} kept, {first / count:.1%} at the first attempt")
    print(f"{wall:.0f} s: {kept / wall:.2f} kept samples a second, at a load of {os.getloadavg()[0]:.1f} at the end")
    print(f"CPU seconds a kept sample, start and shards included: {cpu / kept:.2f}; {size / kept / 1e3:.0f} kB a row")


def kills(count: int, out: Path, times: int = 20) -> None:
    """The same command, killed with all its processes at a random moment of each twentieth, then left alone."""
    out.mkdir(parents=True, exist_ok=True)
    command, log = _command(out, count, ""), out / "kills.txt"
    dice = random.Random(SEED)
    moments = [(count * (turn + dice.random()) / times, dice.uniform(0, 2)) for turn in range(times)]
    before = len(log.read_text().splitlines()) if log.exists() else 0
    for wanted, later in moments[before:]:
        process = subprocess.Popen(command, start_new_session=True)
        try:
            while process.poll() is None and _finished(out) < wanted:
                time.sleep(0.2)
            time.sleep(later)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        with log.open("a") as file:
            file.write(f"killed at {_finished(out)} of {count}\n")
    subprocess.run(command, check=True)
    print(log.read_text(), end="")
    _report(out, count, f"{times} kill -9")


def _finished(out: Path) -> int:
    """Records so far."""
    run = out / "run"
    closed = sum(file.read_bytes().count(b"\n") for file in run.glob("records/*.jsonl"))
    return closed + sum(1 for file in run.glob("open/*/*.json") if not file.name.startswith("."))


def nodes(count: int) -> None:
    """Two Ray nodes of one CPU; the second is killed once a shard is closed."""
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory() as scratch:
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
        second = cluster.add_node(num_cpus=1)
        process = subprocess.Popen(_command(Path(scratch), count, cluster.address, shard=5))
        while not list((Path(scratch) / "run" / "shards").glob("*.json")):
            time.sleep(1)
        cluster.remove_node(second, allow_graceful=False)
        print(f"one node killed; the run ended with status {process.wait()}")
        cluster.shutdown()
        _report(Path(scratch), count, "one of two Ray nodes killed")


def _command(scratch: Path, count: int, ray: str, shard: int = 25) -> list[str]:
    script = scratch / "run.py"
    script.write_text(RUN)
    return [sys.executable, str(script), str(scratch / "run"), str(count), "2", str(shard), ray]


def _report(scratch: Path, count: int, what: str) -> None:
    folder = RunFolder.open(scratch / "run")
    records = [record for shard in folder.plan.shards for record in folder.records(shard)]
    ids = Counter(record.id for record in records)
    expected = {task.id for shard in folder.plan.shards for task in folder.plan.tasks(shard)}
    print(f"{what}, {count} tasks: {len(expected - set(ids))} lost, {sum(n > 1 for n in ids.values())} twice, ", end="")
    print(f"{dict(Counter(record.status for record in records))}; verify: {verify(folder) or 'whole'}")


def _seconds_of(sources: list[str]) -> float:
    start = _cpu()
    with Sandbox() as sandbox:
        for source in sources or [PLAIN]:
            examine(source, sandbox, "row")
    return _cpu() - start


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["programs", "gates", "speed", "kills", "nodes"])
    parser.add_argument("--count", type=int)
    parser.add_argument("--out", type=Path, default=Path("build/synthesis-kills"))
    options = parser.parse_args()
    usual = {"programs": 10_000, "gates": 100, "speed": 400, "kills": 2000, "nodes": 60}[options.what]
    count = options.count or usual
    if options.what == "kills":
        kills(count, options.out)
    else:
        {"programs": programs, "gates": gates, "speed": speed, "nodes": nodes}[options.what](count)


if __name__ == "__main__":
    main()
