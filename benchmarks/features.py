"""What a person gets who wants to change a rebuilt part: length, names, editability, exact dimensions, holes.

    python benchmarks/features.py RESULTS [--moves N] [--out FILE]

RESULTS is the file of benchmarks/reconstruct.py, which holds the programs. Editability: N named dimensions of each
program (evenly chosen; 0 for all) are moved by 5% up and down, each alone; the share of moves after which the program
still gives one valid solid in the sandbox. Counts, as of holes, are not moved. Exact: the share of named dimensions
within 1e-4, relative, of a length that the part's own B-rep has: of the box around it, of an edge, a radius or a
diameter, between two parallel planes, between two parallel axes or an axis and a plane. Holes: the share of the
B-rep's round through holes that a hole or a pattern of holes of that diameter drills. Failed parts count as 0, and so
do programs without a named dimension; parts without a through hole do not count for holes. A line a part is appended
to FILE; parts in it are not measured again.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--moves", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("build/features.jsonl"))
    options = parser.parse_args()
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        manifest = {row["name"]: row for row in csv.DictReader(file)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    done = {row["name"]: row for row in _read(options.out)}
    with Sandbox() as sandbox:
        for row in _read(options.results):
            if row["name"] not in done:
                done[row["name"]] = measure(row, sandbox, options.moves)
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
    for column in ("parts", "failed", "characters", "of", "names", "editability", "exact", "holes", "of"):
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
            *(f"{np.mean([row[key] for row in group]):.3f}" for key in ("share", "editable", "exact")),
            f"{sum(row['drilled'] for row in group) / holes:.3f}" if holes else "",
            str(holes),
        )
    return made


def measure(row: Row, sandbox: Sandbox, moves: int) -> Row:
    """The figures of one part's program."""
    part = read(PARTS / f"{row['name']}.step")
    holes = through_holes(part)
    none = {"name": row["name"], "characters": 0, "share": 0.0, "editable": 0.0, "exact": 0.0}
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
    near = [bool(np.abs(known / abs(one.value) - 1).min() <= EXACT) for one in free]
    return {
        "name": row["name"],
        "characters": len(row["program"]),
        "share": program.named_share,
        "editable": float(np.mean(kept)) if kept else 0.0,
        "exact": float(np.mean(near)) if near else 0.0,
        "holes": holes.total(),
        "drilled": (holes & drilled(program)).total(),
    }


def lengths(part: Part) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The lengths that a part's B-rep has, mm, and the angles of its cones, degrees."""
    from OCP.BRepAdaptor import BRepAdaptor_Surface

    assert part.shape is not None
    found = {1e-9, *part.measures.size}
    found.update(edge.Length() for edge in part.shape.Edges())
    normals: list[tuple[float, ...]] = []
    offsets: list[float] = []
    for face in part.shape.Faces():
        surface = BRepAdaptor_Surface(face.wrapped)
        kind = face.geomType()
        if kind == "PLANE":
            axis = surface.Plane().Axis()
            direction, place = axis.Direction(), axis.Location()
            normals.append((direction.X(), direction.Y(), direction.Z()))
            offsets.append(sum(a * b for a, b in zip(normals[-1], (place.X(), place.Y(), place.Z()), strict=True)))
        elif kind == "CYLINDER":
            found.update((surface.Cylinder().Radius(), 2 * surface.Cylinder().Radius()))
            direction, place = surface.Cylinder().Axis().Direction(), surface.Cylinder().Axis().Location()
            centre = np.array((place.X(), place.Y(), place.Z()))
            # An axis lies in two families of planes; their places count as places of planes.
            for side in np.eye(3):
                if abs(side @ (direction.X(), direction.Y(), direction.Z())) < 1e-6:
                    normals.append(tuple(side))
                    offsets.append(float(side @ centre))
        elif kind == "CONE":
            found.add(2 * np.degrees(abs(surface.Cone().SemiAngle())))
        elif kind == "TORUS":
            torus = surface.Torus()
            found.update((torus.MajorRadius(), torus.MinorRadius(), 2 * torus.MajorRadius(), 2 * torus.MinorRadius()))
        elif kind == "SPHERE":
            found.update((surface.Sphere().Radius(), 2 * surface.Sphere().Radius()))
    if normals:
        along, at = np.array(normals), np.array(offsets)
        cosine = along @ along.T
        gap = np.abs(at[:, None] * np.sign(cosine) - at[None, :])
        found.update(gap[np.abs(cosine) > 1 - 1e-9].tolist())
        # Where the designer's zero is one of the datums, a place is a length too.
        found.update(np.abs(at).tolist())
    return np.array(sorted(length for length in found if length > 0))


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
        if sum(piece[2] for piece in pieces) < 2 * np.pi - 1e-3:
            continue
        side = np.cross(way, np.eye(3)[np.abs(way).argmin()])
        side /= np.linalg.norm(side)
        rim = [0.8 * radius * (np.cos(t) * side + np.sin(t) * np.cross(way, side)) for t in np.arange(4) * np.pi / 2]
        low, high = min(piece[0] for piece in pieces), max(piece[1] for piece in pieces)
        ends = (low - 0.02 * radius, high + 0.02 * radius)
        if not any(solid.isInside(Vector(*(foot + end * way + out))) for end in ends for out in rim):
            yield 2 * radius


def drilled(program: Program) -> Counter[float]:
    """How many holes of each diameter (mm) the program's hole calls drill."""
    known = {one.name: one.value for one in program.parameters}

    def value(text: str) -> float:
        return evaluate(ast.parse(text, mode="eval").body, known) or 0.0

    found: Counter[float] = Counter()
    places = 1
    for call in program.calls:
        if call.function == "pushPoints":
            listed = ast.parse(call.args[0], mode="eval").body
            places = len(listed.elts) if isinstance(listed, ast.List | ast.Tuple) else 1
        elif call.function == "rarray":
            places = round(value(call.args[2]) * value(call.args[3]))
        elif call.function == "polarArray":
            places = round(value(call.args[3]))
        elif call.function in ("hole", "cboreHole", "cskHole"):
            found[round(value(call.args[0]), 3)] += places
        elif call.function in ("moveTo", "Workplane", "copyWorkplane", "vertices"):
            places = 1
    return found


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
