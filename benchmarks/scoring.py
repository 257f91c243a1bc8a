"""How many parts a second the voxel score takes, two processes, meshes made before.

    python benchmarks/scoring.py [--rotations axes22] [--turns]

Every part of the suite `open` against itself with its middle side 7% shorter, so that no rotation ends the search.
Prints parts a second by wall time and by processor time (parts / processor seconds x 2 processes): the second is what
two idle cores give. With --turns instead: the least score of the suite's thick parts against their own turns, by every
member of the set; thick: 2 x volume / area is THICK voxels or more.
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
from zero_to_cad.score import rotation_set
from zero_to_cad.score.normalised import best_alignment

PROCESSES = 2
THICK = 4.0
RESOLUTION = 64

Arrays = tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rotations", default="axes22")
    parser.add_argument("--turns", action="store_true")
    options = parser.parse_args()
    rotations = options.rotations
    if options.turns:
        turns(rotations)
        return
    meshes = [read_bytes(part.data, part.file).mesh() for part in suite.parts("open")]
    jobs = [((mesh.vertices, mesh.triangles), rotations) for mesh in meshes]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        measure(pool, jobs[:2])
        wall, processor = measure(pool, jobs)
    count = [len(mesh.triangles) for mesh in meshes]
    print(f"{len(jobs)} parts, triangles: median {np.median(count):.0f}, max {max(count)}; {rotations}")
    print(f"parts/s by wall time {len(jobs) / wall:.1f}, by processor time {PROCESSES * len(jobs) / processor:.1f}")


def turns(rotations: str) -> None:
    found: list[tuple[float, str]] = []
    for part in suite.parts("open"):
        mesh = read_bytes(part.data, part.file).mesh()
        if 2 * mesh.volume / mesh.area >= THICK * mesh.size.max() / RESOLUTION:
            turned = [Mesh(mesh.vertices @ matrix, mesh.triangles) for matrix in rotation_set(rotations)[1:]]
            found.append((min(best_alignment(other, mesh, rotations).iou for other in turned), part.name))
    least = ", ".join(f"{name} {iou:.4f}" for iou, name in sorted(found)[:3])
    print(f"{len(found)} thick parts, each turned by all of {rotations}: least IoU {min(found)[0]:.4f} ({least})")


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
