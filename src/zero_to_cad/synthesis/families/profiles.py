"""Parts of one cross-section or of repeated fins: heat sinks, extrusions, rails."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import TOP, XY, XZ, YZ, break_edges, corner_holes, turned_pose


def heat_sink(draft: Draft) -> str:
    """A base with straight fins, perhaps cross-cut, and mounting holes."""
    length = draft.size("sink_length", 30, 90)
    width = draft.share("sink_width", length, 0.6, 1.0)
    base = draft.share("base_thickness", width, 0.06, 0.12)
    fins = draft.count("fin_count", 4, 9)
    height = draft.share("fin_height", width, 0.25, 0.5)
    pitch = draft.derived("fin_pitch", 0.62 * width / fins)
    fin = draft.derived("fin_thickness", pitch * draft.choice([0.3, 0.4, 0.5]))
    draft.body("sink", XY, f".box({length}, {width}, {base}, centered=(True, True, False))")
    draft.extend(
        "sink",
        *TOP,
        f".rarray(1, {pitch}, 1, {fins})",
        f".rect({length * draft.choice([0.7, 0.85, 1])}, {fin})",
        f".extrude({height})",
    )
    if draft.chance(0.5):
        gap = draft.share("cross_cut_width", length, 0.08, 0.15)
        draft.body("cross_cut", XY, f".workplane(offset={base})", f".rect({gap}, {width})", f".extrude({height})")
        draft.extend("sink", ".cut(cross_cut)")
    hole = draft.share("hole_diameter", width, 0.05, 0.08)
    inset = draft.share("hole_inset", width, 0.08, 0.1)
    draft.extend(
        "sink",
        '.faces("<Z")',
        ".workplane()",
        f".rect({length - 2 * inset}, {width - 2 * inset}, forConstruction=True)",
        ".vertices()",
        f".hole({hole}, {base})",
    )
    turned_pose(draft, "sink")
    return "sink"


def pin_fin_sink(draft: Draft) -> str:
    """A base with round or square pins in a grid or on circles."""
    side = draft.size("base_size", 30, 80)
    base = draft.share("base_thickness", side, 0.06, 0.14)
    height = draft.share("pin_height", side, 0.2, 0.5)
    if draft.chance(0.5):
        count = draft.count("pins_per_side", 3, 5)
        pitch = draft.derived("pin_pitch", 0.85 * side / count)
        pin = draft.share("pin_size", pitch, 0.35, 0.6)
        draft.body("sink", XY, f".rect({side}, {side})", f".extrude({base})")
        shape = draft.choice([f".circle({pin / 2})", f".rect({pin}, {pin})", f".polygon(6, {pin})"])
        draft.extend("sink", *TOP, f".rarray({pitch}, {pitch}, {count}, {count})", shape, f".extrude({height})")
        break_edges(draft, "sink", "<Z", base, "base")
    else:
        count = draft.count("outer_pin_count", 8, 16)
        pin = draft.share("pin_diameter", 2.5 * float(side) / float(count), 0.3, 0.5)
        draft.body("sink", XY, f".circle({side / 2})", f".extrude({base})")
        draft.extend(
            "sink", *TOP, f".polarArray({side * 0.4}, 0, 360, {count})", f".circle({pin / 2})", f".extrude({height})"
        )
        core = draft.share("core_diameter", side, 0.25, 0.45)
        draft.extend(
            "sink", '.faces("<Z")', ".workplane(invert=True)", f".circle({core / 2})", f".extrude({height + base})"
        )
        draft.extend("sink", '.faces("<Z")', ".workplane()", f".hole({core * 0.5})")
    return "sink"


def slot_profile(draft: Draft) -> str:
    """A square extrusion with T-slots on four sides, drawn as one slot and turned about the middle."""
    side = draft.size("profile_size", 20, 45)
    length = draft.share("profile_length", side, 0.8, 3.0)
    opening = draft.share("slot_opening", side, 0.2, 0.27)
    depth = draft.share("slot_depth", side, 0.2, 0.26)
    lip = draft.share("lip", side, 0.06, 0.09)
    inner = draft.share("slot_inner_width", side, 0.38, 0.48)
    bore = draft.share("core_diameter", side, 0.14, 0.24)
    draft.body("profile", XY, f".rect({side}, {side})", f".extrude({length})")
    draft.body(
        "slot",
        XY,
        f".moveTo({side / 2}, {-opening / 2})",
        f".hLine({-lip})",
        f".vLineTo({-inner / 2})",
        f".lineTo({side / 2 - depth}, {-opening / 2})",
        f".vLineTo({opening / 2})",
        f".lineTo({side / 2 - lip}, {inner / 2})",
        f".vLineTo({opening / 2})",
        f".hLine({lip})",
        ".close()",
        f".extrude({length})",
    )
    sides = draft.choice([4, 4, 3, 2])
    draft.lines(
        f"for angle in {[90 * index for index in range(sides)]}:",
        "    profile = profile.cut(slot.rotate((0, 0, 0), (0, 0, 1), angle))",
    )
    draft.extend("profile", *TOP, f".hole({bore})")
    corner = draft.share("corner_radius", side, 0.03, 0.06)
    draft.extend("profile", '.edges("|Z and (>X or <X)").edges(">Y or <Y")', f".fillet({corner})")
    turned_pose(draft, "profile")
    return "profile"


def u_channel(draft: Draft) -> str:
    """A channel with slots in the web and holes in the flanges."""
    length = draft.size("channel_length", 60, 150)
    width = draft.share("channel_width", length, 0.25, 0.45)
    height = draft.share("channel_height", width, 0.5, 0.9)
    wall = draft.share("wall", width, 0.07, 0.12)
    draft.body("channel", XY, f".box({length}, {width}, {height})", '.faces(">Z or >X or <X")', f".shell({-wall})")
    count = draft.count("slot_count", 2, 5)
    pitch = draft.derived("slot_pitch", 0.85 * length / count)
    slot = draft.share("slot_width", width, 0.12, 0.22)
    draft.extend(
        "channel",
        '.faces("<Z")',
        ".workplane()",
        f".rarray({pitch}, 1, {count}, 1)",
        draft.choice([f".slot2D({pitch * 0.6}, {slot})", f".circle({slot / 2})", f".rect({slot}, {slot})"]),
        f".cutBlind({-wall})",
    )
    hole = draft.share("side_hole_diameter", height, 0.15, 0.3)
    draft.extend(
        "channel",
        '.faces(">Y")',
        ".workplane(origin=(0, 0, 0))",
        f".rarray({length * draft.choice([0.6, 0.7, 0.8])}, 1, 2, 1)",
        draft.choice([f".hole({hole})", f".circle({hole / 2}).cutBlind({-wall})"]),
    )
    if draft.chance(0.6):
        break_edges(draft, "channel", ">Z and |Y", height, "corner")
    return "channel"


def dovetail_slide(draft: Draft) -> str:
    """A carriage with a dovetail groove below, slots and holes above."""
    length = draft.size("slide_length", 40, 100)
    width = draft.share("slide_width", length, 0.5, 0.9)
    height = draft.share("slide_height", width, 0.3, 0.45)
    mouth = draft.share("dovetail_mouth", width, 0.28, 0.36)
    depth = draft.share("dovetail_depth", height, 0.28, 0.4)
    flare = draft.share("dovetail_flare", depth, 0.35, 0.6)
    draft.body("slide", XY, f".box({length}, {width}, {height}, centered=(True, True, False))")
    draft.body(
        "dovetail",
        YZ,
        f".polyline([({-mouth / 2}, 0), ({mouth / 2}, 0), "
        f"({mouth / 2 + flare}, {depth}), ({-mouth / 2 - flare}, {depth})])",
        ".close()",
        f".extrude({length / 2}, both=True)",
    )
    draft.extend("slide", ".cut(dovetail)")
    corner_holes(draft, "slide", length, width, (height - depth) * 0.8)
    if draft.chance(0.6):
        slot = draft.share("t_slot_width", width, 0.1, 0.16)
        slot_depth = draft.share("t_slot_depth", height, 0.15, 0.25)
        draft.extend("slide", *TOP, f".rect({length}, {slot})", f".cutBlind({-slot_depth})")
    gib = draft.share("gib_screw_diameter", depth, 0.3, 0.5)
    draft.body(
        "gib_screws",
        XZ,
        f".center(0, {depth / 2})",
        f".rarray({length * 0.5}, 1, 2, 1)",
        f".circle({gib / 2})",
        f".extrude({width})",
    )
    draft.extend("slide", ".cut(gib_screws)")
    break_edges(draft, "slide", "|Z", width * 0.3, "corner")
    return "slide"
