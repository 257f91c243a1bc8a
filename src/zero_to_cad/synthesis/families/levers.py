"""Parts that a hand or a crank moves: levers, connecting rods, handles, cranks."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, XY, XZ, YZ, break_edges


def lever_arm(draft: Draft) -> str:
    """Two or three bosses on an arm, each with its bore."""
    length = draft.size("arm_length", 50, 130)
    large = draft.share("large_boss_diameter", length, 0.26, 0.36)
    small = draft.share("small_boss_diameter", large, 0.55, 0.8)
    thickness = draft.share("arm_thickness", length, 0.06, 0.1)
    rise = draft.share("boss_rise", thickness, 0.4, 1.2)
    draft.body(
        "arm",
        XY,
        f".polyline([(0, {-large * 0.4}), ({length}, {-small * 0.4}), ({length}, {small * 0.4}), (0, {large * 0.4})])",
        ".close()",
        f".extrude({thickness})",
    )
    draft.body("large_boss", XY, f".circle({large / 2})", f".extrude({thickness + rise})")
    draft.body("small_boss", XY, f".center({length}, 0)", f".circle({small / 2})", f".extrude({thickness + rise})")
    draft.body("lever", "arm", ".union(large_boss)", ".union(small_boss)")
    above = ABOVE
    draft.extend("lever", *above, f".hole({large * draft.choice([0.5, 0.55, 0.6])})")
    pin = draft.share("pin_diameter", small, 0.4, 0.6)
    draft.extend("lever", *above, f".center({length}, 0)", f".hole({pin})")
    kind = draft.choice(["slot", "rib", "third"])
    if kind == "slot":
        draft.body(
            "lightening",
            XY,
            f".center({length * 0.52}, 0)",
            f".slot2D({length * 0.35}, {small * 0.35})",
            f".extrude({thickness})",
        )
        draft.extend("lever", ".cut(lightening)")
    elif kind == "rib":
        rib = draft.share("rib_width", small, 0.15, 0.3)
        draft.body(
            "rib",
            XY,
            f".workplane(offset={thickness})",
            f".center({length / 2}, 0)",
            f".rect({length - (large + small) / 2}, {rib})",
            f".extrude({rise * 0.7})",
        )
        draft.extend("lever", ".union(rib)")
    else:
        draft.body(
            "side_arm",
            XY,
            f".center(0, {large * 0.8})",
            f".rect({small * 0.7}, {large * 1.2})",
            f".extrude({thickness})",
        )
        draft.body("side_bore", XY, f".center(0, {large * 1.1})", f".circle({small * 0.2})", f".extrude({thickness})")
        draft.extend("lever", ".union(side_arm)", ".cut(side_bore)")
        draft.extend("lever", *above, f".hole({large * 0.62})")
    if draft.chance(0.6):
        break_edges(draft, "lever", ">Z", small * 0.4, "boss")
    return "lever"


def connecting_rod(draft: Draft) -> str:
    """A big end, a small end and an I-shaped or plain shank between them."""
    distance = draft.size("centre_distance", 60, 140)
    big = draft.share("big_end_bore", distance, 0.22, 0.3)
    small = draft.share("small_end_bore", big, 0.45, 0.65)
    wall = draft.share("end_wall", big, 0.2, 0.3)
    depth = draft.share("end_depth", big, 0.4, 0.7)
    shank = draft.share("shank_width", small, 0.8, 1.2)
    draft.body("big_end", XY, f".circle({big / 2 + wall})", f".extrude({depth / 2}, both=True)")
    draft.body(
        "small_end", XY, f".center({distance}, 0)", f".circle({small / 2 + wall})", f".extrude({depth / 2}, both=True)"
    )
    draft.body(
        "shank",
        XY,
        f".center({distance / 2}, 0)",
        f".rect({distance}, {shank})",
        f".extrude({depth * 0.35}, both=True)",
    )
    draft.body("rod", "shank", ".union(big_end)", ".union(small_end)")
    above = ABOVE
    draft.extend("rod", *above, f".hole({big})")
    draft.extend("rod", *above, f".center({distance}, 0)", f".hole({small})")
    middle = draft.derived("shank_middle", (big / 2 + distance - small / 2) / 2)
    if draft.chance(0.6):
        draft.body(
            "recess",
            XY,
            f".workplane(offset={depth * 0.15})",
            f".center({middle}, 0)",
            f".rect({(distance - big / 2 - small / 2 - 2 * wall) * 0.8}, {shank * 0.55})",
            f".extrude({depth})",
        )
        draft.extend("rod", ".cut(recess)", '.cut(recess.mirror("XY"))')
    if draft.chance(0.5):
        oil = draft.share("oil_hole_diameter", wall, 0.3, 0.5)
        draft.body("oil_hole", YZ, f".workplane(offset={distance})", f".circle({oil / 2})", f".extrude({distance})")
        draft.extend("rod", ".cut(oil_hole)")
    if draft.chance(0.5):
        ear = draft.share("bolt_ear_width", wall, 1.6, 2.2)
        draft.body(
            "ears",
            XY,
            f".pushPoints([(0, {big / 2 + wall}), (0, {-(big / 2 + wall)})])",
            f".rect({ear}, {wall * 1.2})",
            f".extrude({depth * 0.4}, both=True)",
        )
        draft.extend("rod", ".union(ears)")
        bolt = draft.share("bolt_diameter", wall, 0.3, 0.5)
        draft.body(
            "bolts",
            YZ,
            f".pushPoints([({big / 2 + wall * 1.25}, 0), ({-(big / 2 + wall * 1.25)}, 0)])",
            f".circle({bolt / 2})",
            f".extrude({ear}, both=True)",
        )
        draft.extend("rod", ".cut(bolts)")
    break_edges(draft, "rod", ">Z", wall, "end")
    return "rod"


def pull_handle(draft: Draft) -> str:
    """A grip swept along an arch, on two feet with screw holes."""
    span = draft.size("hole_span", 60, 140)
    rise = draft.share("grip_rise", span, 0.25, 0.4)
    section = draft.share("grip_width", span, 0.08, 0.12)
    foot = draft.share("foot_diameter", section, 1.6, 2.2)
    foot_height = draft.share("foot_height", section, 0.5, 0.9)
    arch = draft.choice(
        [
            (f".threePointArc(({span / 2}, {rise}), ({span}, 0))",),
            (f".spline([({span / 4}, {rise}), ({span * 0.75}, {rise}), ({span}, 0)], includeCurrent=True)",),
            (
                f".lineTo({span * 0.2}, {rise})",
                f".lineTo({span * 0.8}, {rise})",
                f".lineTo({span}, 0)",
                ".wire()",
            ),
        ]
    )
    straight = len(arch) > 1
    draft.body("path", XZ, *arch)
    outline = draft.choice(
        [f".ellipse({section / 2}, {section * 0.4})", f".circle({section / 2})", f".rect({section}, {section * 0.7})"]
    )
    draft.body("grip", XY, outline, f'.sweep(path, transition="{"right" if straight else "transformed"}")')
    draft.body(
        "feet",
        XY,
        f".workplane(offset={-foot_height})",
        f".pushPoints([(0, 0), ({span}, 0)])",
        draft.choice([f".circle({foot / 2})", f".rect({foot}, {foot})", f".polygon(6, {foot * 1.1})"]),
        f".extrude({foot_height * 1.6})",
    )
    draft.body("handle", "grip", ".union(feet)")
    screw = draft.share("screw_diameter", section, 0.35, 0.5)
    draft.extend(
        "handle",
        *BELOW,
        f".pushPoints([(0, 0), ({span}, 0)])",
        f".hole({screw}, {foot_height})",
    )
    if draft.chance(0.6):
        draft.extend("handle", '.edges("<Z")', f".chamfer({(foot - screw) * 0.08})")
    return "handle"


def crank(draft: Draft) -> str:
    """A crank web with a hub, a crank pin and a counterweight."""
    throw = draft.size("throw", 25, 60)
    hub = draft.share("hub_diameter", throw, 0.7, 0.95)
    pin = draft.share("pin_diameter", hub, 0.45, 0.65)
    web = draft.share("web_thickness", throw, 0.2, 0.35)
    pin_length = draft.share("pin_length", throw, 0.5, 0.9)
    hub_length = draft.share("hub_length", throw, 0.4, 0.8)
    draft.body("web", XY, f".center({throw / 2}, 0)", f".slot2D({throw + hub * 1.1}, {hub * 1.1})", f".extrude({web})")
    if draft.chance(0.6):
        weight = draft.share("counterweight_radius", throw, 0.8, 1.1)
        draft.body(
            "weight",
            XY,
            f".moveTo(0, {-weight * 0.8})",
            f".threePointArc(({-weight}, 0), (0, {weight * 0.8}))",
            ".close()",
            f".extrude({web})",
        )
        draft.extend("web", ".union(weight)")
    draft.body("crank", "web", *BELOW, f".circle({hub / 2})", f".extrude({hub_length})")
    draft.extend("crank", *ABOVE, f".center({throw}, 0)", f".circle({pin / 2})", f".extrude({pin_length})")
    bore = draft.share("bore_diameter", hub, 0.45, 0.6)
    draft.extend("crank", *BELOW, f".circle({bore / 2})", f".cutBlind({-(hub_length + web)})")
    key = draft.share("keyway_width", bore, 0.2, 0.3)
    draft.body(
        "keyway",
        XY,
        f".workplane(offset={-hub_length})",
        f".center(0, {bore / 2})",
        f".rect({key}, {key})",
        f".extrude({hub_length + web})",
    )
    draft.extend("crank", ".cut(keyway)")
    break_edges(draft, "crank", ">Z", pin * 0.5, "pin")
    if draft.chance(0.5):
        draft.extend("crank", *ABOVE, f".center({throw}, 0)", f".hole({pin * 0.35}, {pin_length * 0.6})")
    return "crank"


def tool_grip(draft: Draft) -> str:
    """A grip lofted through several sections, with a tang slot and a hanging hole."""
    length = draft.size("grip_length", 60, 120)
    width = draft.share("grip_width", length, 0.2, 0.28)
    waist = draft.share("waist_width", width, 0.65, 0.85)
    end = draft.share("end_width", width, 0.8, 1.1)
    flat = draft.choice([0.6, 0.7, 0.8])
    draft.body(
        "grip",
        XY,
        f".ellipse({width / 2}, {width * flat / 2})",
        f".workplane(offset={length / 2})",
        f".ellipse({waist / 2}, {waist * flat / 2})",
        f".workplane(offset={length / 2})",
        f".ellipse({end / 2}, {end * flat / 2})",
        ".loft(combine=True)",
    )
    guard = draft.share("guard_thickness", length, 0.06, 0.1)
    draft.body(
        "guard",
        XY,
        draft.choice(
            [f".ellipse({width * 0.75}, {width * flat * 0.7})", f".rect({width * 1.3}, {width * flat * 1.3})"]
        ),
        f".extrude({-guard})",
        '.edges("<Z")',
        f".chamfer({guard * 0.25})",
    )
    draft.extend("grip", ".union(guard)")
    tang = draft.share("tang_width", width, 0.35, 0.5)
    draft.extend("grip", *BELOW, f".rect({tang}, {tang * 0.35})", f".cutBlind({-(length * 0.5)})")
    hole = draft.share("hanging_hole_diameter", waist, 0.25, 0.35)
    draft.body(
        "hanging_hole", XZ, f".center(0, {length * 0.85})", f".circle({hole / 2})", f".extrude({width}, both=True)"
    )
    draft.extend("grip", ".cut(hanging_hole)")
    if draft.chance(0.5):
        rings = draft.count("ring_count", 2, 4)
        draft.body(
            "ring",
            XY,
            f".workplane(offset={length * 0.2})",
            f".rect({2 * width}, {2 * width})",
            f".ellipse({waist * 0.46}, {waist * flat * 0.46})",
            f".extrude({length * 0.03})",
        )
        draft.lines(
            f"for index in range({rings}):",
            f"    grip = grip.cut(ring.translate((0, 0, index * {length * 0.1})))",
        )
    return "grip"
