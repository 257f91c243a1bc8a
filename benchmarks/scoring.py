"""How many parts a second the voxel score takes, two processes, meshes made before.

    python benchmarks/scoring.py [--rotations axes22]

Every part of the suite `open` against itself with its middle side 7% shorter, so that no rotation ends the search.
Prints parts a second by wall time and by processor time (parts / processor seconds x 2 processes): the second is what
two idle cores give.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from multiprocessing.pool import Pool

import numpy as np
import numpy.typing as npt

from zero_to_cad.evaluation import suite
from zero_to_cad.part import Mesh, read_bytes
from zero_to_cad.score.normalised import best_alignment

PROCESSES = 2

Arrays = tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rotations", default="axes22")
    rotations = parser.parse_args().rotations
    meshes = [read_bytes(part.data, part.file).mesh() for part in suite.parts("open")]
    jobs = [((mesh.vertices, mesh.triangles), rotations) for mesh in meshes]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        measure(pool, jobs[:2])
        wall, processor = measure(pool, jobs)
    count = [len(mesh.triangles) for mesh in meshes]
    print(f"{len(jobs)} parts, triangles: median {np.median(count):.0f}, max {max(count)}; {rotations}")
    print(f"parts/s by wall time {len(jobs) / wall:.1f}, by processor time {PROCESSES * len(jobs) / processor:.1f}")


def measure(pool: Pool, jobs: list[tuple[Arrays, str]]) -> tuple[float, float]:
    start = time.perf_counter()
    seconds = pool.starmap(one, jobs, chunksize=1)
    return time.perf_counter() - start, sum(seconds)


def one(arrays: Arrays, rotations: str) -> float:
    start = time.process_time()
    target = Mesh(*arrays)
    factors = np.ones(3)
    factors[np.argsort(target.size)[1]] = 0.93
    best_alignment(Mesh(target.vertices * factors, target.triangles), target, rotations)
    return time.process_time() - start


if __name__ == "__main__":
    main()
