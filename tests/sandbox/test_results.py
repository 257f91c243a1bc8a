"""What a program's result becomes: one measured solid, or a geometry failure with its own sentence."""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import pytest

from zero_to_cad.part import Mesh, Part
from zero_to_cad.sandbox import Failure, Sandbox, Success
from zero_to_cad.sandbox.solid import mesh_bytes, read_mesh


def succeed(sandbox: Sandbox, source: str) -> Success:
    outcome = sandbox.run("import cadquery as cq\n" + source)
    assert isinstance(outcome, Success), outcome
    return outcome


def fail(sandbox: Sandbox, source: str) -> Failure:
    outcome = sandbox.run("import cadquery as cq\n" + source)
    assert isinstance(outcome, Failure), outcome
    return outcome


BOX = "cq.Workplane().box(1, 2, 3)"


@pytest.mark.parametrize(
    ("source", "selected"),
    [
        (f"other = cq.Workplane().box(9, 9, 9)\nresult = {BOX}\nlater = other\nshow_object(other)", "result"),
        (f"other = cq.Workplane().box(9, 9, 9)\nshow_object({BOX}, name='box')", "show_object"),
        (f"body = cq.Workplane().box(9, 9, 9)\nother = {BOX}\ncount = 3", "other"),
        (f"other = {BOX}\nbody = {BOX}\nother = {BOX}", "other"),
        (f"for n in range(3):\n    body = {BOX}", "body"),
        (
            f"def make():\n    return {BOX}\nif __name__ == '__main__':\n    part = make()",
            "part",
        ),
    ],
)
def test_selection(sandbox: Sandbox, source: str, selected: str) -> None:
    outcome = succeed(sandbox, source)
    assert outcome.selected == selected
    assert outcome.measures.volume == pytest.approx(6)


def test_several_shown_objects_are_said_not_to_count(sandbox: Sandbox) -> None:
    outcome = succeed(sandbox, f"body = {BOX}\nshow_object(body)\nshow_object(body)")
    assert outcome.selected == "body"
    assert outcome.notes == ("show_object was called 2 times, so none of them was taken",)


@pytest.mark.parametrize(
    ("expression", "volume", "note"),
    [
        (f"{BOX}.val()", 6, None),
        (f"cq.Compound.makeCompound([{BOX}.val()])", 6, None),
        (
            f"{BOX}.add(cq.Workplane().box(1, 2, 3).translate((1, 0, 0)))",
            12,
            "united 2 touching or overlapping",
        ),
        (
            f"{BOX}.add(cq.Workplane().box(1, 2, 3).translate((0.5, 0, 0)))",
            9,
            "united 2 touching or overlapping",
        ),
        (f"cq.Assembly().add({BOX}).add({BOX}, loc=cq.Location(cq.Vector(0, 2, 0)))", 12, "united 2"),
        ("cq.Solid(cq.Solid.makeBox(1, 2, 3).wrapped.Reversed())", 6, "turned the solid, which faced inwards"),
        ("cq.Workplane().sphere(1).val()", 4.18879, None),
    ],
)
def test_conversion(sandbox: Sandbox, expression: str, volume: float, note: str | None) -> None:
    outcome = succeed(sandbox, f"result = {expression}")
    assert outcome.measures.volume == pytest.approx(volume)
    assert outcome.part.measures == outcome.measures
    assert outcome.part.shape.isValid()
    assert len(outcome.notes) == (note is not None)
    assert note is None or note in outcome.notes[0]
    assert outcome.part.notes == outcome.notes


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("3.5", "is the number 3.5, not a Workplane"),
        ("None", "is None"),
        ("'box'", "of type str"),
        (f"[{BOX}]", "a list of 1"),
        ("cq.Workplane()", "is an empty Workplane"),
        ("cq.Assembly()", "empty"),
        ("cq.Sketch().rect(1, 2)", "is a Sketch"),
        ("cq.Workplane().placeSketch(cq.Sketch().rect(1, 2))", "is a Sketch"),
        ("cq.Workplane().rect(1, 2)", "is a wire, not a solid"),
        (f"{BOX}.faces('>Z')", "is a face, not a solid"),
        (f"{BOX}.edges()", "is 12 edges, not a solid"),
        ("cq.Workplane().box(float('nan'), 1, 1)", "coordinates that are not finite numbers"),
        (
            f"{BOX}.add(cq.Workplane().box(1, 1, 4).translate((9, 0, 0)))",
            "2 separate solids (1 x 2 x 3 mm, 1 x 1 x 4 mm)",
        ),
        (f"{BOX}.cut(cq.Workplane().box(9, 9, 9))", ""),
    ],
)
def test_what_is_no_solid_is_named(sandbox: Sandbox, expression: str, sentence: str) -> None:
    outcome = fail(sandbox, f"result = {expression}")
    assert outcome.kind == "geometry"
    assert sentence in outcome.message


def test_nothing_left_is_named(sandbox: Sandbox) -> None:
    outcome = fail(sandbox, "width = 3")
    assert outcome.kind == "geometry"
    assert "leaves no shape" in outcome.message


@pytest.mark.parametrize(
    ("source", "kind", "line", "sentence"),
    [
        ("result = (", "syntax", 2, "never closed"),
        ("import socket", "policy", 2, "may not import socket"),
        ("def f():\n    return 1 / 0\nf()", "runtime", 3, "ZeroDivisionError: division by zero"),
        (
            f"result = (\n    {BOX}\n    .edges()\n    .fillet(5)\n)",
            "runtime",
            5,
            "could not make this fillet",
        ),
        ("def f(): f()\nf()", "runtime", 2, "without end"),
        ("assert 1 > 2, 'too thin'", "runtime", 2, "an assertion failed: too thin"),
        ("raise SystemExit(3)", "runtime", 2, "exit(3)"),
        ("no_such_name", "runtime", 2, "NameError"),
        (f"{BOX}.faces('>Q')", "runtime", 2, "does not know the selector '>Q'"),
        ("result = '\ud800'", "syntax", None, "surrogates not allowed"),
        ("x = 1\n" * 400_000, "syntax", None, "longer than"),
        ("raise KeyboardInterrupt", "runtime", 2, "KeyboardInterrupt"),
        ("class Odd(Exception):\n    def __str__(self): return 1 / 0\nraise Odd()", "runtime", 4, "Odd"),
    ],
)
def test_failures_say_their_line(sandbox: Sandbox, source: str, kind: str, line: int | None, sentence: str) -> None:
    outcome = fail(sandbox, source)
    assert (outcome.kind, outcome.line) == (kind, line), outcome
    assert sentence in outcome.message
    assert outcome.to_error().kind == kind


@pytest.mark.parametrize(
    "ending",
    [
        "cq.exporters.export(result, 'part.step')",
        "from cadquery import exporters\nexporters.export(result, '/no/such/folder/part.stl')",
        "result.val().exportStep('part.step')",
        "result.export('part.stl').faces()",
        "cq.Assembly().add(result).save('part.glb')",
        "from cadquery.vis import show\nshow(result)",
    ],
)
def test_exports_and_viewers_are_ignored_with_a_note(sandbox: Sandbox, ending: str) -> None:
    outcome = succeed(sandbox, f"result = {BOX}\n{ending}")
    assert outcome.notes[0].startswith("ignored ")


def test_what_people_write_runs(sandbox: Sandbox) -> None:
    source = """
import math, random, itertools
from types import SimpleNamespace
from dataclasses import dataclass
import numpy as np
from cadquery import *

@dataclass
class Plate:
    width: float = 30.0
    height: float = 20.0

m = SimpleNamespace(hole=3.0, margin=4.0)
plate = Plate()
try:
    body = Workplane("XY").box(plate.width, plate.height, 5)
except Exception as error:
    print(f"failed: {error}")
    raise
far = [size / 2 - m.margin for size in (plate.width, plate.height)]
points = list(itertools.product(*[[-x, x] for x in far]))
body = body.faces(">Z").workplane().pushPoints(points).hole(m.hole)
angles = np.linspace(0, 2 * math.pi, 6, endpoint=False)
for angle in angles:
    x, y = 6 * np.cos(angle), 6 * np.sin(angle)
    body = body.cut(Workplane().center(float(x), float(y)).circle(0.8).extrude(9))
assert body.solids().size() == 1
print(f"holes: {len(points)}", random.random() < 2)
result = body
if "show_object" in globals():
    show_object(result)
"""
    outcome = sandbox.run(source)
    assert isinstance(outcome, Success), outcome
    assert outcome.measures.faces_by_type["cylinder"] == 10
    assert outcome.output == "holes: 4 True\n"


def test_text_finds_a_font(sandbox: Sandbox) -> None:
    outcome = succeed(sandbox, "result = cq.Workplane().text('I', 5, 1)")
    assert outcome.measures.size[2] == pytest.approx(1)


def test_chance_is_the_same_every_time(sandbox: Sandbox) -> None:
    source = """
import random
import numpy as np
import cadquery as cq
print(random.random(), np.random.rand(), hash("a"))
result = cq.Workplane().box(1 + random.random(), 1 + np.random.rand(), 1)
"""
    first, second = succeed(sandbox, source), succeed(sandbox, source)
    assert first.output == second.output
    assert first.measures == second.measures


def test_the_mesh_comes_from_the_confined_process_and_is_the_part_s_own(sandbox: Sandbox) -> None:
    found = succeed(sandbox, "result = cq.Workplane().box(3, 4, 5).faces('>Z').workplane().hole(1)")
    handed, made = found.part.mesh(), Part.from_shape(found.part.shape).mesh()
    assert handed.vertices.tobytes() == made.vertices.tobytes()
    assert handed.triangles.tobytes() == made.triangles.tobytes()
    assert handed.faces is not None
    assert made.faces is not None
    assert handed.faces.tobytes() == made.faces.tobytes()


@pytest.mark.parametrize("change", [lambda data: data[:9], lambda data: data[:-4], lambda data: data + b"1234"])
def test_a_mesh_of_another_length_than_it_says_is_refused(change: Callable[[bytes], bytes]) -> None:
    data = mesh_bytes(Part.from_shape(cq.Solid.makeBox(1, 2, 3)).mesh())
    assert read_mesh(data).volume == pytest.approx(6)
    with pytest.raises(ValueError, match="mesh"):
        read_mesh(change(data))


def test_a_mesh_with_corners_that_are_not_there_is_refused() -> None:
    mesh = Part.from_shape(cq.Solid.makeBox(1, 2, 3)).mesh()
    with pytest.raises(ValueError, match="corners"):
        read_mesh(mesh_bytes(Mesh(mesh.vertices[:-1], mesh.triangles, mesh.faces)))
