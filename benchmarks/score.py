"""The voxel score beside `trimesh.voxelized().fill()`, beside exact IoU, and under a change of one millionth.

    python benchmarks/score.py [--parts N]

Reads examples/, and N of ../shared/parts, evenly spread, where that folder is there.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import trimesh

from zero_to_cad.part import Mesh, Part, read
from zero_to_cad.score import score
from zero_to_cad.score.exact import mesh_overlap
from zero_to_cad.score.normalised import RESOLUTION, best_alignment, normalised

ROOT = Path(__file__).parents[1]

Changes = dict[str, Callable[[Mesh], npt.NDArray[np.float64]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=24, help="how many of ../shared/parts to read")
    parts = [read(path) for path in part_files(parser.parse_args().parts)]
    meshes = [part.mesh() for part in parts]
    best_alignment(meshes[0], meshes[0], "none")  # compiles
    triangles = [len(mesh.triangles) for mesh in meshes]
    print(f"{len(parts)} parts, triangles: median {statistics.median(triangles):.0f}, max {max(triangles)}")
    print_speed(meshes)
    print_accuracy(meshes)
    print_steadiness(meshes)
    print_exact_time(parts)


def part_files(count: int) -> list[Path]:
    shared = sorted((ROOT.parent / "shared" / "parts").glob("*.step"))
    return sorted((ROOT / "examples").glob("*.step")) + shared[:: max(1, len(shared) // count)][:count]


def print_speed(meshes: list[Mesh]) -> None:
    """Neighbours in the list, about ten pairs, each timed both ways."""
    pairs = list(pairwise(meshes))[:: max(1, len(meshes) // 10)]
    ours = [seconds(partial(best_alignment, *pair, "none"), repeats=5) for pair in pairs]
    turning = [seconds(partial(best_alignment, *pair, "axes22")) for pair in pairs]
    theirs = [sum(seconds(partial(filled, mesh)) for mesh in pair) for pair in pairs]
    print(f"\n{'ms a pair of meshes, ' + str(len(pairs)) + ' pairs':<40}   median      max")
    for name, times in {
        "voxel score, rotations none": ours,
        "voxel score, rotations axes22": turning,
        "trimesh voxelized().fill() of both": theirs,
    }.items():
        print(f"  {name:<38}{1e3 * statistics.median(times):9.1f}{1e3 * max(times):9.1f}")
    ratios = [slow / fast for slow, fast in zip(theirs, ours, strict=True)]
    print(f"  trimesh over ours, unturned: median {statistics.median(ratios):.0f}, least {min(ratios):.0f}")


def filled(mesh: Mesh) -> object:
    bare = trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)
    return bare.voxelized(mesh.size.max() / RESOLUTION).fill()


def print_accuracy(meshes: list[Mesh]) -> None:
    """|voxel - exact| in one frame, for solids whose mean thickness 2V/A is above 4 voxels."""
    thick = [mesh for mesh in meshes if 2 * mesh.volume / mesh.area > 4 * mesh.size.max() / RESOLUTION]
    print(f"\n{'|voxel - exact|, ' + str(len(thick)) + ' solids':<40}     mean   median      P95      max")
    shear = np.array([[1, 0.03, 0], [0, 1, 0.03], [0, 0, 1]])
    cos, sin = np.cos(np.radians(7)), np.sin(np.radians(7))
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    changes: Changes = {
        "against itself, middle side 7% shorter": squeezed,
        "against itself turned by 7 degrees": lambda mesh: mesh.vertices @ turn.T,
        "against itself sheared by 3%": lambda mesh: mesh.vertices @ shear.T,
    }
    everything = []
    for name, change in changes.items():
        errors = [error(Mesh(change(mesh), mesh.triangles), mesh) for mesh in thick]
        print_errors(name, errors)
        everything += errors
    errors = [error(*pair) for pair in pairwise(thick)]
    print_errors("against the next part", errors)
    print_errors("all", everything + errors)


def error(result: Mesh, target: Mesh) -> float:
    exact = mesh_overlap(normalised(result), normalised(target)).iou
    return abs(best_alignment(result, target, "none").iou - exact)


def print_errors(name: str, errors: list[float]) -> None:
    if errors:
        figures = (np.mean(errors), np.median(errors), np.percentile(errors, 95), max(errors))
        print(f"  {name:<38}" + "".join(f"{figure:9.4f}" for figure in figures))


def squeezed(mesh: Mesh) -> npt.NDArray[np.float64]:
    factors = np.ones(3)
    factors[np.argsort(mesh.size)[1]] = 0.93
    return mesh.vertices * factors


def print_steadiness(meshes: list[Mesh]) -> None:
    """How far scores move, against itself and against the next part, when the result changes by 1e-6."""
    print(f"\n{'move of the voxel score':<40}      max")
    changes: Changes = {
        "shifted by 1e-6 of its size": lambda mesh: mesh.vertices + 1e-6 * mesh.size.max(),
        "scaled by 1 + 1e-6": lambda mesh: mesh.vertices * (1 + 1e-6),
        "stretched along z by 1 + 1e-6": lambda mesh: mesh.vertices * np.array([1, 1, 1 + 1e-6]),
    }
    for name, change in changes.items():
        moves = []
        for mesh, other in zip(meshes, [*meshes[1:], meshes[0]], strict=True):
            changed = Mesh(change(mesh), mesh.triangles)
            for target in (mesh, other):
                before = best_alignment(mesh, target, "none").iou
                moves.append(abs(best_alignment(changed, target, "none").iou - before))
        print(f"  {name:<38}{max(moves):9.1e}")


def print_exact_time(parts: list[Part]) -> None:
    """A part against itself shifted by 1%, both meshed for it."""
    times = []
    for part in parts:
        moved = Part.from_shape(part.shape.translate(tuple(0.01 * part.mesh().size)))
        moved.mesh()
        times.append(seconds(partial(score, moved, part, "exact")))
    print(f"\ns an exact score, fine meshes included: median {np.median(times):.2f}, max {max(times):.2f}")


def seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """The least time of `repeats` runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
