"""Parts of known dimensions for the tests of the fit engine."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import numpy as np
import numpy.typing as npt

from zero_to_cad.part import Mesh, Part

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDEN = Path(__file__).parent / "golden"

FloatArray = npt.NDArray[np.float64]


def part(body: cq.Workplane, name: str = "part") -> Part:
    return Part.from_shape(body.val(), name)


def mesh(body: cq.Workplane) -> Mesh:
    """As finely cut as the engine's own."""
    return part(body).mesh(1e-3, 0.1)


def turned(made: Mesh, rotation: FloatArray) -> Mesh:
    """`made` turned about the origin."""
    return Mesh(made.vertices @ rotation.T, made.triangles)


def plate() -> cq.Workplane:
    """60 x 40 x 10 with four holes of 6."""
    return cq.Workplane().box(60, 40, 10).faces(">Z").workplane().rarray(40, 20, 2, 2).hole(6)


def bracket() -> cq.Workplane:
    """An L of 50 x 40, 8 thick and 30 wide, with a hole of 9 through the standing leg."""
    return (
        cq.Workplane("XZ")
        .polyline([(0, 0), (50, 0), (50, 8), (8, 8), (8, 40), (0, 40)])
        .close()
        .extrude(30)
        .cut(cq.Workplane("YZ").center(-15, 24).circle(4.5).extrude(8))
    )


def shaft() -> cq.Workplane:
    """Along Z: 30 across for 20, 20 across for 35, 12 across for 15."""
    return cq.Workplane().circle(15).extrude(20).faces(">Z").circle(10).extrude(35).faces(">Z").circle(6).extrude(15)


def cup() -> cq.Workplane:
    """40 across and 50 high, with a bore 34 across down to 4 above the ground."""
    return cq.Workplane().circle(20).extrude(50).cut(cq.Workplane().workplane(offset=4).circle(17).extrude(46))


def tilted() -> cq.Workplane:
    """The bracket turned by 33 degrees about a slanted axis."""
    return bracket().rotate((0, 0, 0), (1, 2, 3), 33)


def pinned() -> cq.Workplane:
    """A plate of 80 x 60 x 5 with a pin of 2 that stands 12 above it."""
    return (
        cq.Workplane().box(80, 60, 5, (True, True, False)).faces(">Z").workplane().center(20, 10).circle(1).extrude(12)
    )


def grooved() -> cq.Workplane:
    """A disc 50 across and 12 high, with a groove from 24 to 36 across, 5 deep."""
    groove = cq.Workplane().workplane(offset=7).circle(18).circle(12).extrude(5)
    return cq.Workplane().circle(25).extrude(12).cut(groove)


def egg() -> cq.Workplane:
    """A loft through ellipses: no plane, no cylinder but for its ends."""
    return cq.Workplane().ellipse(6, 4).workplane(offset=10).ellipse(14, 9).workplane(offset=14).ellipse(5, 8).loft()


def drafted() -> cq.Workplane:
    """A block of 40 x 30 x 20 whose four walls lean in by 5 degrees."""
    return cq.Workplane().rect(40, 30).extrude(20, taper=5)


def frustum() -> cq.Workplane:
    """A plate of 60 x 50 x 6 and a round boss on it, 30 across at its foot and 12 high, that leans in by 12 degrees."""
    return cq.Workplane().box(60, 50, 6).faces(">Z").workplane().circle(15).extrude(12, taper=12)


def moulded() -> cq.Workplane:
    """A block of 60 x 50 x 20 with a pocket of 40 x 30, 12 deep, that narrows by 8 degrees."""
    pocket = cq.Workplane().workplane(offset=10).rect(40, 30).extrude(-12, taper=8)
    return cq.Workplane().box(60, 50, 20).cut(pocket)


def nozzle() -> cq.Workplane:
    """From a circle 20 across to a slot of 36 x 12, 25 above it."""
    return cq.Workplane().circle(10).workplane(offset=25).slot2D(36, 12).loft(ruled=True)


def helical() -> cq.Workplane:
    """A gear of 12 teeth that turns by 25 degrees over its 10, with a bore of 8."""
    teeth = [(k + d, r) for k in range(12) for d, r in ((-0.3, 15), (-0.15, 18), (0.15, 18), (0.3, 15))]
    points = [(r * np.cos(np.pi * k / 6), r * np.sin(np.pi * k / 6)) for k, r in teeth]
    gear = cq.Workplane().polyline(points).close().twistExtrude(10, 25)
    return gear.cut(cq.Workplane().circle(4).extrude(10))
