"""An evaluation that is killed at random moments gives the records of one that is not.

    python benchmarks/kills.py --out DIR [--parts 200] [--kills 10] [--seed 0]

The parts are boxes of different heights, made here; the engine plays one recorded program back, so that the time goes
into what is tested. The killed run is `zero-to-cad evaluate`, ended by SIGKILL a random moment after a random number of
further records. Prints at how many records it was killed, and whether all records are equal but for their seconds.
Interrupted, the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import cadquery

from zero_to_cad.evaluation import Record, read_records
from zero_to_cad.part import Part, write

PROGRAM = 'import cadquery as cq\n\nside = 10.0\nresult = cq.Workplane("XY").box(side, side, side)\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    data = options.out / "parts"
    if not data.exists():
        make_parts(data, options.parts)
    (options.out / "program.py").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "zero_to_cad", "evaluate", "--data", str(data), "--raw"]
    command += ["--engine", f"recorded:{options.out / 'program.py'}", "--protocol", "zero-to-cad", "-o"]
    subprocess.run([*command, str(options.out / "whole")], check=True, stderr=subprocess.DEVNULL)
    killed, log = options.out / "killed", options.out / "kills.txt"
    chance = random.Random(options.seed)
    share = options.parts / options.kills
    moments = [(share * (number + chance.random()), chance.uniform(0.0, 1.0)) for number in range(options.kills)]
    before = len(log.read_text().splitlines()) if log.exists() else 0
    for wanted, later in moments[before:]:
        process = subprocess.Popen([*command, str(killed)], stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            while process.poll() is None and lines(killed) < wanted:
                time.sleep(0.01)
            time.sleep(later)
        finally:
            process.kill()
            process.wait()
        with log.open("a") as file:
            file.write(f"killed at {lines(killed)} of {options.parts} records\n")
    subprocess.run([*command, str(killed)], check=True, stderr=subprocess.DEVNULL)
    print(log.read_text(), end="")
    names = [json.loads(line)["name"] for line in (killed / "records.jsonl").read_text().splitlines()]
    same = compared(killed) == compared(options.out / "whole")
    print(f"{len(names)} records, {len(names) - len(set(names))} repeated; equal to the uninterrupted run's: {same}")


def make_parts(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        height = 10.0 * (1 - number / (2 * count))
        write(Part.from_shape(cadquery.Workplane().box(10, 10, height).val(), "box"), folder / f"box_{number:03}.step")


def lines(run: Path) -> int:
    path = run / "records.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def compared(run: Path) -> dict[str, Record]:
    return {record.name: replace(record, seconds=0.0) for record in read_records(run / "records.jsonl")}


if __name__ == "__main__":
    main()
