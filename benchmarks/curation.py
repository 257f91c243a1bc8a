"""Deduplication and clustering at size, each in a process of its own.

    python benchmarks/curation.py [--rows 100000] [--kept 1000]

Prints seconds of processor and of wall time, and the most memory the process held. Dedup: `curate` without embeddings
over a split of synthetic rows, a tenth of which repeat an earlier program under other names and layout. Clustering:
`nearest_to_centres` over random vectors as wide as the `shape` embedding, in a memory map.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from zero_to_cad.dataset import LocalSplit, Sample, open_split, write_split
from zero_to_cad.dataset.curation import curate, nearest_to_centres

SHARE = 10
WIDTH = 8 * 64 + 6
TRIANGLES = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kept", type=int, default=1_000)
    options = parser.parse_args()
    for work, arguments in ((duplicates, (options.rows,)), (clusters, (options.rows, options.kept))):
        process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
        process.start()
        process.join()


def duplicates(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_split(folder, "train", synthetic(rows))
        split = open_split(folder, "train")
        assert isinstance(split, LocalSplit)
        with Meter(f"dedup of {rows} rows"):
            found = curate(split)
    repeats = {row: row - 1 for row in range(rows) if row % SHARE == SHARE - 1}
    print(f"  exact duplicates found: {dict(found.exact) == repeats}, {len(found.exact)} of {len(repeats)}")


def synthetic(rows: int) -> Iterator[Sample]:
    """Programs of about 40 lines, each with a random closed-looking STL of its own."""
    rng = np.random.default_rng(0)
    for row in range(rows):
        repeat = row % SHARE == SHARE - 1
        number, name = (row - 1, "part") if repeat else (row, "body")
        lines = [f"size_{k}{'x' * repeat} = {number + k / 8}" for k in range(20)]
        lines += [f"{name} = {name}.faces('>Z').hole(size_{k}{'x' * repeat})" for k in range(1, 20)]
        first = f"import cadquery as cq\n{name} = cq.Workplane().box({number}, 2, 3)\n"
        yield Sample(
            f"row-{row}", first + "\n".join(lines) + f"\nresult = {name}{'  # again' * repeat}\n", stl=stl(rng)
        )


def stl(rng: np.random.Generator) -> bytes:
    corners = np.zeros(TRIANGLES, dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
    corners["corners"] = rng.normal(size=(TRIANGLES, 3, 3))
    return bytes(80) + TRIANGLES.to_bytes(4, "little") + corners.tobytes()


def clusters(rows: int, kept: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        vectors = np.memmap(path, dtype=np.float32, mode="w+", shape=(rows, WIDTH))
        rng = np.random.default_rng(0)
        for start in range(0, rows, 10_000):
            vectors[start : start + 10_000] = rng.random((min(10_000, rows - start), WIDTH))
        with Meter(f"k-means of {rows} vectors of {WIDTH} into {kept}"):
            chosen = nearest_to_centres(vectors, kept)
    print(f"  kept: {len(set(chosen))}")


class Meter:
    """Prints what a block of work cost."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.wall, self.processor = time.monotonic(), time.process_time()

    def __exit__(self, *_: object) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        seconds = time.process_time() - self.processor
        print(f"{self.name}: {seconds:.0f} s of processor, {time.monotonic() - self.wall:.0f} s, {peak:.2f} GB")


if __name__ == "__main__":
    main()
