"""What a person gets who wants to change a rebuilt part: length, names, editability, exact dimensions, holes.

    python benchmarks/features.py RESULTS [--moves N] [--within SHARE] [--out FILE]

RESULTS is the file of benchmarks/reconstruct.py, which holds the programs. Editability: N named dimensions of each
program (evenly chosen; 0 for all) are moved by 5% up and down, each alone; the share of moves after which the program
still gives one valid solid in the sandbox. Counts, as of holes, are not moved. Exact: the share of named dimensions,
but for the clearance of tools and the reach of selectors, within SHARE (1e-4), relative, of a length that the part's
own B-rep has: of the box around it; of an edge, or of its extent along an axis or a normal; a radius, a diameter, a
step between radii about one line; between parallel planes; between parallel axes, or an axis or the side of a cylinder
and a plane; of the circle on which equal axes lie; along an axis between the end of a straight edge and a plane or an
end of the box; across the corners of a straight-sided outline; between the designer's zero and one of these. By chance:
the same share of the same numbers made 0.37% larger, for a part of many lengths has nearly any. Holes: the share of the
B-rep's round through holes that a hole or a pattern of holes of that diameter drills. Failed parts count as 0, and so
do programs without a named dimension; parts without a through hole do not count for holes. A line a part is appended to
FILE; parts in it are not measured again. Programs made from an STL file are measured by the B-rep of the same part,
with --within 0.003.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from zero_to_cad.part import Part, read
from zero_to_cad.program import Program, parse
from zero_to_cad.program.arithmetic import evaluate
from zero_to_cad.reconstruct.editing import MOVE, movable
from zero_to_cad.sandbox import Sandbox, Success

PARTS = Path(__file__).resolve().parents[2] / "shared" / "parts"
FEW_FACES = 30
EXACT = 1e-4

Row = dict[str, Any]
# Names of what keeps tools and selectors clear of the part, which is no dimension of it.
_ALLOWANCE = re.compile(r"clearance|reach")
Floats = npt.NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--moves", type=int, default=3)
    parser.add_argument("--within", type=float, default=EXACT)
    parser.add_argument("--out", type=Path, default=Path("build/features.jsonl"))
    options = parser.parse_args()
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        manifest = {row["name"]: row for row in csv.DictReader(file)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    done = {row["name"]: row for row in _read(options.out)}
    with Sandbox() as sandbox:
        for row in _read(options.results):
            if row["name"] not in done:
                done[row["name"]] = measure(row, sandbox, options.moves, options.within)
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[row["name"]]) + "\n")
    rows = list(done.values())
    console = Console(width=150)
    for title, column in (("class", "cls"), ("stratum", "stratum")):
        console.print(table(rows, title, {name: row[column] for name, row in manifest.items()}, manifest))


def table(rows: list[Row], title: str, groups: dict[str, str], manifest: dict[str, dict[str, str]]) -> Table:
    """The figures of each group of parts and of all."""
    made = Table(title=f"By {title}; characters of parts of {FEW_FACES} faces or fewer")
    made.add_column(title)
    for column in ("parts", "failed", "characters", "of", "names", "editability", "exact", "by chance", "holes", "of"):
        made.add_column(column, justify="right")
    for name in [*sorted({groups[row["name"]] for row in rows}), "all"]:
        group = [row for row in rows if name in ("all", groups[row["name"]])]
        short = [
            row["characters"]
            for row in group
            if row["characters"] and int(manifest[row["name"]]["n_faces"]) <= FEW_FACES
        ]
        holes = sum(row["holes"] for row in group)
        made.add_row(
            name,
            str(len(group)),
            str(sum(not row["characters"] for row in group)),
            f"{np.median(short):.0f}" if short else "",
            str(len(short)),
            *(f"{np.mean([row[key] for row in group]):.3f}" for key in ("share", "editable", "exact", "chance")),
            f"{sum(row['drilled'] for row in group) / holes:.3f}" if holes else "",
            str(holes),
        )
    return made


def measure(row: Row, sandbox: Sandbox, moves: int, within: float = EXACT) -> Row:
    """The figures of one part's program; within: how near, relative, a dimension is to a length that it is."""
    part = read(PARTS / f"{row['name']}.step")
    holes = through_holes(part)
    none = {"name": row["name"], "characters": 0, "share": 0.0, "editable": 0.0, "exact": 0.0, "chance": 0.0}
    if "error" in row:
        return none | {"holes": holes.total(), "drilled": 0}
    program = parse(row["program"])
    free = movable(program)
    # Evenly over the program's own order: the first dimensions alone would all be of the base body.
    picked = np.unique(np.linspace(0, len(free) - 1, moves or len(free)).astype(int)) if free else ()
    kept = [
        isinstance(sandbox.run(program.with_parameters({free[k].name: free[k].value * factor}).source), Success)
        for k in picked
        for factor in (1 - MOVE, 1 + MOVE)
    ]
    known = lengths(part)
    sizes = [one for one in free if not _ALLOWANCE.search(one.name)]
    near, chance = (
        [bool(np.abs(known / abs(factor * one.value) - 1).min() <= within) for one in sizes] for factor in (1.0, 1.0037)
    )
    return {
        "name": row["name"],
        "characters": len(row["program"]),
        "share": program.named_share,
        "editable": float(np.mean(kept)) if kept else 0.0,
        "exact": float(np.mean(near)) if near else 0.0,
        "chance": float(np.mean(chance)) if chance else 0.0,
        "holes": holes.total(),
        "drilled": (holes & drilled(program)).total(),
    }


def lengths(part: Part) -> Floats:
    """The lengths that a part's B-rep has, mm, and angles of its cones and straight edges, degrees."""
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    assert part.shape is not None
    box = part.measures
    found = {*box.size, *(abs(value) for end in (box.lower, box.upper) for value in end)}
    found.update(abs(low + high) / 2 for low, high in zip(box.lower, box.upper, strict=True))
    planes: list[tuple[Floats, float]] = []
    lines: list[tuple[Floats, Floats, float]] = []
    for face in part.shape.Faces():
        found.update(_across_corners(face))
        surface = BRepAdaptor_Surface(face.wrapped)
        kind = face.geomType()
        if kind == "PLANE":
            axis = surface.Plane().Axis()
            planes.append((_xyz(axis.Direction()), float(_xyz(axis.Direction()) @ _xyz(axis.Location()))))
        elif kind in ("CYLINDER", "CONE", "TORUS"):
            of_kind = getattr(surface, kind.capitalize())()
            radius = of_kind.MajorRadius() if kind == "TORUS" else of_kind.Radius() if kind == "CYLINDER" else 0.0
            lines.append((_xyz(of_kind.Axis().Direction()), _xyz(of_kind.Axis().Location()), radius))
            if kind == "TORUS":
                found.update((of_kind.MinorRadius(), 2 * of_kind.MinorRadius()))
            elif kind == "CONE":
                found.add(2 * np.degrees(abs(of_kind.SemiAngle())))
        elif kind == "SPHERE":
            found.update((surface.Sphere().Radius(), 2 * surface.Sphere().Radius()))
    for edge in part.shape.Edges():
        found.add(edge.Length())
        if edge.geomType() == "CIRCLE":
            circle = edge._geomAdaptor().Circle()
            lines.append((_xyz(circle.Axis().Direction()), _xyz(circle.Location()), circle.Radius()))
        elif edge.geomType() == "LINE":
            way = np.degrees(np.arccos(np.clip(np.abs(edge.tangentAt(0).toTuple()), 0.0, 1.0)))
            found.update(way.tolist())
    found.update(_about_lines(lines))
    ends = np.array([[v.toTuple() for v in (edge.startPoint(), edge.endPoint())] for edge in part.shape.Edges()])
    straight = ends[[edge.geomType() == "LINE" for edge in part.shape.Edges()]].reshape(-1, 3)
    for way in _ways([normal for normal, _ in planes]):
        places = [offset * float(np.sign(normal @ way)) for normal, offset in planes if abs(normal @ way) > 1 - 1e-9]
        for axis, place, radius in lines:
            if abs(axis @ way) < 1e-6:
                places += [float(place @ way) + side for side in (0.0, radius, -radius)]
            elif abs(axis @ way) > 1 - 1e-9 and radius:
                places.append(float(place @ way))
        at = np.unique(np.round(places, 7))
        found.update(np.abs(at[:, None] - at[None, :]).ravel().tolist())
        # Where the designer's zero is one of the datums, a place is a length too.
        found.update(np.abs(at).tolist())
        found.update(np.abs(np.diff(ends @ way, axis=1)).ravel().tolist())
    for axis in range(3):
        flat = [offset * normal[axis] for normal, offset in planes if abs(normal[axis]) > 1 - 1e-9]
        at = np.unique(np.round([0.0, box.lower[axis], box.upper[axis], *flat], 7))
        corners = np.unique(np.round([*straight[:, axis], *at], 7))
        found.update(np.abs(corners[:, None] - at[None, :]).ravel().tolist())
    return np.array(sorted(length for length in found if length > 1e-6))


def _across_corners(face: Any) -> Iterator[float]:
    """The greatest distance of two corners of each outline of a face that has straight sides alone."""
    for wire in face.Wires():
        if all(edge.geomType() == "LINE" for edge in wire.Edges()):
            at = np.array([corner.toTuple() for corner in wire.Vertices()])
            yield float(np.linalg.norm(at[:, None] - at[None, :], axis=2).max())


def _ways(normals: Sequence[Floats]) -> list[Floats]:
    """The directions to measure along: the axes, and those in which there are flat faces."""
    found = list(np.eye(3))
    for normal in normals:
        if all(abs(normal @ way) < 1 - 1e-9 for way in found):
            found.append(normal)
    return found


def _about_lines(lines: Sequence[tuple[Floats, Floats, float]]) -> Iterator[float]:
    """Of round things as (axis, place, radius): radii, diameters, steps between radii about one line, distances of
    parallel lines and the circles on which equal ones lie."""
    groups: dict[tuple[float, ...], list[tuple[Floats, float]]] = {}
    for axis, place, radius in lines:
        yield from (radius, 2 * radius)
        way = axis * np.sign(axis[np.abs(axis).argmax()])
        groups.setdefault(tuple(np.round(way, 6) + 0.0), []).append((place - (place @ way) * way, radius))
    for group in groups.values():
        feet, radii = np.array([foot for foot, _ in group]), np.array([radius for _, radius in group])
        feet, of_foot = np.unique(np.round(feet, 6), axis=0, return_inverse=True)
        of_foot = of_foot.reshape(-1)
        for k in range(len(feet)):
            steps = np.unique(radii[of_foot == k])
            yield from np.abs(steps[:, None] - steps[None, :]).ravel().tolist()
        gaps = np.linalg.norm(feet[:, None] - feet[None, :], axis=2)
        yield from gaps.ravel().tolist()
        yield from (2 * gaps).ravel().tolist()
        for radius in np.unique(np.round(radii, 6)):
            equal = feet[np.unique(of_foot[np.abs(radii - radius) < 1e-6])]
            around = np.linalg.norm(equal - equal.mean(0), axis=1)
            if len(equal) > 2 and np.ptp(around) < 1e-5:
                yield 2 * float(around.mean())


def _xyz(triple: Any) -> Floats:
    return np.array((triple.X(), triple.Y(), triple.Z()))


def through_holes(part: Part) -> Counter[float]:
    """How many round walls seen from inside, open at both ends, the part has of each diameter (mm)."""
    assert part.shape is not None
    found: Counter[float] = Counter()
    found.update(round(diameter, 3) for diameter in _through(part))
    return found


def _through(part: Part) -> Iterator[float]:
    """Diameter of each round wall seen from inside, all the way round and clear beyond both of its ends."""
    from cadquery import Vector
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    assert part.shape is not None
    walls: dict[tuple[float, ...], list[tuple[float, float, float, float]]] = {}
    for face in part.shape.Faces():
        if face.geomType() != "CYLINDER":
            continue
        surface = BRepAdaptor_Surface(face.wrapped)
        cylinder = surface.Cylinder()
        axis, place = cylinder.Axis().Direction(), cylinder.Axis().Location()
        way = np.array((axis.X(), axis.Y(), axis.Z()))
        if way[np.abs(way).argmax()] < 0:
            way = -way
        start = np.array((place.X(), place.Y(), place.Z()))
        foot = start - (start @ way) * way
        point = surface.Value(surface.FirstUParameter(), surface.FirstVParameter())
        normal = face.normalAt(Vector(point.X(), point.Y(), point.Z()))
        outward = np.array((point.X(), point.Y(), point.Z())) - start
        if np.array(normal.toTuple()) @ (outward - (outward @ way) * way) > 0:
            continue
        box = [np.array((v.X, v.Y, v.Z)) @ way for v in face.Vertices()]
        turn = surface.LastUParameter() - surface.FirstUParameter()
        key = tuple(np.round([*way, *foot, cylinder.Radius()], 4) + 0.0)
        walls.setdefault(key, []).append((min(box), max(box), turn, cylinder.Radius()))
    solid = part.shape.Solids()[0]
    for key, pieces in walls.items():
        way, foot, radius = np.array(key[:3]), np.array(key[3:6]), pieces[0][3]
        side = np.cross(way, np.eye(3)[np.abs(way).argmin()])
        side /= np.linalg.norm(side)
        rim = [0.8 * radius * (np.cos(t) * side + np.sin(t) * np.cross(way, side)) for t in np.arange(4) * np.pi / 2]

        def is_clear(end: float, foot: Floats = foot, way: Floats = way, rim: Sequence[Floats] = rim) -> bool:
            return not any(solid.isInside(Vector(*(foot + end * way + out))) for out in rim)

        # Through two walls of a box goes one hole; two counterbores that face each other are none.
        if any(
            turn > 2 * np.pi - 1e-3 and is_clear(low - 0.02 * radius) and is_clear(high + 0.02 * radius)
            for low, high, turn in _stretches(pieces)
        ):
            yield 2 * radius


def _stretches(pieces: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float, float]]:
    """Where along a line walls go on without a gap, from where to where, and how far round they go in all (rad)."""
    found: list[tuple[float, float, float]] = []
    for low, high, turn, _ in sorted(pieces):
        if found and low < found[-1][1] + 1e-6:
            found[-1] = (found[-1][0], max(found[-1][1], high), found[-1][2] + turn)
        else:
            found.append((low, high, turn))
    return found


def drilled(program: Program) -> Counter[float]:
    """How many holes of each diameter (mm) the program's hole calls drill."""
    known = {one.name: one.value for one in program.parameters}

    def value(text: str) -> float:
        return evaluate(ast.parse(text, mode="eval").body, known) or 0.0

    lists = {
        ast.unparse(one.targets[0]): one.value for one in ast.parse(program.source).body if isinstance(one, ast.Assign)
    }
    found: Counter[float] = Counter()
    places = 1
    for call in program.calls:
        if call.function == "pushPoints":
            listed = lists.get(call.args[0]) or ast.parse(call.args[0], mode="eval").body
            places = len(listed.elts) if isinstance(listed, ast.List | ast.Tuple) else 1
        elif call.function == "rarray":
            places = round(value(call.args[2]) * value(call.args[3]))
        elif call.function == "polarArray":
            places = round(value(call.args[3]))
        elif call.function in ("hole", "cboreHole", "cskHole"):
            found[round(value(call.args[0]), 3)] += places
        elif call.function in ("moveTo", "Workplane", "copyWorkplane", "workplane", "vertices"):
            places = 1
    return found


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
