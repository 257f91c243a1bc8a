"""Features that many families share: holes for screws, broken edges, bores, patterns."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.quantity import Quantity

XY = 'cq.Workplane("XY")'
XZ = 'cq.Workplane("XZ")'
YZ = 'cq.Workplane("YZ")'
TOP = ('.faces(">Z")', ".workplane()")
# The same faces, with the workplane's origin over the world's.
ABOVE = ('.faces(">Z")', ".workplane(origin=(0, 0, 0))")
BELOW = ('.faces("<Z")', ".workplane(origin=(0, 0, 0))")
UNDERSIDE = ('.faces("<Z")', ".workplane()")


def screw_hole(draft: Draft, prefix: str, diameter: Quantity, depth: Quantity) -> str:
    """A call that drills a plain, counterbored or countersunk hole through material of this depth (mm)."""
    kind = draft.choice(["plain", "plain", "counterbore", "countersink"])
    if kind == "counterbore":
        head = draft.share(f"{prefix}_counterbore_diameter", diameter, 1.6, 1.9)
        sunk = draft.share(f"{prefix}_counterbore_depth", depth, 0.25, 0.5)
        return f".cboreHole({diameter}, {head}, {sunk})"
    if kind == "countersink" and float(depth) > 0.6 * float(diameter):
        head = draft.share(f"{prefix}_countersink_diameter", diameter, 1.5, 1.8)
        return f".cskHole({diameter}, {head}, {draft.choice([82, 90])})"
    return f".hole({diameter})"


def corner_holes(draft: Draft, body: str, length: Quantity, width: Quantity, depth: Quantity) -> None:
    """Four screw holes in the corners of the upper face of a plate centred on the origin."""
    diameter = draft.share("mount_hole_diameter", width, 0.07, 0.11)
    inset = draft.share("mount_hole_inset", width, 0.14, 0.17)
    hole = screw_hole(draft, "mount_hole", diameter, depth)
    style = draft.choice(["rect", "rarray", "points"])
    place: tuple[str, ...]
    if style == "rect":
        place = (f".rect({length - 2 * inset}, {width - 2 * inset}, forConstruction=True)", ".vertices()")
    elif style == "rarray":
        place = (f".rarray({length - 2 * inset}, {width - 2 * inset}, 2, 2)",)
    else:
        x = draft.derived("mount_hole_x", length / 2 - inset)
        y = draft.derived("mount_hole_y", width / 2 - inset)
        place = (f".pushPoints([({x}, {y}), (-{x}, {y}), (-{x}, -{y}), ({x}, -{y})])",)
    draft.extend(body, *TOP, *place, hole)


def bolt_circle(draft: Draft, body: str, circle: Quantity, space: float, depth: Quantity, most: int = 8) -> None:
    """Screw holes on a circle of this diameter in the upper face; `space` (mm) is the free width of the ring."""
    count = draft.count("bolt_count", 3, most)
    diameter = draft.share("bolt_hole_diameter", space, 0.35, 0.5)
    hole = screw_hole(draft, "bolt_hole", diameter, depth)
    draft.extend(body, *TOP, f".polarArray({circle / 2}, 0, 360, {count})", hole)


def break_edges(draft: Draft, body: str, selector: str, least: Quantity, name: str = "edge") -> None:
    """Round or bevel the selected edges by a small share of `least`, the smallest length nearby."""
    if draft.chance(0.5):
        radius = draft.share(f"{name}_fillet", least, 0.08, 0.18)
        draft.extend(body, f'.edges("{selector}")', f".fillet({radius})")
    else:
        bevel = draft.share(f"{name}_chamfer", least, 0.08, 0.18)
        draft.extend(body, f'.edges("{selector}")', f".chamfer({bevel})")


def turned_pose(draft: Draft, body: str) -> None:
    """Now and then, lay the finished part on another side."""
    if draft.chance(0.12):
        axis = draft.choice(["(1, 0, 0)", "(0, 1, 0)"])
        draft.extend(body, f".rotate((0, 0, 0), {axis}, {draft.choice([90, -90])})")
