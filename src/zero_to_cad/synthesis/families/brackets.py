"""Parts that hold others at an angle or a distance."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import TOP, XY, XZ, break_edges, screw_hole


def l_bracket(draft: Draft) -> str:
    """Two legs, holes in both, a web or a rounded corner between them."""
    width = draft.size("bracket_width", 30, 70)
    foot = draft.share("foot_length", width, 1.0, 1.6)
    height = draft.share("leg_height", width, 0.9, 1.6)
    thickness = draft.share("leg_thickness", width, 0.1, 0.16)
    draft.body("foot", XY, f".box({foot}, {width}, {thickness}, centered=(False, True, False))")
    draft.body("leg", XY, f".box({thickness}, {width}, {height}, centered=(False, True, False))")
    draft.body("bracket", "foot", ".union(leg)")
    hole = draft.share("hole_diameter", width, 0.1, 0.16)
    spread = draft.share("hole_spread", width, 0.5, 0.62)
    draft.extend(
        "bracket",
        '.faces("<Z")',
        '.workplane(centerOption="CenterOfBoundBox")',
        f".center({foot * 0.22}, 0)",
        f".rarray(1, {spread}, 1, 2)",
        f".hole({hole})",
    )
    draft.extend(
        "bracket",
        '.faces("<X")',
        '.workplane(centerOption="CenterOfBoundBox")',
        f".center(0, {height * 0.22})",
        draft.choice([f".hole({hole})", f".rarray({spread}, 1, 2, 1).hole({hole})"]),
    )
    if draft.chance(0.65):
        web = draft.share("web_thickness", width, 0.08, 0.14)
        reach = draft.share("web_reach", min(float(foot), float(height)), 0.35, 0.55)
        draft.body(
            "web",
            XZ,
            f".workplane(offset={-web / 2})",
            f".moveTo({thickness}, {thickness})",
            f".hLine({reach})",
            f".lineTo({thickness}, {thickness + reach})",
            ".close()",
            f".extrude({web})",
        )
        draft.extend("bracket", ".union(web)")
    else:
        draft.extend("bracket", '.edges("<X and <Z")', f".fillet({thickness * 0.8})")
    if draft.chance(0.6):
        break_edges(draft, "bracket", ">X and |Z", width * 0.6, "tip")
    return "bracket"


def u_bracket(draft: Draft) -> str:
    """A channel with two cheeks, cross bores and mounting holes."""
    width = draft.size("bracket_width", 30, 70)
    depth = draft.share("bracket_depth", width, 0.5, 0.9)
    height = draft.share("cheek_height", width, 0.7, 1.2)
    wall = draft.share("wall", width, 0.1, 0.16)
    draft.body(
        "bracket",
        XZ,
        f".moveTo({-width / 2}, 0)",
        f".hLine({width})",
        f".vLine({height})",
        f".hLine({-wall})",
        f".vLineTo({wall})",
        f".hLineTo({-width / 2 + wall})",
        f".vLineTo({height})",
        f".hLineTo({-width / 2})",
        ".close()",
        f".extrude({depth / 2}, both=True)",
    )
    pin = draft.share("pin_diameter", depth, 0.25, 0.4)
    draft.extend(
        "bracket",
        '.faces(">X")',
        '.workplane(centerOption="CenterOfBoundBox")',
        f".center(0, {height * 0.2})",
        f".hole({pin})",
    )
    if draft.chance(0.6):
        draft.extend("bracket", '.edges("|X and >Z")', f".fillet({depth * 0.3})")
    bolt = draft.share("bolt_diameter", depth, 0.14, 0.22)
    spread = draft.share("bolt_spread", width, 0.3, 0.45)
    draft.extend(
        "bracket",
        '.faces("<Z")',
        ".workplane()",
        draft.choice([f".rarray({spread}, 1, 2, 1)", f".rarray({spread}, {depth * 0.5}, 2, 2)"]),
        f".hole({bolt}, {wall})",
    )
    if draft.chance(0.5):
        boss = draft.share("boss_length", wall, 0.4, 0.9)
        draft.body(
            "bosses",
            'cq.Workplane("YZ")',
            f".workplane(offset={width / 2})",
            f".center(0, {height * 0.7})",
            f".circle({pin * 0.8})",
            f".circle({pin / 2})",
            f".extrude({boss})",
        )
        draft.extend("bracket", ".union(bosses)", '.union(bosses.mirror("YZ"))')
    return "bracket"


def hat_bracket(draft: Draft) -> str:
    """A hat section with two flanges, made as one half and mirrored."""
    crown = draft.size("crown_width", 30, 60)
    height = draft.share("crown_height", crown, 0.4, 0.8)
    flange = draft.share("flange_length", crown, 0.4, 0.7)
    wall = draft.share("wall", crown, 0.07, 0.12)
    depth = draft.share("strap_width", crown, 0.5, 1.1)
    draft.body(
        "strap",
        XZ,
        f".moveTo(0, {height})",
        f".hLineTo({crown / 2})",
        f".vLineTo({wall})",
        f".hLineTo({crown / 2 + flange})",
        ".vLineTo(0)",
        f".hLineTo({crown / 2 - wall})",
        f".vLineTo({height - wall})",
        ".hLineTo(0)",
        ".mirrorY()",
        f".extrude({depth})",
    )
    hole = draft.share("hole_diameter", min(float(flange), float(depth)), 0.25, 0.45)
    draft.extend(
        "strap",
        '.faces("<Z")',
        '.workplane(centerOption="CenterOfBoundBox")',
        f".rarray({crown + flange}, 1, 2, 1)",
        f".hole({hole}, {wall})",
    )
    if draft.chance(0.7):
        opening = draft.share("crown_hole_diameter", min(float(crown), float(depth)), 0.25, 0.5)
        draft.extend(
            "strap",
            '.faces(">Z")',
            '.workplane(centerOption="CenterOfBoundBox")',
            draft.choice([f".hole({opening}, {wall})", f".rect({opening}, {opening}).cutBlind(-{wall})"]),
        )
    if draft.chance(0.6):
        draft.extend("strap", '.edges("|Y and >Z")', f".fillet({wall * 0.9})")
    if draft.chance(0.5):
        break_edges(draft, "strap", "|Z and >X", depth)
    return "strap"


def pillow_block(draft: Draft) -> str:
    """A bearing support: foot, upright, rounded top, bore with a seat."""
    bore = draft.size("bore_diameter", 12, 35)
    outer = draft.share("boss_diameter", bore, 1.7, 2.2)
    centre = draft.share("centre_height", outer, 0.75, 1.1)
    foot_length = draft.share("foot_length", outer, 2.0, 2.6)
    depth = draft.share("block_depth", outer, 0.5, 0.9)
    foot = draft.share("foot_thickness", centre, 0.2, 0.32)
    draft.body("foot", XY, f".box({foot_length}, {depth}, {foot}, centered=(True, True, False))")
    draft.body(
        "upright",
        XZ,
        f".moveTo({-outer / 2}, 0)",
        f".lineTo({-outer / 2}, {centre})",
        f".threePointArc((0, {centre + outer / 2}), ({outer / 2}, {centre}))",
        f".lineTo({outer / 2}, 0)",
        ".close()",
        f".extrude({depth / 2}, both=True)",
    )
    draft.body("block", "foot", ".union(upright)")
    seat = draft.share("seat_depth", depth, 0.2, 0.4)
    front = ('.faces("<Y")', ".workplane()", f".center(0, {centre})")
    if draft.chance(0.6):
        draft.extend("block", *front, f".cboreHole({bore}, {bore * 1.3}, {seat})")
    else:
        draft.extend("block", *front, f".hole({bore})")
    bolt = draft.share("bolt_diameter", min(float(foot_length - outer), float(depth)), 0.2, 0.32)
    span = draft.derived("bolt_span", (foot_length + outer) / 2)
    place = f".pushPoints([(-{span} / 2, 0), ({span} / 2, 0)])"
    if draft.chance(0.5):
        draft.extend("block", '.faces("<Z")', ".workplane()", place, f".hole({bolt})")
    else:
        draft.extend(
            "block", '.faces("<Z")', ".workplane()", place, f".slot2D({bolt * 1.5}, {bolt}, 90)", f".cutBlind({-foot})"
        )
    if draft.chance(0.5):
        oil = draft.share("oil_hole_diameter", bore, 0.12, 0.2)
        draft.body("oil_hole", XY, f".workplane(offset={centre})", f".circle({oil / 2})", f".extrude({outer})")
        draft.extend("block", ".cut(oil_hole)")
    if draft.chance(0.5):
        break_edges(draft, "block", "|Z and (>X or <X)", depth, "foot")
    return "block"


def clevis(draft: Draft) -> str:
    """A fork end on a shank: two rounded ears with a pin bore."""
    width = draft.size("fork_width", 16, 40)
    length = draft.share("ear_length", width, 1.0, 1.6)
    gap = draft.share("gap", width, 0.35, 0.5)
    shank = draft.share("shank_diameter", width, 0.5, 0.8)
    shank_length = draft.share("shank_length", width, 0.8, 1.6)
    pin = draft.share("pin_diameter", width, 0.3, 0.45)
    draft.body("fork", XY, f".box({width}, {width}, {length}, centered=(True, True, False))")
    draft.extend("fork", '.edges("|X and >Z")', f".fillet({width * 0.48})")
    root = draft.share("fork_root", length, 0.18, 0.28)
    draft.body("slot", XY, f".workplane(offset={root})", f".rect({gap}, {width * 1.2})", f".extrude({length})")
    draft.extend("fork", ".cut(slot)")
    draft.extend("fork", '.faces("<Z")', ".workplane()", f".circle({shank / 2})", f".extrude({shank_length})")
    draft.extend(
        "fork",
        '.faces(">X")',
        ".workplane(origin=(0, 0, 0))",
        f".center(0, {length - width * 0.5})",
        f".hole({pin})",
    )
    if draft.chance(0.7):
        thread = draft.share("thread_diameter", shank, 0.45, 0.65)
        depth = draft.share("thread_depth", shank_length, 0.5, 0.8)
        draft.extend("fork", '.faces("<Z")', ".workplane()", f".hole({thread}, {depth})")
    break_edges(draft, "fork", "<Z", shank * 0.5, "shank")
    return "fork"


def shelf_bracket(draft: Draft) -> str:
    """A wall plate and a shelf arm joined by a curved brace."""
    arm = draft.size("arm_length", 60, 140)
    drop = draft.share("wall_plate_height", arm, 0.6, 1.0)
    width = draft.share("bracket_width", arm, 0.18, 0.3)
    thickness = draft.share("plate_thickness", arm, 0.04, 0.07)
    brace = draft.share("brace_thickness", width, 0.2, 0.35)
    draft.body("wall_plate", XY, f".box({thickness}, {width}, {drop}, centered=(False, True, False))")
    draft.body(
        "arm",
        XY,
        f".workplane(offset={drop - thickness})",
        f".box({arm}, {width}, {thickness}, centered=(False, True, False))",
    )
    foot = draft.derived("brace_foot", drop * 0.15)
    head = draft.derived("brace_head", arm * 0.85)
    curve = draft.choice(
        [
            f".threePointArc(({head * 0.35}, {drop * 0.62}), ({head}, {drop - thickness}))",
            f".spline([({head * 0.3}, {drop * 0.45}), ({head}, {drop - thickness})], includeCurrent=True)",
            f".lineTo({head}, {drop - thickness})",
        ]
    )
    draft.body(
        "brace",
        XZ,
        f".moveTo({thickness}, {foot})",
        curve,
        f".lineTo({thickness}, {drop - thickness})",
        ".close()",
        f".extrude({brace / 2}, both=True)",
    )
    draft.body("bracket", "wall_plate", ".union(arm)", ".union(brace)")
    hole = draft.share("screw_diameter", (width - brace) / 2, 0.4, 0.6)
    side = draft.derived("screw_offset", (width + brace) / 4)
    draft.extend(
        "bracket",
        *TOP,
        f".center({arm * 0.6}, 0)",
        f".pushPoints([(0, -{side}), (0, {side})])",
        f".hole({hole}, {thickness})",
    )
    draft.extend(
        "bracket",
        '.faces("<X")',
        ".workplane(origin=(0, 0, 0))",
        f".pushPoints([(-{side}, {drop * 0.5}), ({side}, {drop * 0.5})])",
        screw_hole(draft, "wall_screw", hole, thickness),
    )
    return "bracket"
