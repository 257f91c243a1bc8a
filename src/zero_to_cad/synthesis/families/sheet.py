"""Sheet-metal forms: one thickness, bent and punched."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, XY, XZ, YZ, break_edges
from zero_to_cad.synthesis.quantity import Quantity


def bent_strip(draft: Draft) -> str:
    """A strip bent several times: an open line made thick with offset2D, then punched."""
    step = draft.size("step_length", 20, 45)
    thickness = draft.share("sheet_thickness", step, 0.06, 0.12)
    width = draft.share("strip_width", step, 0.6, 1.4)
    rise = draft.share("rise", step, 0.5, 1.1)
    corners: list[tuple[Quantity | float, Quantity | float]]
    shape = draft.choice(["z", "omega", "joggle"])
    if shape == "z":
        corners = [(0, 0), (step, 0), (step, rise), (2 * step, rise)]
    elif shape == "omega":
        corners = [(0, 0), (step, 0), (step, rise), (2 * step, rise), (2 * step, 0), (3 * step, 0)]
    else:
        corners = [(0, 0), (step, 0), (step * 1.5, rise), (step * 2.5, rise)]
    draft.lines("bend_line = [", *(f"    ({x}, {z})," for x, z in corners), "]")
    draft.body(
        "strip",
        XZ,
        ".polyline(bend_line)",
        f'.offset2D({thickness / 2}, "{draft.choice(["arc", "intersection"])}")',
        f".extrude({width})",
    )
    end = corners[-1][0]
    hole = draft.share("hole_diameter", min(float(step), float(width)), 0.25, 0.4)
    kind = draft.choice(["round", "slot"])
    outline = f".circle({hole / 2})" if kind == "round" else f".slot2D({hole * 1.5}, {hole * 0.8})"
    draft.body(
        "punches",
        XY,
        f".workplane(offset={-rise})",
        f".pushPoints([({step / 2}, {-width / 2}), ({end - step / 2}, {-width / 2})])",
        outline,
        f".extrude({3 * rise})",
    )
    draft.extend("strip", ".cut(punches)")
    if draft.chance(0.6):
        notch = draft.share("notch_radius", width, 0.12, 0.2)
        draft.body(
            "notch",
            XY,
            f".workplane(offset={-rise})",
            f".center({end}, {-width / 2})",
            f".circle({notch})",
            f".extrude({3 * rise})",
        )
        draft.extend("strip", ".cut(notch)")
    return "strip"


def sheet_tray(draft: Draft) -> str:
    """A folded tray: floor and walls of one thickness, flanges outside, punched floor."""
    length = draft.size("tray_length", 60, 140)
    width = draft.share("tray_width", length, 0.5, 0.8)
    height = draft.share("wall_height", width, 0.18, 0.35)
    sheet = draft.share("sheet_thickness", width, 0.025, 0.045)
    flange = draft.share("flange_width", width, 0.12, 0.18)
    bend = draft.derived("bend_radius", sheet * draft.choice([1.5, 2, 2.5]))
    draft.body(
        "tray",
        XY,
        f".box({length}, {width}, {height}, centered=(True, True, False))",
        f'.edges("{draft.choice(["<Z", "|Z"])}")',
        f".fillet({bend})",
        '.faces(">Z")',
        f".shell({-sheet})",
    )
    draft.body(
        "flanges",
        XY,
        f".workplane(offset={height - sheet})",
        f".pushPoints([({-(length + flange - sheet) / 2}, 0), ({(length + flange - sheet) / 2}, 0)])",
        f".rect({flange + sheet}, {width * draft.choice([0.5, 0.65])})",
        f".extrude({sheet})",
    )
    draft.extend("tray", ".union(flanges)")
    hole = draft.share("flange_hole_diameter", flange, 0.35, 0.5)
    draft.extend(
        "tray",
        *ABOVE,
        f".rarray({length + flange}, {width * 0.3}, 2, {draft.choice([1, 2])})",
        f".hole({hole}, {height * 0.5})",
    )
    columns = draft.count("punch_columns", 1, 4)
    punch = draft.derived("punch_size", 0.4 * length / (columns + 1))
    draft.extend(
        "tray",
        *BELOW,
        f".rarray({0.7 * length / columns}, 1, {columns}, 1)",
        draft.choice([f".circle({punch / 2})", f".rect({punch}, {punch})", f".polygon(6, {punch})"]),
        f".cutBlind({-sheet})",
    )
    return "tray"


def angle_sheet(draft: Draft) -> str:
    """A bent angle with slots in one leg, a tab and a relief in the other."""
    length = draft.size("angle_length", 40, 110)
    leg_a = draft.share("leg_a", length, 0.3, 0.5)
    leg_b = draft.share("leg_b", length, 0.3, 0.6)
    sheet = draft.share("sheet_thickness", leg_a, 0.06, 0.1)
    bend = draft.derived("inner_radius", sheet * draft.choice([0.8, 1, 1.5]))
    draft.body(
        "angle",
        YZ,
        f".hLine({leg_a})",
        f".vLine({sheet})",
        f".hLineTo({sheet + bend})",
        f".radiusArc(({sheet}, {sheet + bend}), {bend})",
        f".vLineTo({leg_b})",
        ".hLineTo(0)",
        ".close()",
        f".extrude({length / 2}, both=True)",
    )
    slots = draft.count("slot_count", 2, 4)
    slot = draft.share("slot_width", leg_a, 0.12, 0.2)
    draft.body(
        "slots",
        XY,
        f".center(0, {leg_a * 0.62})",
        f".rarray({0.85 * length / slots}, 1, {slots}, 1)",
        draft.choice([f".slot2D({leg_a * 0.4}, {slot}, 90)", f".circle({slot * 0.7})"]),
        f".extrude({sheet})",
    )
    draft.extend("angle", ".cut(slots)")
    if draft.chance(0.6):
        opening = draft.share("opening_height", leg_b, 0.25, 0.4)
        draft.body(
            "opening",
            XZ,
            f".center(0, {leg_b * 0.62})",
            draft.choice([f".rect({length * 0.4}, {opening})", f".ellipse({length * 0.2}, {opening / 2})"]),
            f".extrude({-sheet})",
        )
        draft.extend("angle", ".cut(opening)")
    tabbed = draft.chance(0.5)
    if tabbed:
        tab = draft.share("tab_width", length, 0.2, 0.35)
        draft.body(
            "tab",
            XY,
            f".workplane(offset={leg_b - sheet})",
            f".center(0, {-leg_a * 0.2})",
            f".rect({tab}, {leg_a * 0.4})",
            f".extrude({sheet})",
        )
        draft.body(
            "tab_hole",
            XY,
            f".workplane(offset={leg_b - sheet})",
            f".center(0, {-leg_a * 0.2})",
            f".circle({tab * 0.18})",
            f".extrude({sheet})",
        )
        draft.extend("angle", ".union(tab)", ".cut(tab_hole)")
    break_edges(draft, "angle", "|Z and >Y" if tabbed or draft.chance(0.5) else "|Y and >Z", length * 0.4, "corner")
    return "angle"
