from __future__ import annotations

import pytest

from zero_to_cad.program import parse

SOURCE = """import cadquery as cq
import numpy as np

width = 80.0
points = [(1, 2), (3, width)]
names = []
names.append("a")
plate = cq.Workplane("XY").box(width, 60.0, width / 8)
plate = (
    plate.faces(">Z")
    .workplane(offset=0)
    .pushPoints(points)
    .hole(3.5, depth=width / 16)
)
def drilled(body, radius):
    return body.cut(cq.Workplane().circle(radius).extrude(np.max([2, 3])))
result = drilled(plate, 4).clean()
"""


def test_calls_in_order_with_their_arguments() -> None:
    calls = parse(SOURCE).calls
    assert [(call.function, call.lineno) for call in calls] == [
        ("Workplane", 8),
        ("box", 8),
        ("faces", 10),
        ("workplane", 11),
        ("pushPoints", 12),
        ("hole", 13),
        ("cut", 16),
        ("Workplane", 16),
        ("circle", 16),
        ("extrude", 16),
        ("clean", 17),
    ]
    assert calls[1].args == ("width", "60.0", "width / 8")
    assert calls[5].to_json() == {
        "function": "hole",
        "lineno": 13,
        "args": ["3.5"],
        "kwargs": {"depth": "width / 16"},
    }


@pytest.mark.parametrize(
    ("arguments", "share"),
    [
        ("width, width / 2, depth", 1.0),
        ("10, 20, 30", 0.0),
        ("width, 20", 0.5),
        ("(width, 20), 0", 0.5),
        ("'XY', True, None", 1.0),
        ("2 * 3, -width", 0.5),
        ("cq.Vector(1, width, 0), other", 0.5),
    ],
)
def test_named_share(arguments: str, share: float) -> None:
    source = f"import cadquery as cq\nother = cq.Workplane()\nresult = other.step({arguments})"
    assert parse(source).named_share == share


def test_star_imports_are_known() -> None:
    calls = parse("from cadquery import *\nresult = Workplane().box(1, 2, 3)").calls
    assert [call.function for call in calls] == ["Workplane", "box"]
