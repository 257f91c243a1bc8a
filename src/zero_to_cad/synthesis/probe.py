"""A copy of a program that measures the shape before and after each of its calls.

It runs behind the program, in the same confined process, since a process costs as much as a small program. One run so
answers three questions: what does the program make, does it make the same when it is run again, did every call change
something. What is printed is only as honest as the program, which can win nothing by lying but a place among samples.
"""

from __future__ import annotations

import ast
import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.policy import check

# Calls that are there to make or to change a solid, and calls that choose parts of one.
SHAPING = frozenset(
    [
        *("box", "cylinder", "sphere", "wedge", "extrude", "twistExtrude", "revolve", "loft", "sweep", "text"),
        *("cutBlind", "cutThruAll", "hole", "cboreHole", "cskHole", "fillet", "chamfer", "shell"),
        *("union", "cut", "intersect", "mirror", "rotate", "rotateAboutCenter", "translate", "split"),
    ]
)
CHOOSING = frozenset(["faces", "edges", "vertices", "solids", "shells", "wires"])
# Relative: the kernel's integration repeats to the last digits on the same shape.
SAME = 1e-9

PRELUDE = """
import json as z2c_json
from OCP.BRepGProp import BRepGProp as z2c_properties
from OCP.GProp import GProp_GProps as z2c_sums
from OCP.TopAbs import TopAbs_FACE as z2c_face
from OCP.TopExp import TopExp as z2c_explorer
from OCP.TopTools import TopTools_IndexedMapOfShape as z2c_map

z2c_steps = {}
z2c_known = {}
z2c_counts = {}


def z2c_count(shape):
    if id(shape) not in z2c_counts:
        faces = z2c_map()
        z2c_explorer.MapShapes_s(shape.wrapped, z2c_face, faces)
        z2c_counts[id(shape)] = (faces.Size(), shape)
    return z2c_counts[id(shape)][0]


def z2c_measure(shape):
    if id(shape) not in z2c_known:
        sums = z2c_sums()
        z2c_properties.VolumeProperties_s(shape.wrapped, sums)
        centre, inertia = sums.CentreOfMass(), sums.MatrixOfInertia()
        figures = [sums.Mass(), centre.X(), centre.Y(), centre.Z(), inertia.Value(1, 1), inertia.Value(2, 2)]
        figures += [inertia.Value(3, 3), inertia.Value(1, 2), inertia.Value(1, 3), inertia.Value(2, 3)]
        z2c_known[id(shape)] = ([z2c_count(shape), *figures], shape)
    return z2c_known[id(shape)][0]


def z2c_solid(value):
    if hasattr(value, "findSolid"):
        try:
            return value.findSolid()
        except Exception:
            return None
    return value if hasattr(value, "ShapeType") and value.Solids() else None


def z2c_differ(before, after):
    # Counting is cheap; where the count is the same, volume, centroid and moments decide.
    return z2c_count(before) != z2c_count(after) or any(
        abs(x - y) > 1e-9 * max(abs(x), abs(y)) for x, y in zip(z2c_measure(before), z2c_measure(after))
    )


def z2c_call(line, column, name, receiver, call):
    result = call(receiver)
    effect = True
    if name in Z2C_CHOOSING:
        effect = not hasattr(result, "size") or result.size() > 0
    else:
        before, after = z2c_solid(receiver), z2c_solid(result)
        if after is not None:
            effect = before is None or z2c_differ(before, after)
    key = (line, column, name)
    z2c_steps[key] = z2c_steps.get(key, False) or effect
    return result


"""
FINALE = """
z2c_shape = result.findSolid() if hasattr(result, "findSolid") else result
z2c_seen = [[line, name, effect] for (line, _, name), effect in z2c_steps.items()]
print(Z2C_MARK + z2c_json.dumps([z2c_seen, z2c_measure(z2c_shape)]))
result = z2c_first
"""


@dataclass(frozen=True)
class Step:
    """A call of the program: its 1-based line, its name, and whether it changed or chose anything."""

    line: int
    name: str
    effect: bool


@dataclass(frozen=True)
class Trace:
    """What the copy saw. shape: number of faces, volume, centroid and moments of the program's result."""

    steps: tuple[Step, ...]
    shape: tuple[float, ...]

    def repeats(self, shape: Sequence[float]) -> bool:
        """Whether another run's figures are the same, to the kernel's last digits."""
        # What vanishes by symmetry is noise around zero: it is compared with the part's size.
        volume, inertia = abs(self.shape[1]), max(map(abs, self.shape[5:]))
        reach = math.sqrt(inertia / volume) if volume else 0.0
        scales = [1.0, volume, *[reach] * 3, *[inertia] * 6]
        return len(shape) == len(self.shape) and all(
            math.isclose(a, b, rel_tol=SAME, abs_tol=SAME * scale)
            for a, b, scale in zip(self.shape, shape, scales, strict=True)
        )


def followed(source: str) -> tuple[str, str]:
    """A program and its measuring copy, to be run as one, and the mark in front of the line that the copy prints.

    The program's own lines keep their numbers, and its own `result` is the result. Raises ProgramError for a program
    that the sandbox's policy refuses, or ("geometry") that binds no `result`.
    """
    mark = f"z2c-{secrets.token_hex(8)} "
    tree = check(source)
    if not any(isinstance(node, ast.Name) and node.id == "result" for node in ast.walk(tree)):
        raise ProgramError("geometry", "bind the final Workplane to `result`, as the last statement.")
    body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    copy = ast.unparse(ast.fix_missing_locations(_Wrap().visit(ast.Module(body, []))))
    head = f"z2c_first = result\nZ2C_MARK = {mark!r}\nZ2C_CHOOSING = {sorted(CHOOSING)!r}\n{PRELUDE}"
    return f"{source.rstrip()}\n{head}{copy}\n{FINALE}", mark


def read_trace(printed: str, mark: str) -> Trace | None:
    """What the copy printed behind its mark; None when it is not there or not to be read."""
    for line in reversed(printed.splitlines()):
        if line.startswith(mark):
            try:
                steps, shape = json.loads(line.removeprefix(mark))
                return Trace(tuple(Step(*step) for step in steps), tuple(map(float, shape)))
            except (ValueError, TypeError):
                return None
    return None


def figures(shape: object) -> tuple[float, ...]:
    """The figures of a cadquery.Shape that the copy takes of its result too."""
    from OCP.BRepGProp import BRepGProp
    from OCP.GProp import GProp_GProps

    sums = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape.wrapped, sums)  # type: ignore[attr-defined]
    centre, inertia = sums.CentreOfMass(), sums.MatrixOfInertia()
    moments = [inertia.Value(row, column) for row, column in ((1, 1), (2, 2), (3, 3), (1, 2), (1, 3), (2, 3))]
    faces = len(shape.Faces())  # type: ignore[attr-defined]
    return (float(faces), sums.Mass(), centre.X(), centre.Y(), centre.Z(), *moments)


class _Wrap(ast.NodeTransformer):
    """Turns `body.cut(slot)` into `z2c_call(7, 8, "cut", body, lambda z2c_it: z2c_it.cut(slot))`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr not in SHAPING | CHOOSING:
            return node
        place = (function.end_lineno or node.lineno, function.end_col_offset or 0)
        it = ast.arg("z2c_it")
        call = ast.Call(
            ast.Attribute(ast.Name("z2c_it", ast.Load()), function.attr, ast.Load()), node.args, node.keywords
        )
        late = ast.Lambda(ast.arguments([], [it], kwonlyargs=[], kw_defaults=[], defaults=[]), call)
        arguments = [*(ast.Constant(value) for value in (*place, function.attr)), function.value, late]
        return ast.Call(ast.Name("z2c_call", ast.Load()), arguments, [])
