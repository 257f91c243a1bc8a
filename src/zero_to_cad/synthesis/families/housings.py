"""Hollow parts that hold others: enclosures, lids, gearbox and pump housings, trays."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, TOP, UNDERSIDE, XY, XZ, YZ, bolt_circle, break_edges


def enclosure(draft: Draft) -> str:
    """An open box with rounded corners, screw posts, vents and perhaps a cable opening."""
    length = draft.size("box_length", 50, 120)
    width = draft.share("box_width", length, 0.6, 0.9)
    height = draft.share("box_height", width, 0.35, 0.6)
    wall = draft.share("wall", width, 0.04, 0.06)
    corner = draft.share("corner_radius", width, 0.07, 0.12)
    draft.body("box", XY, f".box({length}, {width}, {height}, centered=(True, True, False))")
    draft.extend("box", '.edges("|Z")', f".fillet({corner})", '.faces(">Z")', f".shell({-wall})")
    post = draft.share("post_diameter", width, 0.11, 0.14)
    inset = draft.derived("post_inset", wall + post * 0.6 + corner * 0.25)
    post_height = draft.derived("post_height", height * draft.choice([0.5, 0.7, 0.85]))
    draft.body(
        "posts",
        XY,
        f".workplane(offset={wall})",
        f".rect({length - 2 * inset}, {width - 2 * inset}, forConstruction=True)",
        ".vertices()",
        f".circle({post / 2})",
        f".circle({post * 0.25})",
        f".extrude({post_height - wall})",
    )
    draft.extend("box", ".union(posts)")
    if draft.chance(0.7):
        vents = draft.count("vent_count", 3, 7)
        vent = draft.derived("vent_width", 0.3 * length / vents)
        draft.body(
            "vents",
            XZ,
            f".center(0, {height * 0.55})",
            f".rarray({vent * 1.8}, 1, {vents}, 1)",
            draft.choice([f".slot2D({height * 0.4}, {vent}, 90)", f".rect({vent}, {height * 0.4})"]),
            f".extrude({width})",
        )
        draft.extend("box", ".cut(vents)")
    if draft.chance(0.6):
        port = draft.share("port_diameter", height, 0.25, 0.4)
        draft.body("port", YZ, f".center(0, {height * 0.5})", f".circle({port / 2})", f".extrude({length})")
        draft.extend("box", ".cut(port)")
    return "box"


def lid(draft: Draft) -> str:
    """A lid with a lip that fits into a box, screw holes and a window or a raised label field."""
    length = draft.size("lid_length", 50, 120)
    width = draft.share("lid_width", length, 0.6, 0.9)
    thickness = draft.share("lid_thickness", width, 0.05, 0.08)
    lip = draft.share("lip_height", thickness, 0.7, 1.5)
    wall = draft.share("lip_wall", width, 0.03, 0.05)
    clearance = draft.share("lip_inset", width, 0.05, 0.07)
    corner = draft.share("corner_radius", width, 0.07, 0.12)
    draft.body("lid", XY, f".rect({length}, {width})", f".extrude({thickness})", '.edges("|Z")', f".fillet({corner})")
    draft.body(
        "lip",
        XY,
        f".rect({length - 2 * clearance}, {width - 2 * clearance})",
        f".extrude({-lip})",
        '.faces("<Z or >Z")',
        f".shell({-wall})",
    )
    draft.extend("lid", ".union(lip)")
    inset = draft.derived("screw_inset", clearance + wall + width * 0.08)
    screw = draft.share("screw_diameter", width, 0.04, 0.06)
    draft.extend(
        "lid",
        *TOP,
        f".rect({length - 2 * inset}, {width - 2 * inset}, forConstruction=True)",
        ".vertices()",
        draft.choice([f".hole({screw})", f".cskHole({screw}, {screw * 1.7}, 82)"]),
    )
    window_length = draft.share("window_length", length, 0.3, 0.5)
    window_width = draft.share("window_width", width, 0.25, 0.45)
    if draft.chance(0.5):
        draft.extend("lid", *TOP, f".rect({window_length}, {window_width})", ".cutThruAll()")
    else:
        rise = draft.share("field_height", thickness, 0.3, 0.6)
        taper = draft.choice(["", ", taper=10", ", taper=20"])
        draft.extend("lid", *TOP, f".rect({window_length}, {window_width})", f".extrude({rise}{taper})")
    return "lid"


def gearbox_housing(draft: Draft) -> str:
    """A thick box open above, with a bolted flange and bearing bosses on both sides."""
    length = draft.size("case_length", 60, 130)
    width = draft.share("case_width", length, 0.5, 0.75)
    height = draft.share("case_height", length, 0.45, 0.65)
    wall = draft.share("wall", width, 0.09, 0.13)
    flange = draft.share("flange_width", width, 0.14, 0.2)
    flange_thickness = draft.share("flange_thickness", height, 0.1, 0.16)
    draft.body("case", XY, f".box({length}, {width}, {height}, centered=(True, True, False))")
    draft.body(
        "flange",
        XY,
        f".workplane(offset={height - flange_thickness})",
        f".rect({length + 2 * flange}, {width + 2 * flange})",
        f".extrude({flange_thickness})",
        '.edges("|Z")',
        f".{draft.choice(['fillet', 'chamfer'])}({flange * 0.7})",
    )
    draft.body(
        "cavity",
        XY,
        f".workplane(offset={wall})",
        f".rect({length - 2 * wall}, {width - 2 * wall})",
        f".extrude({height})",
    )
    bearing = draft.share("bearing_diameter", height, 0.3, 0.42)
    boss = draft.share("boss_length", wall, 0.5, 1.2)
    shafts = draft.choice([1, 2])
    place = "" if shafts == 1 else f".rarray({length * 0.45}, 1, 2, 1)"
    places = [place] if place else []
    centre = f".center(0, {height * 0.45})"
    draft.body("bosses", XZ, centre, *places, f".circle({bearing * 0.68})", f".extrude({width / 2 + boss}, both=True)")
    draft.body("bores", XZ, centre, *places, f".circle({bearing / 2})", f".extrude({width}, both=True)")
    draft.body("housing", "case", ".union(flange)", ".union(bosses)", ".cut(cavity)", ".cut(bores)")
    bolt = draft.share("bolt_diameter", flange, 0.35, 0.5)
    columns = draft.count("bolt_columns", 2, 4)
    draft.extend(
        "housing",
        *ABOVE,
        f".rarray({(length + flange) / (columns - 1)}, {width + flange}, {columns}, 2)",
        f".hole({bolt}, {flange_thickness})",
    )
    if draft.chance(0.5):
        drain = draft.share("drain_diameter", width, 0.08, 0.14)
        draft.extend("housing", *UNDERSIDE, f".center({length * 0.2}, 0)", f".hole({drain}, {wall})")
    return "housing"


def pump_housing(draft: Draft) -> str:
    """A round chamber with a tangential outlet, an inlet neck and a bolt circle."""
    chamber = draft.size("chamber_diameter", 40, 90)
    wall = draft.share("wall", chamber, 0.09, 0.13)
    depth = draft.share("chamber_depth", chamber, 0.3, 0.5)
    outlet = draft.share("outlet_diameter", depth, 0.4, 0.6)
    reach = draft.share("outlet_length", chamber, 0.7, 0.95)
    inlet = draft.share("inlet_diameter", chamber, 0.25, 0.4)
    neck = draft.share("inlet_length", chamber, 0.2, 0.45)
    outer = draft.derived("outer_radius", chamber / 2 + wall)
    height = draft.derived("body_height", depth + wall)
    draft.body("housing", XY, f".circle({outer})", f".extrude({height})")
    side = draft.derived("outlet_offset", chamber / 2 - outlet * 0.55)
    draft.body(
        "outlet",
        YZ,
        f".center({side}, {wall + depth / 2})",
        f".circle({outlet / 2 + wall * 0.6})",
        f".extrude({reach})",
    )
    draft.extend("housing", ".union(outlet)")
    draft.extend("housing", *UNDERSIDE, f".circle({inlet / 2 + wall * 0.7})", f".extrude({neck})")
    draft.extend("housing", *ABOVE, f".circle({chamber / 2})", f".cutBlind({-depth})")
    draft.body(
        "outlet_bore",
        YZ,
        f".center({side}, {wall + depth / 2})",
        f".circle({outlet / 2})",
        f".extrude({reach})",
    )
    draft.extend("housing", ".cut(outlet_bore)")
    draft.extend("housing", *BELOW, f".circle({inlet / 2})", f".cutBlind({-(neck + wall)})")
    lugs = draft.count("lug_count", 3, 6)
    draft.body(
        "lugs",
        XY,
        f".polarArray({outer}, {draft.choice([15, 30, 45])}, 360, {lugs})",
        f".circle({wall * 0.9})",
        f".circle({wall * 0.4})",
        f".extrude({height * draft.choice([0.3, 0.5, 1])})",
    )
    draft.extend("housing", ".union(lugs)")
    if draft.chance(0.5):
        break_edges(draft, "housing", "<Z", wall, "neck")
    return "housing"


def tray(draft: Draft) -> str:
    """A tray with compartments and finger cut-outs."""
    length = draft.size("tray_length", 60, 140)
    width = draft.share("tray_width", length, 0.5, 0.8)
    height = draft.share("tray_height", width, 0.2, 0.35)
    wall = draft.share("wall", width, 0.04, 0.06)
    columns = draft.count("columns", 1, 3)
    rows = draft.count("rows", 1, 2)
    cell_x = draft.derived("cell_length", (length - wall) / columns - wall)
    cell_y = draft.derived("cell_width", (width - wall) / rows - wall)
    draft.body("tray", XY, f".box({length}, {width}, {height}, centered=(True, True, False))")
    if draft.chance(0.6):
        draft.extend("tray", '.edges("|Z")', f".fillet({wall * draft.choice([0.8, 1, 1.5])})")
    draft.extend(
        "tray",
        *TOP,
        f".rarray({cell_x + wall}, {cell_y + wall}, {columns}, {rows})",
        f".rect({cell_x}, {cell_y})",
        f".cutBlind({wall - height})",
    )
    notch = draft.share("notch_diameter", min(float(height), float(width) / 4), 0.9, 1.3)
    draft.body("notch", YZ, f".center(0, {height})", f".circle({notch / 2})", f".extrude({length / 2}, both=True)")
    draft.extend("tray", ".cut(notch)")
    if draft.chance(0.5):
        foot = draft.share("foot_diameter", width, 0.08, 0.14)
        draft.extend(
            "tray",
            *UNDERSIDE,
            f".rect({length * 0.75}, {width * 0.7}, forConstruction=True)",
            ".vertices()",
            f".circle({foot / 2})",
            f".extrude({wall})",
        )
    return "tray"


def motor_mount(draft: Draft) -> str:
    """A cylindrical shell with a bolted face and feet."""
    inner = draft.size("motor_diameter", 24, 60)
    wall = draft.share("wall", inner, 0.1, 0.16)
    length = draft.share("mount_length", inner, 0.7, 1.2)
    face = draft.share("face_thickness", inner, 0.08, 0.14)
    shaft = draft.share("shaft_opening", inner, 0.2, 0.3)
    outer = draft.derived("outer_diameter", inner + 2 * wall)
    draft.body("mount", XY, f".cylinder({length}, {outer / 2}, centered=(True, True, False))")
    draft.extend("mount", '.faces("<Z")', ".workplane()", f".circle({inner / 2})", f".cutBlind({face - length})")
    circle = draft.derived("bolt_circle_diameter", (inner + shaft) / 2)
    bolt_circle(draft, "mount", circle, float(inner - shaft) / 2, face, most=6)
    draft.extend("mount", *TOP, f".hole({shaft})")
    foot = draft.share("foot_width", inner, 0.3, 0.45)
    foot_thickness = draft.share("foot_thickness", wall, 0.9, 1.4)
    draft.body(
        "feet",
        XY,
        f".center(0, {-outer / 2 + foot_thickness / 2})",
        f".box({outer + 2 * foot}, {foot_thickness}, {length}, centered=(True, True, False))",
    )
    draft.body("inside", XY, f".circle({inner / 2})", f".extrude({length})")
    draft.body("feet", "feet", ".cut(inside)")
    draft.extend("mount", ".union(feet)")
    slot = draft.share("foot_slot_width", foot, 0.25, 0.35)
    draft.body(
        "foot_slot",
        XZ,
        f".pushPoints([({-(outer + foot) / 2}, {length / 2}), ({(outer + foot) / 2}, {length / 2})])",
        f".slot2D({length * 0.4}, {slot}, 90)",
        f".extrude({outer})",
    )
    draft.extend("mount", ".cut(foot_slot)")
    return "mount"
