"""Which statement of a program makes which faces.

The program is run once more in the sandbox with a note after every top-level statement that binds a shape: the faces
that were not there before, as meshes. A piece of the part's surface is explained by the first statement on whose faces
it lies.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from zero_to_cad.part import Mesh, Part
from zero_to_cad.program import Program, parse
from zero_to_cad.program.edits import Edit, Places, apply
from zero_to_cad.program.source import read
from zero_to_cad.sandbox import Failure, Limits, Sandbox
from zero_to_cad.score import touching

# Shares of the part's longest side: of chords from their curves, of two meshes of one curved face from each other, and
# of what is explained from what explains it.
CHORD, SAME, NEAR = 2e-4, 8e-4, 5e-3
TOLD = "zero-to-cad shape "
LIMITS = Limits(cpu_seconds=6.0, wall_seconds=8.0, output_bytes=32 << 20)
# Spelled so that no program has these names; a program's own failures come first.
WATCH = """
import cadquery as cadquery_z2c
import json as json_z2c

centre_z2c = {}

def told_z2c(line, end, value):
    held = value.vals() if isinstance(value, cadquery_z2c.Workplane) else [value]
    shapes = [one for one in held if isinstance(one, cadquery_z2c.Shape) and one.Solids()]
    faces = [face for one in shapes for face in one.Faces()]
    if faces:
        new = [face for face in faces if face not in centre_z2c]
        centre_z2c.update((face, face.Center().toTuple()) for face in new)
        # Copies: a mesh left on a face would change how later statements measure it.
        meshes = [face.copy().tessellate(deviation_z2c, 0.3) for face in new]
        centres = [centre_z2c[face] for face in faces]
        print("zero-to-cad shape " + json_z2c.dumps({
            "line": line,
            "end": end,
            "meshes": [([v.toTuple() for v in vertices], triangles) for vertices, triangles in meshes],
            "centres": centres,
        }))
"""
# The last of its run; that it gives the part is known already.
END = "result = cadquery_z2c.Workplane().box(1, 1, 1)\n"

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Feature:
    """Statements of a program about one thing, and what they explain of a part.

    line, end: the first and the last line. faces: B-rep faces of which it explains the most; None where there are none.
    share: of the part's surface.
    """

    name: str
    line: int
    end: int
    faces: int | None
    share: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """What explains a part's surface.

    features: those that explain any of it, in the program's order. labels: (m,) for each triangle of the part's mesh
    the number of its feature, -1 without one. unexplained: the share of the surface without one.
    """

    features: tuple[Feature, ...]
    labels: Labels
    unexplained: float


@dataclass(frozen=True, eq=False)
class _Step:
    """A statement with the faces that were new after it, and the centres of all its shape's faces."""

    line: int
    end: int
    new: Mesh
    centres: Floats


def explain(source: str, part: Part, sandbox: Sandbox) -> Explanation | None:
    """Tell which statement of the program explains which triangles of `part`, where the part's program put it.

    None when the program fails with somebody watching, as one does that takes very long.
    """
    mesh = part.mesh()
    longest = float(mesh.size.max())
    outcome = sandbox.run(watched(source, CHORD * longest), LIMITS)
    if isinstance(outcome, Failure):
        return None
    steps = _in_place(list(_steps(outcome.output)))
    if not steps:
        return None
    made, owners = _first_faces(steps, SAME * longest)
    labels = _nearest(mesh, made, owners, longest)
    corners = mesh.corners
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    areas /= areas.sum()
    explaining = [steps[number] for number in np.unique(labels[labels >= 0])]
    names = _names(source, [step.line for step in explaining])
    groups = [list(group) for _, group in groupby(explaining, lambda step: names[step.line])]
    numbers = np.full(len(steps) + 1, -1, dtype=np.int32)
    for number, group in enumerate(groups):
        numbers[[steps.index(step) for step in group]] = number
    labels = numbers[labels]
    of_faces = None if mesh.faces is None else Counter(_majorities(mesh.faces, labels, areas))
    features = tuple(
        Feature(
            names[group[0].line],
            group[0].line,
            group[-1].end,
            None if of_faces is None else of_faces[number],
            float(areas[labels == number].sum()),
        )
        for number, group in enumerate(groups)
    )
    return Explanation(features, labels, float(areas[labels < 0].sum()))


def watched(source: str, deviation: float) -> str:
    """The program with a word about each shape that its statements leave. Raises ProgramError("syntax")."""
    statements = read(source).body
    places = Places(source)
    first = 0
    while first < len(statements) and _must_be_first(statements[first]):
        first += 1
    start = places.start(statements[first]) if first < len(statements) else len(source.encode())
    edits = [Edit(start, start, f"deviation_z2c = {deviation!r}\n{WATCH}\n")]
    for statement in statements[first:]:
        end = places.end(statement)
        for name in dict.fromkeys(_bound(statement)):
            edits.append(Edit(end, end, f"\ntold_z2c({statement.lineno}, {statement.end_lineno}, {name})"))
    return f"{apply(source, edits)}\n{END}"


def _must_be_first(statement: ast.stmt) -> bool:
    future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
    return future or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement assigns to, not those of functions and classes."""
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _steps(printed: str) -> Iterator[_Step]:
    """What was told, which may be anything: a program prints what it likes."""
    for line in printed.splitlines():
        if not line.startswith(TOLD):
            continue
        try:
            told = json.loads(line.removeprefix(TOLD))
            meshes = [
                (np.array(vertices, float).reshape(-1, 3), np.array(triangles, np.int32).reshape(-1, 3))
                for vertices, triangles in told["meshes"]
            ]
            starts = np.cumsum([0, *(len(vertices) for vertices, _ in meshes)])
            new = Mesh(
                np.concatenate([np.zeros((0, 3)), *(vertices for vertices, _ in meshes)]),
                np.concatenate(
                    [
                        np.zeros((0, 3), np.int32),
                        *(corners + start for (_, corners), start in zip(meshes, starts[:-1], strict=True)),
                    ]
                ).astype(np.int32),
            )
            if not np.isfinite(new.vertices).all() or not ((new.triangles >= 0) & (new.triangles < starts[-1])).all():
                continue
            yield _Step(int(told["line"]), int(told["end"]), new, np.array(told["centres"], float).reshape(-1, 3))
        except (ValueError, TypeError, KeyError, OverflowError):
            continue


def _in_place(steps: list[_Step]) -> list[_Step]:
    """The steps where the last of them left the part: one that only moves the shape before it moves all before it."""
    placed: list[_Step] = []
    for step in steps:
        before = placed[-1].centres if placed else np.zeros((0, 3))
        move = _move(before, step.centres)
        if move is None:
            placed.append(step)
            continue
        turn, shift = move
        placed = [
            replace(
                one, new=Mesh(one.new.vertices @ turn + shift, one.new.triangles), centres=one.centres @ turn + shift
            )
            for one in placed
        ]
    return placed


def _move(before: Floats, after: Floats) -> tuple[Floats, Floats] | None:
    """The rotation and shift that take points to others in the same order; None when none does, or nothing moves.

    Kabsch's algorithm.
    """
    if len(before) != len(after) or len(before) < 4 or np.array_equal(before, after):
        return None
    there, here = before - before.mean(axis=0), after - after.mean(axis=0)
    left, _, right = np.linalg.svd(there.T @ here)
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    turn = left @ flip @ right
    size = float(np.abs(here).max())
    if not np.allclose(there @ turn, here, atol=1e-6 * max(size, 1e-9)):
        return None
    return turn, after.mean(axis=0) - before.mean(axis=0) @ turn


def _first_faces(steps: Sequence[_Step], near: float) -> tuple[Mesh, npt.NDArray[np.int64]]:
    """All triangles that lie on no earlier statement's faces, and the step each is from.

    A cut through a face leaves a new one that lies on the old.
    """
    vertices, triangles, owners = np.zeros((0, 3)), np.zeros((0, 3), np.int32), np.zeros(0, np.int64)
    for number, step in enumerate(steps):
        fresh = step.new.triangles
        if len(triangles) and len(fresh):
            middles = step.new.vertices[fresh].mean(axis=1)
            fresh = np.delete(fresh, touching(middles, Mesh(vertices, triangles), near)[0], axis=0)
        triangles = np.concatenate([triangles, fresh + len(vertices)]).astype(np.int32)
        vertices = np.concatenate([vertices, step.new.vertices])
        owners = np.concatenate([owners, np.full(len(fresh), number)])
    return Mesh(vertices, triangles), owners


def _nearest(mesh: Mesh, made: Mesh, owners: npt.NDArray[np.int64], longest: float) -> Labels:
    """(m,) for each triangle of `mesh` the step on whose faces its middle lies; -1 for none."""
    point, triangle, distance = touching(mesh.corners.mean(axis=1), made, NEAR * longest)
    least = np.full(len(mesh.triangles), np.inf)
    np.minimum.at(least, point, distance)
    # Of those about as close the first statement.
    point, triangle = (numbers[distance <= least[point] + SAME * longest] for numbers in (point, triangle))
    order = np.lexsort([owners[triangle], point])
    points, first = np.unique(point[order], return_index=True)
    labels = np.full(len(mesh.triangles), -1, dtype=np.int32)
    labels[points] = owners[triangle[order[first]]]
    return labels


def _majorities(faces: npt.NDArray[np.int32], labels: Labels, areas: Floats) -> Iterator[int]:
    """For each face the label that most of its area has."""
    for face in np.unique(faces):
        its = faces == face
        choices = np.unique(labels[its])
        yield int(choices[np.argmax([areas[its & (labels == choice)].sum() for choice in choices])])


def _names(source: str, lines: Sequence[int]) -> dict[int, str]:
    """What the statements that begin on these lines are about."""
    program, tree = parse(source), ast.parse(source)
    statements = {one.lineno: one for one in tree.body}
    return {line: _name(program, tree.body, statements[line]) for line in lines}


def _name(program: Program, statements: Sequence[ast.stmt], statement: ast.stmt) -> str:
    """What a statement is about: the variable it binds or, where that is the body itself, the heading over most of the
    parameters that it uses, or the shape that it combines the body with."""
    lines = program.source.splitlines()
    bound = next(_bound(statement), "result")
    used = Counter(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
    headings: Counter[str] = Counter()
    for parameter in program.parameters:
        heading = _heading(lines, parameter.line)
        if heading and parameter.name in used:
            headings[heading] += used[parameter.name]
    if bound in GENERIC and headings:
        return headings.most_common(1)[0][0]
    if bound in GENERIC:
        before = (one for one in statements if one.lineno < statement.lineno)
        shapes = {name for one in before for name in _bound(one)} - GENERIC
        bound = next((name for name in used if name in shapes), bound)
    return bound.replace("_", " ")


# Names that say nothing about what a statement adds.
GENERIC = frozenset({"body", "result", "part", "solid", "shape", "model", "r", "wp"})


def _heading(lines: Sequence[str], line: int) -> str:
    """The comment over the group of assignments that a line belongs to; empty without one."""
    for text in reversed(lines[: line - 1]):
        words = text.strip()
        if words.startswith("#"):
            return words.lstrip("# ")
        if not words or "=" not in words:
            return ""
    return ""
