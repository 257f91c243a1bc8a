"""Small parts that join others: standoffs, wing nuts, thumb screws, spacers, T-nuts."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, TOP, UNDERSIDE, XY, XZ, break_edges, turned_pose


def standoff(draft: Draft) -> str:
    """A prismatic standoff with a stud below and a threaded bore above."""
    across = draft.size("across_flats", 6, 16)
    length = draft.share("body_length", across, 1.0, 3.0)
    sides = draft.choice([4, 6, 6, 8])
    bore = draft.share("bore_diameter", across, 0.35, 0.5)
    depth = draft.share("bore_depth", length, 0.3, 0.5)
    draft.body("standoff", XY, f".polygon({sides}, {across}, circumscribed=True)", f".extrude({length})")
    if draft.chance(0.7):
        stud = draft.share("stud_diameter", across, 0.4, 0.6)
        stud_length = draft.share("stud_length", across, 0.6, 1.2)
        draft.extend("standoff", *UNDERSIDE, f".circle({stud / 2})", f".extrude({stud_length})")
        relief = draft.share("relief_diameter", stud, 0.7, 0.85)
        draft.body("relief", XY, f".circle({stud})", f".circle({relief / 2})", f".extrude({-stud_length * 0.2})")
        draft.extend("standoff", ".cut(relief)", '.edges("<Z")', f".chamfer({stud * 0.1})")
    else:
        draft.extend("standoff", *UNDERSIDE, f".hole({bore}, {depth})")
    draft.extend("standoff", *TOP, f".hole({bore}, {depth})")
    if draft.chance(0.6):
        waist = draft.share("waist_diameter", across, 0.75, 0.9)
        draft.body(
            "waist",
            XY,
            f".workplane(offset={length * 0.4})",
            f".circle({across})",
            f".circle({waist / 2})",
            f".extrude({length * 0.2})",
        )
        draft.extend("standoff", ".cut(waist)")
    turned_pose(draft, "standoff")
    return "standoff"


def wing_nut(draft: Draft) -> str:
    """A conical nut with two wings, made as one and mirrored."""
    thread = draft.size("thread_diameter", 4, 14)
    base = draft.share("base_diameter", thread, 1.8, 2.3)
    height = draft.share("nut_height", thread, 1.0, 1.5)
    span = draft.share("wing_span", base, 0.8, 1.2)
    rise = draft.share("wing_rise", thread, 1.0, 1.8)
    thickness = draft.share("wing_thickness", base, 0.22, 0.32)
    draft.body("nut", XY, f".circle({base / 2})", f".extrude({height}, taper={draft.choice([4, 6, 8])})")
    draft.body(
        "wing",
        XZ,
        f".moveTo({thread * 0.55}, {height * 0.15})",
        f".lineTo({base / 2 + span}, {height * 0.15 + rise * 0.6})",
        draft.choice(
            [
                f".threePointArc(({base / 2 + span}, {height + rise}), ({base / 2 + span / 2}, {height + rise * 0.8}))",
                f".lineTo({base / 2 + span * 0.7}, {height + rise})",
            ]
        ),
        f".lineTo({thread * 0.55}, {height * 0.8})",
        ".close()",
        f".extrude({thickness / 2}, both=True)",
    )
    draft.extend("nut", ".union(wing)", '.union(wing.mirror("YZ"))')
    draft.extend("nut", *UNDERSIDE, f".hole({thread})")
    if draft.chance(0.6):
        washer = draft.share("washer_diameter", base, 1.1, 1.3)
        draft.extend("nut", *UNDERSIDE, f".circle({washer / 2})", f".circle({thread / 2})", f".extrude({height * 0.2})")
    return "nut"


def thumb_screw(draft: Draft) -> str:
    """A fluted head on a stepped shank with a cone point or a dog point."""
    shank = draft.size("shank_diameter", 4, 12)
    length = draft.share("shank_length", shank, 1.6, 3.0)
    head = draft.share("head_diameter", shank, 2.2, 3.0)
    head_height = draft.share("head_height", shank, 0.8, 1.4)
    lobes = draft.count("lobe_count", 3, 10)
    draft.body("screw", XY, f".circle({head / 2})", f".extrude({head_height})")
    flute = draft.share("flute_diameter", 3.14 * float(head) / float(lobes), 0.35, 0.6)
    draft.body(
        "flutes",
        XY,
        f".polarArray({head / 2 + flute * 0.2}, 0, 360, {lobes})",
        f".circle({min(float(flute) / 2, float(head) * 0.22):.2f})",
        f".extrude({head_height})",
    )
    draft.extend("screw", ".cut(flutes)")
    draft.extend("screw", *BELOW, f".circle({shank / 2})", f".extrude({length})")
    point = draft.share("point_diameter", shank, 0.5, 0.75)
    point_length = draft.share("point_length", shank, 0.3, 0.6)
    if draft.chance(0.5):
        draft.extend("screw", *UNDERSIDE, f".circle({point / 2})", f".extrude({point_length})")
    else:
        draft.extend("screw", '.edges("<Z")', f".chamfer({point_length}, {(shank - point) / 2})")
    if draft.chance(0.6):
        draft.extend(
            "screw",
            *ABOVE,
            draft.choice(
                [f".polygon(6, {shank * 0.9})", f".rect({head * 0.6}, {shank * 0.25})", f".circle({shank * 0.5})"]
            ),
            f".cutBlind({-(head_height * 0.5)})",
        )
    turned_pose(draft, "screw")
    return "screw"


def t_nut(draft: Draft) -> str:
    """A nut for a T-slot: a wide foot, a neck, a threaded bore, rounded or sloped sides."""
    width = draft.size("foot_width", 10, 30)
    length = draft.share("nut_length", width, 0.8, 1.8)
    foot = draft.share("foot_height", width, 0.2, 0.3)
    neck = draft.share("neck_width", width, 0.5, 0.65)
    neck_height = draft.share("neck_height", width, 0.15, 0.35)
    draft.body(
        "nut",
        XZ,
        f".hLine({width / 2})",
        f".vLine({foot})",
        f".hLineTo({neck / 2})",
        f".vLine({neck_height})",
        ".hLineTo(0)",
        ".mirrorY()",
        f".extrude({length / 2}, both=True)",
    )
    bore = draft.share("thread_diameter", neck, 0.45, 0.65)
    draft.extend("nut", *TOP, draft.choice([f".hole({bore})", f".cskHole({bore}, {bore * 1.3}, 90)"]))
    if draft.chance(0.6):
        spring = draft.share("ball_diameter", width, 0.1, 0.16)
        draft.extend(
            "nut",
            '.faces("<Z")',
            ".workplane()",
            f".center(0, {length * 0.36})",
            f".hole({spring}, {foot * 0.7})",
        )
    draft.extend("nut", '.edges("|Y and <Z")', f".chamfer({foot * draft.choice([0.3, 0.4, 0.5])})")
    if draft.chance(0.5):
        break_edges(draft, "nut", "|Z and >Y", neck * 0.5, "corner")
    return "nut"


def spacer_ring(draft: Draft) -> str:
    """A ring with lugs, notches and axial holes."""
    outer = draft.size("outer_diameter", 20, 60)
    inner = draft.share("inner_diameter", outer, 0.5, 0.7)
    height = draft.share("ring_height", outer, 0.12, 0.35)
    draft.body("ring", XY, f".circle({outer / 2})", f".circle({inner / 2})", f".extrude({height})")
    wall = draft.derived("ring_wall", (outer - inner) / 2)
    draft.extend("ring", '.edges("<Z")', f".chamfer({wall * 0.08})")
    notches = draft.count("notch_count", 2, 6)
    notch = draft.share("notch_width", 3.14 * float(inner) / float(notches), 0.15, 0.3)
    draft.body(
        "notches",
        XY,
        f".workplane(offset={height * draft.choice([0.5, 0.6, 0.7])})",
        f".polarArray({(outer + inner) / 4}, 0, 360, {notches})",
        f".rect({wall * 2}, {notch})",
        f".extrude({height})",
    )
    draft.extend("ring", ".cut(notches)")
    if draft.chance(0.6):
        holes = draft.count("hole_count", 2, 6)
        hole = draft.share("hole_diameter", wall, 0.3, 0.5)
        draft.extend(
            "ring",
            *BELOW,
            f".polarArray({(outer + inner) / 4}, {180 / float(notches):g}, 360, {holes})",
            f".hole({hole})",
        )
    if draft.chance(0.6):
        ball = draft.share("dimple_diameter", wall, 0.3, 0.45)
        draft.body("dimple", XY, f".sphere({ball})", f".translate(({outer / 2}, 0, {height * 0.25}))")
        draft.extend("ring", ".cut(dimple)")
    return "ring"


def ball_joint(draft: Draft) -> str:
    """A ball on a stepped stud with a hexagon collar."""
    ball = draft.size("ball_diameter", 10, 30)
    neck = draft.share("neck_diameter", ball, 0.45, 0.6)
    neck_length = draft.share("neck_length", ball, 0.7, 1.0)
    collar = draft.share("collar_size", ball, 1.0, 1.3)
    collar_height = draft.share("collar_height", ball, 0.25, 0.4)
    stud = draft.share("stud_diameter", ball, 0.4, 0.6)
    stud_length = draft.share("stud_length", ball, 0.7, 1.4)
    draft.body("joint", XY, f".sphere({ball / 2})")
    draft.body("neck", XY, f".circle({neck / 2})", f".extrude({-neck_length})")
    draft.extend("neck", *UNDERSIDE, f".polygon({draft.choice([4, 6, 8])}, {collar})", f".extrude({collar_height})")
    draft.extend("neck", *UNDERSIDE, f".circle({stud / 2})", f".extrude({stud_length})")
    draft.extend("joint", ".union(neck)", '.edges("<Z")', f".chamfer({stud * 0.1})")
    if draft.chance(0.6):
        flat = draft.derived("flat_height", ball * draft.choice([0.35, 0.4, 0.44]))
        draft.body("cap", XY, f".workplane(offset={flat})", f".rect({2 * ball}, {2 * ball})", f".extrude({ball})")
        draft.extend("joint", ".cut(cap)")
        draft.extend("joint", *TOP, f".polygon(6, {ball * 0.3})", f".cutBlind({-ball * 0.2})")
    if draft.chance(0.5):
        cross = draft.share("cross_hole_diameter", stud, 0.25, 0.4)
        at = draft.derived("cross_hole_height", -(neck_length + collar_height + stud_length * 0.7))
        draft.body("cross_hole", XZ, f".center(0, {at})", f".circle({cross / 2})", f".extrude({ball}, both=True)")
        draft.extend("joint", ".cut(cross_hole)")
    return "joint"
