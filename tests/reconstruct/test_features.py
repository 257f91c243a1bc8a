"""Which statement makes which faces."""

from __future__ import annotations

import numpy as np
import pytest

from zero_to_cad.reconstruct.features import TOLD, Explanation, explain
from zero_to_cad.sandbox import run, shared

PLATE = """
from __future__ import annotations
import cadquery as cq

# plate
plate_length = 40.0
plate_thickness = 6.0

# bolt holes
bolt_hole_diameter = 5.0

boss_height = 10.0

body = cq.Workplane().box(plate_length, 30, plate_thickness)
boss = cq.Workplane().workplane(offset=plate_thickness / 2).circle(8).extrude(boss_height)
body = body.union(boss)
body = body.faces(">Z[-2]").workplane(origin=(0, 0, 0)).pushPoints([(-15, 0), (15, 0)]).hole(bolt_hole_diameter)
"""
PLAIN = f"{PLATE}result = body\n"


def explained(source: str, target: str = "") -> Explanation:
    found = explain(source, run(target or source), shared())
    assert found is not None
    assert found.features
    assert sum(feature.share for feature in found.features) + found.unexplained == pytest.approx(1.0)
    return found


def counts(found: Explanation) -> dict[str, int | None]:
    return {feature.name: feature.faces for feature in found.features}


def test_each_feature_explains_its_own_faces() -> None:
    found = explained(PLAIN)
    assert counts(found) == {"plate": 6, "boss": 2, "bolt holes": 2}
    assert found.unexplained == 0.0
    lines = PLAIN.splitlines()
    assert [lines[feature.line - 1].split(" =")[0] for feature in found.features] == ["body", "boss", "body"]


@pytest.mark.parametrize(
    "last",
    [
        "result = cq.Workplane(body.findSolid().moved(cq.Location(cq.Plane((5, 1, 2), (1, 1, 0), (1, -1, 3)))))",
        "result = body.rotate((0, 0, 0), (1, 2, 3), 40).translate((1, 2, 3))",
    ],
)
def test_a_statement_that_only_moves_the_part_explains_nothing(last: str) -> None:
    assert counts(explained(f"{PLATE}{last}\n")) == {"plate": 6, "boss": 2, "bolt holes": 2}


def test_what_nothing_makes_is_not_explained() -> None:
    block = PLAIN.replace("result = body", "result = body.union(cq.Workplane('XY', origin=(0, 0, -13)).box(9, 9, 20))")
    found = explained(PLAIN, target=block)
    made = explained(block)
    assert found.unexplained == pytest.approx(made.features[-1].share, rel=1e-6)
    assert (found.labels == -1).sum() == (made.labels == len(made.features) - 1).sum()


def test_a_mesh_is_explained_too() -> None:
    from zero_to_cad.part import Part

    mesh = run(PLAIN).mesh()
    found = explain(PLAIN, Part.from_mesh(type(mesh)(mesh.vertices, mesh.triangles)), shared())
    assert found is not None
    assert counts(found) == {"plate": None, "boss": None, "bolt holes": None}
    assert np.array_equal(found.labels, explained(PLAIN).labels)


@pytest.mark.parametrize(
    "printed",
    ["{}", '{"line": 1, "end": 1, "meshes": [[[[0,0,NaN]],[[0,1,2]]]], "centres": [[1,2,3]]}', "[", '{"line": []}'],
)
def test_a_program_that_prints_lies_is_survived(printed: str) -> None:
    assert counts(explained(f"{PLATE}print({TOLD + printed!r})\nresult = body\n"))["boss"] == 2


def test_a_program_that_fails_when_watched() -> None:
    assert explain("import cadquery as cq\nresult = 1 / 0\n", run(PLAIN), shared()) is None


def test_a_chain_of_hundreds_of_calls() -> None:
    teeth = "".join(f"    .lineTo({k}, {5 + k % 2})\n" for k in range(250))
    source = f"import cadquery as cq\n\nbody = (\n    cq.Workplane()\n{teeth}    .lineTo(249, 0)\n    .close()\n"
    found = explained(f"{source}    .extrude(3)\n)  # a comb\n\nresult = body\n")
    assert [feature.name for feature in found.features] == ["body"]
