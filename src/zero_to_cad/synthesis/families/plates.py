"""Flat parts: plates, covers, gaskets."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import TOP, UNDERSIDE, XY, break_edges, corner_holes, screw_hole


def base_plate(draft: Draft) -> str:
    """A plate with screw holes, a pocket and perhaps a central bore and slots."""
    length = draft.size("plate_length", 60, 160)
    width = draft.share("plate_width", length, 0.5, 0.85)
    thickness = draft.share("plate_thickness", width, 0.1, 0.2)
    draft.body("plate", XY, f".box({length}, {width}, {thickness})")
    corner = draft.share("corner_radius", width, 0.05, 0.11)
    draft.extend("plate", '.edges("|Z")', draft.choice([f".fillet({corner})", f".chamfer({corner})"]))
    corner_holes(draft, "plate", length, width, thickness)
    if draft.chance(0.6):
        pocket_length = draft.share("pocket_length", length, 0.35, 0.5)
        pocket_width = draft.share("pocket_width", width, 0.35, 0.5)
        pocket_depth = draft.share("pocket_depth", thickness, 0.25, 0.6)
        outline = draft.choice(
            [
                f".rect({pocket_length}, {pocket_width})",
                f".ellipse({pocket_length / 2}, {pocket_width / 2})",
                f".slot2D({pocket_length}, {pocket_width / 2})",
            ]
        )
        draft.extend("plate", *TOP, outline, f".cutBlind(-{pocket_depth})")
    if draft.chance(0.4):
        bore = draft.share("bore_diameter", width, 0.12, 0.28)
        draft.extend("plate", *UNDERSIDE, f".hole({bore})")
    if draft.chance(0.35):
        slot_length = draft.share("slot_length", width, 0.3, 0.45)
        slot_width = draft.share("slot_width", length, 0.04, 0.07)
        offset = draft.share("slot_offset", length, 0.34, 0.37)
        draft.extend(
            "plate",
            *TOP,
            f".pushPoints([(-{offset}, 0), ({offset}, 0)])",
            f".slot2D({slot_length}, {slot_width}, 90)",
            ".cutThruAll()",
        )
    return "plate"


def perforated_plate(draft: Draft) -> str:
    """A plate with a grid of holes inside a rim."""
    length = draft.size("panel_length", 60, 140)
    width = draft.share("panel_width", length, 0.5, 0.9)
    thickness = draft.share("panel_thickness", width, 0.04, 0.08)
    columns = draft.count("hole_columns", 3, 6)
    rows = draft.count("hole_rows", 2, 4)
    pitch_x = draft.derived("column_pitch", 0.8 * length / columns)
    pitch_y = draft.derived("row_pitch", 0.8 * width / rows)
    hole = draft.share("hole_size", min(float(pitch_x), float(pitch_y)), 0.35, 0.6)
    shape = draft.choice(
        [f".circle({hole / 2})", f".polygon(6, {hole})", f".rect({hole}, {hole})", f".slot2D({hole * 1.3}, {hole / 2})"]
    )
    draft.body("panel", XY, f".rect({length}, {width})", f".extrude({thickness})")
    draft.extend("panel", *TOP, f".rarray({pitch_x}, {pitch_y}, {columns}, {rows})", shape, ".cutThruAll()")
    if draft.chance(0.6):
        rim_height = draft.share("rim_height", thickness, 0.8, 2.5)
        rim_width = draft.share("rim_width", width, 0.03, 0.06)
        draft.body(
            "rim",
            XY,
            f".workplane(offset={thickness})",
            f".rect({length}, {width})",
            f".rect({length - 2 * rim_width}, {width - 2 * rim_width})",
            f".extrude({rim_height})",
        )
        draft.extend("panel", ".union(rim)")
    if draft.chance(0.7):
        break_edges(draft, "panel", "|Z and >X", width * 0.2)
    return "panel"


def cover_plate(draft: Draft) -> str:
    """A cover with a raised plug below, ribs on top and countersunk corners."""
    length = draft.size("cover_length", 50, 130)
    width = draft.share("cover_width", length, 0.55, 0.9)
    thickness = draft.share("cover_thickness", width, 0.08, 0.13)
    wall = draft.share("plug_inset", width, 0.26, 0.3)
    plug = draft.share("plug_depth", thickness, 0.5, 1.2)
    corner = draft.share("corner_radius", width, 0.06, 0.11)
    draft.body("cover", XY, f".box({length}, {width}, {thickness})", '.edges("|Z")', f".fillet({corner})")
    draft.extend("cover", *UNDERSIDE, f".rect({length - 2 * wall}, {width - 2 * wall})", f".extrude({plug})")
    corner_holes(draft, "cover", length, width, thickness)
    ribs = draft.count("rib_count", 1, 4)
    rib_width = draft.share("rib_width", thickness, 0.5, 0.9)
    rib_height = draft.share("rib_height", thickness, 0.5, 1.4)
    pitch = draft.derived("rib_pitch", 0.5 * width / ribs)
    draft.extend(
        "cover",
        *TOP,
        f".rarray(1, {pitch}, 1, {ribs})",
        f".rect({length * 0.5}, {rib_width})",
        f".extrude({rib_height})",
    )
    if draft.chance(0.5):
        break_edges(draft, "cover", "<Z", plug)
    return "cover"


def gasket(draft: Draft) -> str:
    """A flat seal: an outline with lugs, an inner opening, bolt holes in the lugs."""
    radius = draft.size("body_radius", 20, 50)
    reach = draft.share("lug_distance", radius, 1.0, 1.14)
    lug = draft.share("lug_radius", radius, 0.24, 0.32)
    thickness = draft.share("thickness", radius, 0.06, 0.2)
    opening = draft.share("opening_diameter", radius, 0.9, 1.4)
    bolt = draft.share("bolt_diameter", lug, 0.7, 1.1)
    count = draft.count("lug_count", 2, 6)
    draft.body("seal", XY, f".circle({radius})", f".extrude({thickness})")
    draft.body("lugs", XY, f".polarArray({reach}, 0, 360, {count})", f".circle({lug})", f".extrude({thickness})")
    draft.extend("seal", ".union(lugs)")
    draft.extend("seal", *TOP, f".hole({opening})")
    draft.extend("seal", *TOP, f".polarArray({reach}, 0, 360, {count})", f".hole({bolt})")
    if draft.chance(0.5):
        groove = draft.share("groove_width", radius, 0.05, 0.09)
        middle = draft.derived("groove_radius", (opening / 2 + radius) / 2)
        depth = draft.share("groove_depth", thickness, 0.2, 0.5)
        draft.body(
            "groove",
            XY,
            f".workplane(offset={thickness - depth})",
            f".circle({middle + groove / 2})",
            f".circle({middle - groove / 2})",
            f".extrude({depth})",
        )
        draft.extend("seal", ".cut(groove)")
    return "seal"


def gusset_plate(draft: Draft) -> str:
    """A triangular web plate with a rounded side, lightening hole and rows of rivet holes."""
    width = draft.size("web_width", 50, 120)
    height = draft.share("web_height", width, 0.7, 1.2)
    thickness = draft.share("web_thickness", width, 0.05, 0.1)
    lip = draft.share("lip", width, 0.18, 0.24)
    bulge = draft.share("side_bulge", width, 0.02, 0.08)
    middle_x = draft.derived("side_x", (width + lip) / 2 + bulge * 0.5)
    middle_y = draft.derived("side_y", (height + lip) / 2 + bulge * 0.5)
    draft.body(
        "web",
        XY,
        f".lineTo({width}, 0)",
        f".lineTo({width}, {lip})",
        f".threePointArc(({middle_x}, {middle_y}), ({lip}, {height}))",
        f".lineTo(0, {height})",
        ".close()",
        f".extrude({thickness})",
    )
    rivet = draft.share("rivet_diameter", lip, 0.3, 0.45)
    count = draft.count("rivet_count", 2, 4)
    pitch = draft.derived("rivet_pitch", 0.75 * width / count)
    draft.extend(
        "web",
        *TOP,
        f".center({width / 2}, {lip / 2})",
        f".rarray({pitch}, 1, {count}, 1)",
        screw_hole(draft, "rivet", rivet, thickness),
    )
    opening = draft.share("opening_diameter", min(float(width), float(height)), 0.2, 0.3)
    draft.extend(
        "web",
        *TOP,
        f".center({width * 0.35}, {lip + (height - lip) * 0.3})",
        draft.choice([f".hole({opening})", f".polygon(6, {opening}).cutThruAll()"]),
    )
    if draft.chance(0.6):
        draft.body("flange", XY, f".box({width}, {thickness}, {lip}, centered=(False, True, False))")
        draft.extend("web", ".union(flange)")
    return "web"
