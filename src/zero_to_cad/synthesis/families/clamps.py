"""Parts that hold on to a rod, a cable or a door: collars, saddles, hinges, clips."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import BELOW, XY, XZ, YZ, break_edges


def shaft_collar(draft: Draft) -> str:
    """A split ring with a clamping screw across the slit."""
    bore = draft.size("bore_diameter", 10, 40)
    wall = draft.share("wall", bore, 0.35, 0.5)
    width = draft.share("collar_width", bore, 0.4, 0.7)
    slit = draft.share("slit_width", bore, 0.06, 0.12)
    screw = draft.share("screw_diameter", min(float(wall), float(width)), 0.25, 0.35)
    outer = draft.derived("outer_radius", bore / 2 + wall)
    draft.body("collar", XY, f".circle({outer})", f".circle({bore / 2})", f".extrude({width})")
    draft.body("slit", XY, f".center({outer}, 0)", f".rect({wall * 2.2}, {slit})", f".extrude({width})")
    draft.extend("collar", ".cut(slit)")
    x = draft.derived("screw_distance", bore / 2 + wall * 0.5)
    place = (XZ, f".center({x}, {width / 2})")
    draft.body("screw", *place, f".circle({screw / 2})", f".extrude({outer}, both=True)")
    draft.extend("collar", ".cut(screw)")
    if draft.chance(0.6):
        seat = draft.derived("head_seat", outer * draft.choice([0.3, 0.35, 0.4]))
        draft.body(
            "head", XZ, f".workplane(offset={seat})", *place[1:], f".circle({screw * 0.85})", f".extrude({outer})"
        )
        draft.extend("collar", ".cut(head)")
    if draft.chance(0.4):
        draft.body("second_slit", "slit", ".rotate((0, 0, 0), (0, 0, 1), 180)")
        draft.body("relief", "second_slit", f".translate(({wall * 0.5}, 0, 0))")
        draft.body("core", XY, f".circle({bore / 2 + wall * 0.4})", f".extrude({width})")
        draft.extend("collar", ".cut(relief.intersect(core))")
    break_edges(draft, "collar", "%CIRCLE and >Z", wall * 0.5, "face")
    return "collar"


def pipe_saddle(draft: Draft) -> str:
    """A half-round strap with two screwed ears."""
    pipe = draft.size("pipe_diameter", 15, 50)
    wall = draft.share("strap_thickness", pipe, 0.1, 0.18)
    ear = draft.share("ear_length", pipe, 0.4, 0.7)
    width = draft.share("strap_width", pipe, 0.4, 0.8)
    radius = draft.derived("pipe_radius", pipe / 2)
    draft.body(
        "saddle",
        XZ,
        f".moveTo({-(radius + wall + ear)}, 0)",
        f".lineTo({-radius}, 0)",
        f".threePointArc((0, {radius}), ({radius}, 0))",
        f".lineTo({radius + wall + ear}, 0)",
        f".vLine({wall})",
        f".hLineTo({radius + wall})",
        f".threePointArc((0, {radius + wall * 1.6}), ({-(radius + wall)}, {wall}))",
        f".hLineTo({-(radius + wall + ear)})",
        ".close()",
        f".extrude({width / 2}, both=True)",
    )
    screw = draft.share("screw_diameter", min(float(ear), float(width)), 0.3, 0.45)
    at = draft.derived("screw_distance", radius + wall + ear * 0.55)
    draft.extend(
        "saddle",
        *BELOW,
        f".pushPoints([(-{at}, 0), ({at}, 0)])",
        draft.choice([f".hole({screw}, {wall})", f".slot2D({screw * 1.4}, {screw}).cutBlind(-{wall})"]),
    )
    if draft.chance(0.6):
        draft.extend("saddle", '.edges("|Z and (>X or <X)")', f".fillet({min(float(width), 2 * float(ear)) * 0.2:.2f})")
    if draft.chance(0.5):
        rib = draft.share("rib_width", width, 0.15, 0.3)
        draft.body(
            "rib",
            XZ,
            f".circle({radius + wall * 2.2})",
            f".extrude({rib / 2}, both=True)",
        )
        draft.body("space", XZ, f".circle({radius + wall * 0.4})", f".extrude({width}, both=True)")
        draft.body("below", XY, f".box({pipe * 4}, {width * 2}, {pipe}, centered=(True, True, False))")
        draft.extend("saddle", ".union(rib.intersect(below).cut(space))")
    return "saddle"


def hinge_leaf(draft: Draft) -> str:
    """A leaf with knuckles on one side and countersunk holes."""
    height = draft.size("leaf_height", 40, 100)
    width = draft.share("leaf_width", height, 0.4, 0.7)
    thickness = draft.share("leaf_thickness", width, 0.07, 0.12)
    knuckle = draft.share("knuckle_radius", thickness, 1.3, 1.8)
    pin = draft.share("pin_diameter", knuckle, 0.8, 1.1)
    knuckles = draft.choice([2, 3])
    segments = 2 * knuckles - 1
    segment = draft.derived("knuckle_length", height / segments)
    draft.body("leaf", XY, f".box({width}, {height}, {thickness}, centered=(False, False, False))")
    draft.body(
        "knuckle",
        XZ,
        f".center(0, {knuckle})",
        f".circle({knuckle})",
        f".circle({pin / 2})",
        f".extrude({-segment})",
    )
    draft.body("pin_space", XZ, f".center(0, {knuckle})", f".circle({knuckle * 1.08})", f".extrude({-height})")
    draft.extend("leaf", ".cut(pin_space)")
    draft.body("rolls", "knuckle")
    draft.lines(
        f"for index in range(1, {knuckles}):",
        f"    rolls = rolls.union(knuckle.translate((0, 2 * index * {segment}, 0)))",
    )
    draft.lines(
        "tab_points = [",
        f"    ({knuckle * 0.75}, (2 * index + 0.5) * {segment}) for index in range({knuckles})",
        "]",
    )
    draft.body(
        "tabs",
        XY,
        ".pushPoints(tab_points)",
        f".rect({knuckle * 1.5}, {segment})",
        f".extrude({thickness})",
    )
    draft.body("pin_bore", XZ, f".center(0, {knuckle})", f".circle({pin / 2})", f".extrude({-height})")
    draft.extend("leaf", ".union(tabs)", ".union(rolls)", ".cut(pin_bore)")
    screw = draft.share("screw_diameter", width, 0.08, 0.13)
    rows = draft.choice([2, 3])
    draft.extend(
        "leaf",
        '.faces("<Z")',
        f".workplane(origin=({width * 0.65}, {height / 2}, 0))",
        f".rarray({width * 0.3}, {height * 0.7 / (rows - 1)}, {draft.choice([1, 2])}, {rows})",
        f".hole({screw})",
    )
    if draft.chance(0.7):
        break_edges(draft, "leaf", "|Z and >X", width, "corner")
    return "leaf"


def cable_clip(draft: Draft) -> str:
    """A C-shaped clip on a screwed base, open above."""
    cable = draft.size("cable_diameter", 6, 20)
    wall = draft.share("clip_thickness", cable, 0.12, 0.2)
    width = draft.share("clip_width", cable, 0.6, 1.2)
    base_length = draft.share("base_length", cable, 1.8, 2.6)
    base = draft.share("base_thickness", cable, 0.18, 0.3)
    mouth = draft.share("mouth_width", cable, 0.45, 0.7)
    radius = draft.derived("clip_radius", cable / 2 + wall)
    centre = draft.derived("clip_height", base + cable / 2 + wall * 0.4)
    draft.body("clip", XZ, f".center(0, {centre})", f".circle({radius})", f".circle({cable / 2})", f".extrude({width})")
    draft.body("mouth", XZ, f".center(0, {centre + radius})", f".rect({mouth}, {cable})", f".extrude({width})")
    draft.body(
        "foot",
        XZ,
        f".moveTo({-radius}, 0)",
        f".hLineTo({base_length})",
        f".vLine({base})",
        f".hLineTo({-radius})",
        ".close()",
        f".extrude({width})",
    )
    draft.body("bore", XZ, f".center(0, {centre})", f".circle({cable / 2})", f".extrude({width})")
    draft.extend("clip", ".cut(mouth)", ".union(foot)", ".cut(bore)")
    screw = draft.share("screw_diameter", min(float(width), float(base_length - radius)), 0.25, 0.4)
    draft.extend(
        "clip",
        '.faces("<Z")',
        f".workplane(origin=({(base_length + radius) / 2}, {-width / 2}, 0), invert=True)",
        f".circle({screw / 2})",
        f".cutBlind({base})",
    )
    if draft.chance(0.6):
        draft.extend("clip", '.edges("|Z and >X")', f".fillet({width * 0.3})")
    if draft.chance(0.4):
        draft.extend("clip", '.edges("|Y and <X")', f".fillet({base * 0.35})")
    return "clip"


def c_clamp(draft: Draft) -> str:
    """A C-shaped frame with a screw boss and an anvil pad."""
    opening = draft.size("jaw_opening", 30, 80)
    depth = draft.share("throat_depth", opening, 0.5, 0.8)
    section = draft.share("frame_section", opening, 0.16, 0.24)
    thickness = draft.share("frame_thickness", section, 0.6, 1.0)
    draft.body(
        "frame",
        XZ,
        f".rect({depth + section}, {opening + 2 * section})",
        f".extrude({thickness / 2}, both=True)",
    )
    draft.body(
        "throat",
        XZ,
        f".center({section / 2}, 0)",
        f".rect({depth}, {opening})",
        f".extrude({thickness}, both=True)",
        '.edges("|Y and <X")',
        f".fillet({section * draft.choice([0.3, 0.6])})",
    )
    draft.extend("frame", ".cut(throat)", '.edges("|Y and <X")', f".fillet({section * 0.8})")
    x = draft.derived("screw_position", depth / 2 + section / 2 - thickness * 0.75)
    boss = draft.share("boss_height", section, 0.4, 0.8)
    draft.body(
        "boss",
        XY,
        f".workplane(offset={opening / 2})",
        f".center({x}, 0)",
        f".circle({thickness * 0.75})",
        f".extrude({section + boss})",
    )
    draft.body(
        "anvil",
        XY,
        f".workplane(offset={-opening / 2})",
        f".center({x}, 0)",
        f".circle({thickness * 0.6})",
        f".extrude({boss * 0.5})",
    )
    draft.extend("frame", ".union(boss)", ".union(anvil)")
    screw = draft.share("screw_diameter", thickness, 0.5, 0.8)
    draft.body("screw_bore", XY, f".center({x}, 0)", f".circle({screw / 2})", f".extrude({opening + section + boss})")
    draft.extend("frame", ".cut(screw_bore)")
    if draft.chance(0.5):
        draft.extend(
            "frame",
            '.faces("<X")',
            ".workplane(origin=(0, 0, 0))",
            f".slot2D({opening * 0.5}, {thickness * 0.4}, 90)",
            f".cutBlind({-(section * 0.3)})",
        )
    return "frame"


def split_clamp(draft: Draft) -> str:
    """A block clamp: bore, slot, screws across it, mounting holes below."""
    bore = draft.size("rod_diameter", 10, 35)
    width = draft.share("clamp_width", bore, 1.7, 2.2)
    height = draft.share("clamp_height", bore, 1.9, 2.5)
    depth = draft.share("clamp_depth", bore, 0.8, 1.6)
    slot = draft.share("slot_width", bore, 0.1, 0.2)
    centre = draft.derived("rod_height", height * 0.45)
    draft.body("clamp", XY, f".box({width}, {depth}, {height}, centered=(True, True, False))")
    draft.body("rod", XZ, f".center(0, {centre})", f".circle({bore / 2})", f".extrude({depth}, both=True)")
    draft.body("slot", XY, f".workplane(offset={centre})", f".rect({slot}, {depth})", f".extrude({height})")
    draft.extend("clamp", ".cut(rod)", ".cut(slot)")
    screw = draft.share("screw_diameter", height - centre - bore / 2, 0.3, 0.45)
    screws = draft.choice([1, 2])
    at = draft.derived("screw_height", (centre + bore / 2 + height) / 2)
    draft.body(
        "screws",
        YZ,
        f".center(0, {at})",
        *([f".rarray({depth * 0.5}, 1, 2, 1)"] if screws == 2 else []),
        f".circle({screw / 2})",
        f".extrude({width}, both=True)",
    )
    draft.extend("clamp", ".cut(screws)")
    mount = draft.share("mount_diameter", width, 0.1, 0.15)
    deep = draft.derived("mount_depth", (centre - bore / 2) * draft.choice([0.6, 0.8]))
    draft.extend("clamp", '.faces("<Z")', ".workplane()", f".rarray({width * 0.6}, 1, 2, 1)", f".hole({mount}, {deep})")
    if draft.chance(0.6):
        break_edges(draft, "clamp", "|Y and >Z", (width - slot) / 2, "top")
    if draft.chance(0.4):
        draft.extend("clamp", '.edges("|Z and (>X or <X)")', f".fillet({depth * 0.1})")
    return "clamp"
