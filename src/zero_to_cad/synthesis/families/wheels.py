"""Parts that turn others: gears, pulleys, sprockets, couplings, cams."""

from __future__ import annotations

import math

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, TOP, UNDERSIDE, XY, XZ, break_edges, turned_pose
from zero_to_cad.synthesis.quantity import PRODUCT, Quantity


def _bore(draft: Draft, body: str, bore: Quantity, height: Quantity) -> None:
    """A bore through the middle, with a keyway, a flat or neither."""
    kind = draft.choice(["plain", "keyway", "hexagon"])
    if kind == "hexagon":
        draft.extend(body, *TOP, f".polygon(6, {bore})", ".cutThruAll()")
        return
    draft.extend(body, *TOP, f".hole({bore})")
    if kind == "keyway":
        key = draft.share("keyway_width", bore, 0.22, 0.3)
        draft.body("keyway", XY, f".center({bore / 2}, 0)", f".rect({key}, {key})", f".extrude({height})")
        draft.extend(body, ".cut(keyway)")


def spur_gear(draft: Draft) -> str:
    """Straight teeth with trapezoidal flanks, a hub, lightening holes or a recess."""
    module = draft.size("module", 1.5, 4)
    teeth = draft.count("tooth_count", 12, 26)
    width = draft.share("face_width", module, 4, 10)
    draft.uses_math()
    draft.derived("tip_radius", module * (teeth + 2) / 2)
    root = draft.derived("root_radius", module * (teeth - 2.5) / 2)
    tooth = ["(root_radius, 0.0)", "(root_radius, 0.4)", "(tip_radius, 0.58)", "(tip_radius, 0.82)"]
    draft.lines(
        "# A tooth by radius and by share of the pitch angle",
        f"tooth = [{', '.join(tooth)}]",
        "outline = [",
        "    (",
        f"        radius * math.cos(2 * math.pi * (index + share) / {teeth}),",
        f"        radius * math.sin(2 * math.pi * (index + share) / {teeth}),",
        "    )",
        f"    for index in range({teeth})",
        "    for radius, share in tooth",
        "]",
    )
    draft.body("gear", XY, ".polyline(outline)", ".close()", f".extrude({width})")
    bore = draft.share("bore_diameter", root, 0.4, 0.6)
    hub_height = width
    if draft.chance(0.6):
        hub = draft.share("hub_diameter", root, 0.85, 1.05)
        rise = draft.share("hub_height", width, 0.3, 0.9)
        draft.extend("gear", *TOP, f".circle({hub / 2})", f".extrude({rise})")
        hub_height = width + rise
    elif draft.chance(0.7):
        count = draft.count("lightening_count", 3, 6)
        hole = draft.share("lightening_diameter", root, 0.22, 0.3)
        draft.extend("gear", *TOP, f".polarArray({root * 0.6}, 0, 360, {count})", f".hole({hole})")
    _bore(draft, "gear", bore, hub_height)
    turned_pose(draft, "gear")
    return "gear"


def helical_wheel(draft: Draft) -> str:
    """A lobed section twisted along its axis, with a hub on one side."""
    radius = draft.size("wheel_radius", 14, 40)
    lobes = draft.choice([3, 4, 5, 6, 8])
    thickness = draft.share("wheel_thickness", radius, 0.3, 0.8)
    twist = draft.angle("twist", 10, 50)
    draft.body("wheel", XY, f".polygon({lobes}, {2 * radius})", f".twistExtrude({thickness}, {twist})")
    hub = draft.share("hub_diameter", radius, 0.6, 0.85)
    rise = draft.share("hub_height", radius, 0.2, 0.6)
    draft.extend("wheel", *TOP, f".circle({hub / 2})", f".extrude({rise})")
    bore = draft.share("bore_diameter", hub, 0.4, 0.65)
    _bore(draft, "wheel", bore, thickness + rise)
    if draft.chance(0.5):
        recess = draft.share("recess_depth", thickness, 0.15, 0.3)
        draft.extend("wheel", *UNDERSIDE, f".circle({hub * 0.55})", f".cutBlind({-recess})")
    return "wheel"


def sprocket(draft: Draft) -> str:
    """A disc with roller seats cut around it, a hub and lightening holes."""
    teeth = draft.count("tooth_count", 8, 20)
    pitch = draft.size("chain_pitch", 6, 13)
    roller = draft.share("roller_diameter", pitch, 0.55, 0.65)
    thickness = draft.share("plate_thickness", pitch, 0.3, 0.6)
    draft.uses_math()
    chord = 2 * math.sin(math.pi / float(teeth))
    radius = draft.derived("pitch_radius", pitch / Quantity(chord, f"2 * math.sin(math.pi / {teeth})", PRODUCT))
    draft.body("sprocket", XY, f".circle({radius + roller * 0.45})", f".extrude({thickness})")
    draft.body(
        "seats",
        XY,
        f".polarArray({radius + roller * 0.1}, 0, 360, {teeth})",
        f".circle({roller / 2})",
        f".extrude({thickness})",
    )
    draft.extend("sprocket", ".cut(seats)")
    hub = draft.derived("hub_radius", radius * draft.choice([0.4, 0.45, 0.5]))
    rise = draft.share("hub_height", pitch, 0.5, 1.2)
    draft.extend("sprocket", *TOP, f".circle({hub})", f".extrude({rise})")
    bore = draft.derived("bore_diameter", hub * draft.choice([0.9, 1.0, 1.2]))
    _bore(draft, "sprocket", bore, thickness + rise)
    if float(teeth) >= 12 and draft.chance(0.6):
        count = draft.count("lightening_count", 3, 6)
        draft.extend(
            "sprocket",
            *UNDERSIDE,
            f".polarArray({(radius - roller / 2 + hub) / 2}, 0, 360, {count})",
            f".circle({(radius - roller / 2 - hub) * 0.3})",
            ".cutThruAll()",
        )
    if draft.chance(0.5):
        break_edges(draft, "sprocket", ">Z", hub * 0.3, "hub")
    return "sprocket"


def ratchet_wheel(draft: Draft) -> str:
    """Saw teeth around a disc, a square or round bore, a raised ring."""
    radius = draft.size("wheel_radius", 18, 45)
    teeth = draft.count("tooth_count", 8, 20)
    depth = draft.share("tooth_depth", radius, 0.08, 0.14)
    thickness = draft.share("thickness", radius, 0.12, 0.3)
    draft.uses_math()
    draft.lines(
        f"step = 2 * math.pi / {teeth}",
        "outline = []",
        f"for index in range({teeth}):",
        "    for reach, angle in [",
        f"        ({radius}, index * step),",
        f"        ({radius - depth}, (index + 0.12) * step),",
        "    ]:",
        "        outline.append((reach * math.cos(angle), reach * math.sin(angle)))",
    )
    draft.body("ratchet", XY, ".polyline(outline)", ".close()", f".extrude({thickness})")
    ring = draft.share("ring_radius", radius, 0.45, 0.65)
    rise = draft.share("ring_height", thickness, 0.3, 0.9)
    draft.extend("ratchet", *TOP, f".circle({ring})", f".circle({ring * 0.75})", f".extrude({rise})")
    bore = draft.share("bore_size", radius, 0.3, 0.5)
    draft.extend(
        "ratchet", *UNDERSIDE, draft.choice([f".rect({bore}, {bore})", f".circle({bore / 2})"]), ".cutThruAll()"
    )
    if draft.chance(0.5):
        pins = draft.count("pin_count", 3, 6)
        pin = draft.share("pin_diameter", radius, 0.07, 0.11)
        draft.extend("ratchet", *UNDERSIDE, f".polarArray({radius * 0.74}, 0, 360, {pins})", f".hole({pin})")
    return "ratchet"


def cam(draft: Draft) -> str:
    """A plate cam: a lobe joined to a base circle, or an ellipse, with a hub and a keyed bore."""
    base = draft.size("base_radius", 14, 35)
    thickness = draft.share("cam_thickness", base, 0.3, 0.7)
    bore = draft.share("bore_diameter", base, 0.45, 0.7)
    if draft.chance(0.5):
        lift = draft.share("lift", base, 0.7, 1.3)
        nose = draft.share("nose_radius", base, 0.3, 0.5)
        draft.body("cam", XY, f".circle({base})", f".extrude({thickness})")
        draft.body(
            "lobe",
            XY,
            f".moveTo(0, {-base})",
            f".lineTo({lift + base * 0.4}, {-nose})",
            f".threePointArc(({lift + base * 0.4 + nose}, 0), ({lift + base * 0.4}, {nose}))",
            f".lineTo(0, {base})",
            ".close()",
            f".extrude({thickness})",
        )
        draft.extend("cam", ".union(lobe)")
    else:
        long = draft.share("long_radius", base, 1.25, 1.8)
        draft.body("cam", XY, f".ellipse({long}, {base})", f".extrude({thickness})")
        slot = draft.share("slot_width", base, 0.15, 0.25)
        draft.extend("cam", *TOP, f".center({long * 0.68}, 0)", f".slot2D({base * 0.5}, {slot}, 90)", ".cutThruAll()")
    hub = draft.share("hub_radius", bore, 0.75, 0.9)
    rise = draft.share("hub_height", thickness, 0.4, 1.0)
    draft.extend("cam", *BELOW, f".circle({hub})", f".extrude({rise})")
    draft.extend("cam", *ABOVE, f".hole({bore})")
    key = draft.share("keyway_width", bore, 0.22, 0.3)
    draft.body("keyway", XY, f".center(0, {bore / 2})", f".rect({key}, {key})", f".extrude({thickness})")
    draft.extend("cam", ".cut(keyway)")
    if draft.chance(0.6):
        draft.extend("cam", '.edges("<Z")', f".chamfer({(hub - bore / 2) * 0.3})")
    return "cam"


def jaw_coupling(draft: Draft) -> str:
    """A coupling half: hub, disc and jaws around it."""
    outer = draft.size("coupling_diameter", 25, 70)
    hub_length = draft.share("hub_length", outer, 0.3, 0.6)
    disc = draft.share("disc_thickness", outer, 0.15, 0.25)
    jaw = draft.share("jaw_height", outer, 0.18, 0.3)
    hub = draft.share("hub_diameter", outer, 0.55, 0.75)
    bore = draft.share("bore_diameter", hub, 0.35, 0.55)
    jaws = draft.count("jaw_count", 2, 4)
    opening = draft.share("centre_opening", outer, 0.35, 0.5)
    draft.body("coupling", XY, f".circle({outer / 2})", f".extrude({disc})")
    draft.extend("coupling", *UNDERSIDE, f".circle({hub / 2})", f".extrude({hub_length})")
    jaw_width = draft.share("jaw_width", outer, 0.2, 0.3)
    draft.body(
        "jaws",
        XY,
        f".workplane(offset={disc})",
        f".polarArray({outer * 0.35}, 0, 360, {jaws})",
        f".rect({outer * 0.4}, {jaw_width})",
        f".extrude({jaw})",
    )
    draft.body("envelope", XY, f".circle({outer / 2})", f".circle({opening / 2})", f".extrude({disc + jaw})")
    draft.extend("coupling", ".union(jaws.intersect(envelope))")
    draft.extend("coupling", *UNDERSIDE, f".hole({bore})")
    screw = draft.share("set_screw_diameter", hub_length, 0.2, 0.35)
    draft.body("set_screw", XZ, f".center(0, {-hub_length / 2})", f".circle({screw / 2})", f".extrude({outer})")
    draft.extend("coupling", ".cut(set_screw)")
    break_edges(draft, "coupling", "<Z", (hub - bore) / 2, "hub")
    return "coupling"


def pulley(draft: Draft) -> str:
    """A belt pulley: revolved rim with V or flat grooves, a web with holes, a hub."""
    outer = draft.size("pulley_diameter", 40, 110)
    width = draft.share("rim_width", outer, 0.18, 0.35)
    groove = draft.share("groove_depth", outer, 0.07, 0.12)
    bore = draft.share("bore_diameter", outer, 0.14, 0.22)
    draft.body("pulley", XY, f".circle({outer / 2})", f".extrude({width / 2}, both=True)")
    floor = draft.choice([0, 0.1, 0.2])
    draft.body(
        "groove",
        XZ,
        f".moveTo({outer / 2}, {-width * 0.38})",
        f".lineTo({outer / 2 - groove}, {-width * floor})",
        *([f".lineTo({outer / 2 - groove}, {width * floor})"] if floor else []),
        f".lineTo({outer / 2}, {width * 0.38})",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    draft.extend("pulley", ".cut(groove)")
    rim = draft.derived("rim_radius", outer / 2 - groove * 1.5)
    hub = draft.share("hub_radius", bore, 0.85, 1.1)
    recess = draft.share("recess_depth", width, 0.2, 0.32)
    for face in draft.choice([(TOP,), (TOP, UNDERSIDE)]):
        draft.extend("pulley", *face, f".circle({rim})", f".circle({hub})", f".cutBlind({-recess})")
    count = draft.count("web_hole_count", 3, 8)
    hole = draft.share("web_hole_diameter", min(float(rim - hub), 6 * float(rim + hub) / 2 / float(count)), 0.35, 0.55)
    draft.extend("pulley", *TOP, f".polarArray({(rim + hub) / 2}, 0, 360, {count})", f".hole({hole})")
    draft.extend("pulley", *TOP, f".hole({bore})")
    if draft.chance(0.5):
        key = draft.share("keyway_width", bore, 0.2, 0.3)
        draft.body("keyway", XY, f".center({bore / 2}, 0)", f".rect({key}, {key})", f".extrude({width / 2}, both=True)")
        draft.extend("pulley", ".cut(keyway)")
    turned_pose(draft, "pulley")
    return "pulley"


def handwheel(draft: Draft) -> str:
    """A rim, spokes and a hub, with a socket for a handle."""
    outer = draft.size("wheel_diameter", 60, 150)
    rim = draft.share("rim_thickness", outer, 0.08, 0.12)
    hub = draft.share("hub_diameter", outer, 0.2, 0.28)
    hub_height = draft.share("hub_height", rim, 1.3, 2.2)
    spokes = draft.count("spoke_count", 3, 6)
    spoke = draft.share("spoke_width", rim, 0.5, 0.9)
    bore = draft.share("bore_diameter", hub, 0.4, 0.6)
    section = draft.choice([f".circle({rim / 2})", f".rect({rim}, {rim * 0.8})", f".rect({rim}, {rim * 1.2})"])
    draft.body(
        "rim",
        XZ,
        f".center({outer / 2 - rim / 2}, 0)",
        section,
        f".revolve(360, ({rim / 2 - outer / 2}, 0, 0), ({rim / 2 - outer / 2}, 1, 0))",
    )
    draft.body("hub", XY, f".circle({hub / 2})", f".extrude({hub_height / 2}, both=True)")
    reach = draft.derived("spoke_reach", outer / 2 - rim / 2)
    draft.body(
        "spokes",
        XY,
        f".polarArray({reach / 2}, 0, 360, {spokes})",
        f".rect({reach}, {spoke})",
        f".extrude({rim * 0.3}, both=True)",
    )
    draft.body("wheel", "hub", ".union(spokes)", ".union(rim)")
    draft.extend("wheel", *TOP, f".hole({bore})")
    if draft.chance(0.6):
        draft.extend("wheel", '.edges(">Z")', f".chamfer({(hub - bore) * 0.1})")
    return "wheel"
