"""What the sandbox costs: a program in the warm sandbox, protections on, against the same program in this process
and in a new process. All three end with the same checked and measured solid. One run, interleaved; prints a
table.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from zero_to_cad.sandbox import Sandbox, Success

SHORT = """import cadquery as cq

length, width, thickness = 80.0, 60.0, 10.0
bore, corner = 22.0, 4.0

plate = cq.Workplane("XY").box(length, width, thickness)
plate = plate.edges("|Z").fillet(corner)
plate = plate.faces(">Z").workplane().hole(bore)
plate = plate.faces(">Z").workplane().rect(length - 16, width - 16, forConstruction=True)
result = plate.vertices().hole(5.0)
"""
LONG = (
    SHORT
    + """
height, wall, count = 40.0, 6.0, 8
boss = cq.Workplane("XY").circle(bore / 2 + wall).extrude(height).faces(">Z").workplane().hole(bore)
ring = cq.Workplane("XY").workplane(offset=height - 6).circle(bore / 2 + 2 * wall).circle(bore / 2).extrude(6)
holes = cq.Workplane("XY").workplane(offset=height - 6).polarArray(bore / 2 + wall + 2, 0, 360, count)
ring = ring.cut(holes.circle(1.5).extrude(6))
rib = cq.Workplane("XZ").moveTo(bore / 2 + 3, 5).lineTo(36, 5).lineTo(bore / 2 + 3, 30).close()
rib = rib.extrude(2.5, both=True)
result = result.union(boss).union(ring).union(rib).union(rib.rotate((0, 0, 0), (0, 0, 1), 180))
result = result.faces("<Z").chamfer(0.8)
"""
)
IN_PROCESS = """
from zero_to_cad.sandbox.solid import one_solid
def run(source):
    names = {}
    exec(compile(source, "<program>", "exec"), names)
    part, _ = one_solid(names["result"].val())
    return part.measures.volume
"""
ROUNDS, PROCESSES = 15, 3


def main() -> None:
    """Measure and print."""
    names: dict[str, Any] = {}
    exec(IN_PROCESS, names)
    with Sandbox() as sandbox:

        def in_sandbox(source: str) -> float:
            outcome = sandbox.run(source)
            assert isinstance(outcome, Success), outcome
            return outcome.measures.volume

        def in_new_process(source: str) -> float:
            script = f"{IN_PROCESS}\nprint(run({source!r}))"
            return float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)

        print(f"{'program':<16}{'in process':>12}{'sandbox':>12}{'more':>10}{'new process':>14}{'ratio':>8}")
        for title, source in (("10 lines", SHORT), ("20 lines", LONG)):
            assert names["run"](source) == in_sandbox(source) == in_new_process(source)
            pairs = [(seconds(names["run"], source), seconds(in_sandbox, source)) for _ in range(ROUNDS)]
            inside, warm = (statistics.median(column) for column in zip(*pairs, strict=True))
            more = statistics.median(second - first for first, second in pairs)
            cold = statistics.median(seconds(in_new_process, source) for _ in range(PROCESSES))
            print(
                f"{title:<16}{1e3 * inside:>9.0f} ms{1e3 * warm:>9.0f} ms{1e3 * more:>7.0f} ms"
                f"{1e3 * cold:>11.0f} ms{cold / warm:>7.1f}x"
            )


def seconds(run: Callable[[str], float], source: str) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    run(source)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
