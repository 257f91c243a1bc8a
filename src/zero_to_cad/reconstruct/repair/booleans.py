"""Booleans and blends that the kernel gets wrong, some without a word: watched one by one, tried otherwise, left out at
the last."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zero_to_cad.errors import ProgramError
from zero_to_cad.program.arithmetic import evaluate
from zero_to_cad.program.edits import Edit, Places, apply
from zero_to_cad.program.idle import without_idle
from zero_to_cad.program.parameters import find
from zero_to_cad.program.source import read
from zero_to_cad.reconstruct.repair.broken import Remedy, method
from zero_to_cad.reconstruct.repair.results import LARGEST
from zero_to_cad.sandbox import Failure, Limits, Sandbox

# Within which the kernel may take faces for one, relative to the longest side of the body so far.
TOLERANCES = (1e-6, 1e-5, 1e-4)
HOLES = ("hole", "cboreHole", "cskHole")
BLENDS = ("fillet", "chamfer")
STEPS = (*HOLES, *BLENDS)
# Of their size, in which blends are tried: what fails just so may do a hair smaller.
SHARES = (1.0, 0.98, 0.9)
_TOLD = re.compile(r"^watched: (\d+) (\S+)$", re.MULTILINE)

# A union has at least the larger volume and at most both, and holds what either holds; a cut loses at most the tool's,
# and stays within what it cuts.
_WATCH = """
def _watched_volume(work):
    return sum(solid.Volume() for shape in work.vals() for solid in shape.Solids())


def _watched_skin(work, size):
    # How much of all faces together the mesh lacks, or has too much of.
    meshed = 0.0
    for shape in work.vals():
        points, triangles = shape.tessellate(size / 1000, 0.1)
        for a, b, c in triangles:
            meshed += (points[b] - points[a]).cross(points[c] - points[a]).Length / 2
    area = sum(shape.Area() for shape in work.vals())
    return abs(meshed - area) / area


def _watched_worst(old, size, skin):
    return max(0.005, 1.1 * _watched_skin(old, size)) if skin else 0.0


def _watched_box(work):
    boxes = [shape.BoundingBox() for shape in work.vals()]
    low = [min(ends) for ends in zip(*[(box.xmin, box.ymin, box.zmin) for box in boxes])]
    return low, [max(ends) for ends in zip(*[(box.xmax, box.ymax, box.zmax) for box in boxes])]


def _watched_size(old):
    low, high = _watched_box(old)
    return max(b - a for a, b in zip(low, high))


def _watched_reach(new, inner, size):
    # Whether a body reaches as far as another: the box of what has been meshed is that of its chords.
    (low, high), (near, far) = _watched_box(new), _watched_box(inner)
    slack = 0.005 * size
    return all(a <= b + slack for a, b in zip(low, near)) and all(a >= b - slack for a, b in zip(high, far))


def _watched_sound(new, low, high, size, worst):
    sound = all(solid.isValid() for shape in new.vals() for solid in shape.Solids())
    sound = sound and low <= _watched_volume(new) <= high
    return sound and (not worst or _watched_skin(new, size) <= worst)


def _watched_thin(work, size):
    # How many faces are slivers, left between surfaces that were meant to be one.
    faces = [face for shape in work.vals() for face in shape.Faces()]
    return sum(2 * face.Area() < 1e-5 * size * sum(edge.Length() for edge in face.Edges()) for face in faces)


def _watched(line, old, adds, tool, way, tolerances, skin):
    before = _watched_volume(old)
    other = before if tool is None else _watched_volume(tool)
    small = 1e-6 * before
    low, high = (max(before, other), before + other) if adds else (max(0.0, before - other), before)
    size = _watched_size(old)
    worst = _watched_worst(old, size, skin)
    thin = _watched_thin(old, size)
    found = []
    for share in tolerances:
        tolerance = float(f"{share * size:.1g}")
        try:
            new = way(tolerance)
            reaches = [(new, old), (new, tool)] if adds else [(old, new)]
            whole = all(_watched_reach(*pair, size) for pair in reaches)
            if whole and _watched_sound(new, low - small, high + small, size, worst):
                found.append((tolerance, new))
                if _watched_thin(new, size) <= thin:
                    break
        except Exception:
            pass
    else:
        # Slivers that no tolerance unites are at least such that the kernel knows of it.
        found = found[:2]
    tolerance, new = found[-1] if found else ("out", old)
    print("watched:", line, tolerance, flush=True)
    return new


def _watched_blend(line, old, way, shares, skin):
    before = _watched_volume(old)
    size = _watched_size(old)
    worst = _watched_worst(old, size, skin)
    solids = sum(len(shape.Solids()) for shape in old.vals())
    for share in shares:
        try:
            new = way(share)
            whole = sum(len(shape.Solids()) for shape in new.vals()) == solids
            if whole and _watched_sound(new, before / 2, 2 * before, size, worst):
                print("watched:", line, share, flush=True)
                return new
        except Exception:
            pass
    print("watched:", line, "out", flush=True)
    return old


"""


@dataclass(frozen=True)
class _Boolean:
    """A statement at top level by which a body goes on: `name = name.union(tool)`, a hole drilled into it, a blend."""

    statement: ast.Assign
    name: str
    call: ast.Call
    tool: ast.expr | None

    @property
    def blends(self) -> bool:
        return method(self.call) in BLENDS


def steadied(program: str, sandbox: Sandbox, limits: Limits, *, skin: bool = False) -> Remedy | None:
    """The program with each boolean asked for in the first way whose result is sound: plainly, with a tolerance, or not
    at all; and with the largest solid kept. A blend is made plainly, a little smaller, or not at all. None where there
    is nothing to change.

    Sound is a valid shape of a volume that the boolean can have, if possible without slivers of faces, which may take
    the kernel minutes to mesh, and with `skin`, which takes longer, one whose mesh lacks no more of its faces than
    before. The program is run once, watched; the changed one is not run. Where time ends that run, the booleans that it
    did not come to are left out; None is the answer where it came to less than half of them, or breaks off otherwise.
    """
    try:
        tree = read(program)
    except ProgramError:
        return None
    places = Places(program)
    booleans = {boolean.statement.lineno: boolean for boolean in _booleans(tree)}
    if not booleans:
        return None
    outcome = sandbox.run(_watching(program, places, list(booleans.values()), skin), limits)
    told = {int(line): found for line, found in _TOLD.findall(outcome.output) if int(line) in booleans}
    if len(told) < len(booleans):
        # Steps are in order of what they mend: most of them are a better part than none.
        slow = isinstance(outcome, Failure) and outcome.kind == "timeout"
        if not slow or 2 * len(told) < len(booleans):
            return None
        told |= {line: "out" for line in booleans if line not in told}
    known = {parameter.name: parameter.value for parameter in find(program, tree)}
    edits, words = [], []
    for line, found in told.items():
        boolean = booleans[line]
        if found == "out":
            lost = places.text(boolean.tool) if boolean.tool else _left_out(boolean, known)
            edits.append(places.replace(boolean.statement, f"# Left out, for the kernel fails there: {lost}."))
            words.append(f"line {line}: left out")
        elif boolean.blends:
            if float(found) < 1.0:
                edits += _scaled(boolean, places, found)
                words.append(f"line {line}: {method(boolean.call)} made {float(found):g} as large")
        elif float(found):
            end = places.end(boolean.call) - 1
            edits.append(Edit(end, end, f", tol={float(found):g}"))
            words.append(f"line {line}: tolerance {float(found):g} mm")
    if not edits:
        return None
    # The tools of what is left out go too.
    source = without_idle(apply(program, edits))
    if "max(" not in source:
        source = "\n".join([source.rstrip("\n"), f"result = cq.Workplane({LARGEST.format(name='result')})", ""])
        words.append("kept the largest solid")
    return Remedy(source, "; ".join(words))


def _booleans(tree: ast.Module) -> Iterator[_Boolean]:
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        call, name = node.value, node.targets[0].id
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        goes_on = isinstance(call.func.value, ast.Name) and call.func.value.id == name
        if goes_on and call.func.attr in ("union", "cut") and len(call.args) == 1 and not call.keywords:
            yield _Boolean(node, name, call, call.args[0])
        elif call.func.attr in (*HOLES, *BLENDS) and any(
            isinstance(n, ast.Name) and n.id == name for n in ast.walk(call)
        ):
            yield _Boolean(node, name, call, None)


def _left_out(boolean: _Boolean, known: Mapping[str, float]) -> str:
    name = str(method(boolean.call))
    sizes = [evaluate(size, known) for size in boolean.call.args]
    return f"{name} of {', '.join(f'{size:g}' for size in sizes if size)} mm" if boolean.blends else name


def _scaled(boolean: _Boolean, places: Places, share: str) -> list[Edit]:
    """The sizes of a blend multiplied by a number, or by what a name holds."""
    edits = []
    for size in boolean.call.args:
        text = places.text(size)
        plain = isinstance(size, ast.Name | ast.Constant)
        edits.append(places.replace(size, f"{share} * {text if plain else f'({text})'}"))
    return edits


def _watching(program: str, places: Places, booleans: list[_Boolean], skin: bool) -> str:
    """The program with each boolean watched."""
    edits = []
    for boolean in booleans:
        if boolean.blends:
            start = places.start(boolean.call)
            scaled = [Edit(e.start - start, e.end - start, e.text) for e in _scaled(boolean, places, "share")]
            way = apply(places.text(boolean.call), scaled)
            told = f"{boolean.statement.lineno}, {boolean.name}, lambda share: {way}, {SHARES}, {skin}"
            edits.append(places.replace(boolean.statement, f"{boolean.name} = _watched_blend({told})"))
            continue
        plain = places.text(boolean.call)
        way, tool, tolerances = plain, "None", [0.0]
        if boolean.tool is not None:
            way, tool = f"{plain[:-1]}, tol=tolerance or None)", places.text(boolean.tool)
            tolerances += TOLERANCES
        adds = method(boolean.call) == "union"
        told = f"{boolean.statement.lineno}, {boolean.name}, {adds}, {tool}"
        call = f"{boolean.name} = _watched({told}, lambda tolerance: {way}, {tolerances}, {skin})"
        edits.append(places.replace(boolean.statement, call))
    first = places.start(booleans[0].statement)
    return apply(program, [Edit(first, first, _WATCH), *edits])
