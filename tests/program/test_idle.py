"""What a program makes and does not use is taken away, and nothing else."""

from __future__ import annotations

import pytest

from zero_to_cad.program.idle import without_idle

HEAD = "import cadquery as cq\n"


def test_names_that_only_idle_names_use_go_too() -> None:
    source = (
        f"{HEAD}\n# plate\nwidth = 4.0\n\n# boss\ndiameter = 3.0\nradius = diameter / 2\n\n"
        "boss = cq.Workplane().circle(radius).extrude(1)\nboss_edges = cq.selectors.Selector()\n"
        "boss_edges += cq.selectors.Selector()\n"
        "body = cq.Workplane().box(width, 1, 1)\n# Left out: boss.\n\nresult = body\n"
    )
    assert without_idle(source) == (
        f"{HEAD}\n# plate\nwidth = 4.0\n\nbody = cq.Workplane().box(width, 1, 1)\n# Left out: boss.\n\nresult = body\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        f"{HEAD}result = cq.Workplane().box(1, 1, 1)\n",
        f"{HEAD}a, b = 1, 2\nresult = cq.Workplane().box(a, a, a)\n",
        f"{HEAD}size = 1.0\n\n\ndef box():\n    return cq.Workplane().box(size, 1, 1)\n\n\nresult = box()\n",
        f"{HEAD}# about it all\nbody = cq.Workplane().box(1, 1, 1)\nbody = body.edges().fillet(0.1)\nresult = body\n",
    ],
)
def test_what_is_used_stays(source: str) -> None:
    assert without_idle(source) == source
