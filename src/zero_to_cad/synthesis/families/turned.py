"""Parts that come from a lathe: shafts, flanges, bushings, knobs."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import TOP, UNDERSIDE, XY, XZ, bolt_circle, break_edges, turned_pose


def stepped_shaft(draft: Draft) -> str:
    """Coaxial steps built one on the other, a keyway, chamfered ends, perhaps centre holes."""
    largest = draft.size("journal_diameter", 16, 45)
    length = draft.share("journal_length", largest, 0.7, 1.6)
    draft.body("shaft", XY, f".circle({largest / 2})", f".extrude({length})")
    diameter = largest
    steps = draft.choice([1, 2, 2, 3])
    for index in range(1, steps + 1):
        diameter = draft.share(f"step_{index}_diameter", diameter, 0.7, 0.88)
        reach = draft.share(f"step_{index}_length", diameter, 0.5, 1.4)
        draft.extend("shaft", *TOP, f".circle({diameter / 2})", f".extrude({reach})")
    if draft.chance(0.7):
        tail = draft.share("tail_diameter", largest, 0.55, 0.85)
        tail_length = draft.share("tail_length", largest, 0.5, 1.3)
        draft.extend("shaft", *UNDERSIDE, f".circle({tail / 2})", f".extrude({tail_length})")
        if draft.chance(0.4):
            flat = draft.share("wrench_flat", tail, 0.75, 0.86)
            draft.body(
                "flats",
                XY,
                f".workplane(offset={-tail_length})",
                f".rect({tail}, {tail})",
                f".rect({tail}, {flat})",
                f".extrude({tail_length * 0.6})",
            )
            draft.extend("shaft", ".cut(flats)")
    key_width = draft.share("key_width", largest, 0.2, 0.3)
    key_depth = draft.share("key_depth", largest, 0.1, 0.16)
    draft.body(
        "key_seat",
        XZ,
        f".workplane(offset={-largest})",
        f".center(0, {length / 2})",
        draft.choice([f".slot2D({length * 0.7}, {key_width}, 90)", f".rect({key_width}, {length * 0.7})"]),
        f".extrude({largest / 2 + key_depth})",
    )
    draft.extend("shaft", ".cut(key_seat)")
    break_edges(draft, "shaft", ">Z", diameter * 0.5, "end")
    if draft.chance(0.5):
        centre = draft.share("centre_hole_diameter", diameter, 0.2, 0.4)
        draft.extend("shaft", *TOP, f".hole({centre}, {diameter * 0.6})")
    turned_pose(draft, "shaft")
    return "shaft"


def hub_flange(draft: Draft) -> str:
    """A disc with a hub, a bore, a bolt circle and perhaps a groove for a seal."""
    outer = draft.size("flange_diameter", 50, 130)
    thickness = draft.share("flange_thickness", outer, 0.08, 0.15)
    hub = draft.share("hub_diameter", outer, 0.35, 0.48)
    hub_height = draft.share("hub_height", outer, 0.12, 0.35)
    bore = draft.share("bore_diameter", hub, 0.45, 0.64)
    circle = draft.derived("bolt_circle_diameter", (outer + hub) / 2)
    draft.body("flange", XY, f".circle({outer / 2})", f".extrude({thickness})")
    bolt_circle(draft, "flange", circle, float(outer - hub) / 2, thickness)
    draft.extend("flange", *TOP, f".circle({hub / 2})", f".extrude({hub_height})")
    if draft.chance(0.35):
        seat = draft.share("bore_seat_depth", hub_height, 0.2, 0.4)
        draft.extend("flange", *TOP, f".cboreHole({bore}, {bore * 1.25}, {seat})")
    else:
        draft.extend("flange", *TOP, f".hole({bore})")
    if draft.chance(0.5):
        groove = draft.share("seal_groove_width", outer - hub, 0.04, 0.08)
        depth = draft.share("seal_groove_depth", thickness, 0.15, 0.35)
        inner = draft.derived("seal_groove_radius", bore / 2 + (hub - bore) * 0.25)
        draft.extend("flange", *UNDERSIDE, f".circle({inner + groove})", f".circle({inner})", f".cutBlind({-depth})")
    if draft.chance(0.4):
        key = draft.share("keyway_width", bore, 0.2, 0.3)
        draft.body(
            "keyway", XY, f".center({bore / 2}, 0)", f".rect({key}, {key})", f".extrude({thickness + hub_height})"
        )
        draft.extend("flange", ".cut(keyway)")
    break_edges(draft, "flange", ">Z", (hub - bore) / 4, "hub")
    turned_pose(draft, "flange")
    return "flange"


def flanged_bushing(draft: Draft) -> str:
    """A revolved sleeve with a collar, grooves and cross holes."""
    bore = draft.size("bore_diameter", 8, 30)
    wall = draft.share("wall", bore, 0.15, 0.3)
    length = draft.share("sleeve_length", bore, 1.0, 2.0)
    collar = draft.share("collar_width", bore, 0.25, 0.45)
    collar_height = draft.share("collar_height", bore, 0.15, 0.3)
    inner = draft.derived("inner_radius", bore / 2)
    draft.body(
        "bushing",
        XZ,
        f".moveTo({inner}, 0)",
        f".hLine({wall + collar})",
        f".vLine({collar_height})",
        f".hLine({-collar})",
        f".vLineTo({length})",
        f".hLineTo({inner})",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    if draft.chance(0.7):
        groove = draft.share("groove_width", length - collar_height, 0.1, 0.2)
        draft.body(
            "groove",
            XY,
            f".workplane(offset={collar_height + (length - collar_height) / 2})",
            f".circle({inner + wall})",
            f".circle({inner + wall * draft.choice([0.6, 0.7])})",
            f".extrude({groove})",
        )
        draft.extend("bushing", ".cut(groove)")
    oil = draft.share("oil_hole_diameter", bore, 0.12, 0.2)
    count = draft.choice([2, 3, 4])
    at = draft.derived("oil_hole_height", collar_height + (length - collar_height) * 0.25)
    draft.body(
        "oil_hole",
        XY,
        f".workplane(offset={at})",
        ".transformed(rotate=(90, 0, 0))",
        f".circle({oil / 2})",
        f".extrude({inner + 2 * wall})",
    )
    draft.extend("bushing", ".cut(oil_hole)")
    for index in range(1, count):
        draft.extend("bushing", f".cut(oil_hole.rotate((0, 0, 0), (0, 0, 1), {360 * index // count}))")
    break_edges(draft, "bushing", ">Z", wall, "lead")
    if draft.chance(0.5):
        flat = draft.derived("collar_flat", inner + wall + collar * 0.4)
        draft.body(
            "trim", XY, f".center({flat + collar}, 0)", f".rect({2 * collar}, {4 * bore})", f".extrude({collar_height})"
        )
        draft.extend("bushing", ".cut(trim)")
    return "bushing"


def knob(draft: Draft) -> str:
    """A revolved knob with grip flutes, a shaft bore and a pointer."""
    radius = draft.size("knob_radius", 10, 30)
    height = draft.share("knob_height", radius, 0.8, 1.3)
    crown = draft.share("crown_height", radius, 0.15, 0.35)
    flutes = draft.count("flute_count", 5, 12)
    flute = draft.share("flute_radius", 3.14 * float(radius) / float(flutes), 0.3, 0.5)
    bore = draft.share("shaft_diameter", radius, 0.4, 0.6)
    depth = draft.share("shaft_depth", height, 0.5, 0.75)
    draft.body(
        "knob",
        XZ,
        f".lineTo({radius}, 0)",
        f".lineTo({radius * draft.choice([0.9, 0.95, 1])}, {height})",
        f".threePointArc(({radius * 0.5}, {height + crown * 0.75}), (0, {height + crown}))",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    draft.body(
        "flutes",
        XY,
        f".polarArray({radius + flute * 0.5}, 0, 360, {flutes})",
        f".circle({flute})",
        f".extrude({height * draft.choice([0.7, 0.8, 1.5])})",
    )
    draft.extend("knob", ".cut(flutes)")
    draft.extend("knob", *UNDERSIDE, f".hole({bore}, {depth})")
    if draft.chance(0.5):
        flat = draft.share("shaft_flat", bore, 0.28, 0.38)
        draft.body("d_flat", XY, f".center({flat + bore / 2}, 0)", f".rect({bore}, {bore})", f".extrude({depth})")
        draft.body("d_land", XY, f".circle({bore / 2})", f".extrude({depth})", ".intersect(d_flat)")
        draft.extend("knob", ".union(d_land)")
    if draft.chance(0.5):
        pointer = draft.share("pointer_width", radius, 0.08, 0.14)
        draft.body(
            "pointer",
            XY,
            f".workplane(offset={height * 0.9})",
            f".center({radius * 0.55}, 0)",
            f".rect({radius * 0.5}, {pointer})",
            f".extrude({crown * 2})",
        )
        draft.extend("knob", ".cut(pointer)")
    return "knob"


def spring_seat(draft: Draft) -> str:
    """A cup for a coil spring: revolved dish, guide stem, drain holes, locating notch."""
    outer = draft.size("seat_diameter", 30, 80)
    height = draft.share("rim_height", outer, 0.1, 0.2)
    wall = draft.share("wall", outer, 0.05, 0.08)
    stem = draft.share("stem_diameter", outer, 0.3, 0.42)
    stem_height = draft.share("stem_height", outer, 0.25, 0.45)
    draft.body("seat", XY, f".circle({outer / 2})", f".extrude({wall + height})")
    draft.extend("seat", *TOP, f".circle({outer / 2 - wall})", f".circle({stem / 2})", f".cutBlind({-height})")
    draft.body("stem", XY, f".workplane(offset={wall})", f".circle({stem / 2})", f".extrude({height + stem_height})")
    draft.extend("seat", ".union(stem)")
    bore = draft.share("stem_bore_diameter", stem, 0.4, 0.65)
    draft.extend("seat", *TOP, f".hole({bore})")
    drains = draft.count("drain_count", 2, 6)
    drain = draft.share("drain_diameter", (outer - stem) / 2 - wall, 0.25, 0.4)
    draft.extend(
        "seat",
        *UNDERSIDE,
        f".polarArray({(outer / 2 - wall + stem / 2) / 2}, 0, 360, {drains})",
        f".circle({drain / 2})",
        f".cutBlind({-wall})",
    )
    if draft.chance(0.6):
        notch = draft.share("notch_width", outer, 0.08, 0.15)
        draft.body(
            "notch",
            XY,
            f".workplane(offset={wall})",
            f".center({outer / 2}, 0)",
            f".rect({wall * 4}, {notch})",
            f".extrude({height})",
        )
        draft.extend("seat", ".cut(notch)")
    break_edges(draft, "seat", ">Z", (stem - bore) / 2, "stem")
    return "seat"


def nozzle(draft: Draft) -> str:
    """A hexagonal or round base with a revolved nose and a stepped passage."""
    across = draft.size("base_size", 16, 40)
    base = draft.share("base_height", across, 0.3, 0.5)
    root = draft.share("root_diameter", across, 0.6, 0.8)
    tip = draft.share("tip_diameter", root, 0.35, 0.55)
    nose = draft.share("nose_length", across, 0.6, 1.3)
    passage = draft.share("orifice_diameter", tip, 0.3, 0.6)
    draft.body("nozzle", XY, f".polygon({draft.choice([6, 6, 8, 4])}, {across})", f".extrude({base})")
    profile = draft.choice(
        [
            f".lineTo({tip / 2}, {base + nose})",
            f".spline([({(root + tip) * 0.21}, {base + nose * 0.5}), ({tip / 2}, {base + nose})], includeCurrent=True)",
            f".sagittaArc(({tip / 2}, {base + nose}), {-(nose * 0.12)})",
        ]
    )
    draft.body(
        "nose",
        XZ,
        f".moveTo(0, {base * 0.5})",
        f".lineTo({root / 2}, {base * 0.5})",
        f".lineTo({root / 2}, {base})",
        profile,
        f".lineTo(0, {base + nose})",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    draft.extend("nozzle", ".union(nose)")
    draft.extend("nozzle", *TOP, f".hole({passage})")
    inlet = draft.share("inlet_diameter", root, 0.5, 0.72)
    draft.extend("nozzle", *UNDERSIDE, f".hole({inlet}, {base * draft.choice([0.6, 0.8])})")
    if draft.chance(0.6):
        thread = draft.share("stub_length", across, 0.3, 0.6)
        draft.extend(
            "nozzle",
            *UNDERSIDE,
            f".circle({root * 0.48})",
            f".circle({inlet / 2})",
            f".extrude({thread})",
        )
    break_edges(draft, "nozzle", ">Z", (tip - passage) / 2, "tip")
    return "nozzle"


def piston(draft: Draft) -> str:
    """A hollow piston with ring grooves, a wrist-pin bore and inner bosses."""
    bore = draft.size("piston_diameter", 30, 80)
    height = draft.share("piston_height", bore, 0.8, 1.2)
    wall = draft.share("skirt_wall", bore, 0.07, 0.11)
    crown = draft.share("crown_thickness", bore, 0.22, 0.28)
    pin = draft.share("pin_diameter", bore, 0.2, 0.28)
    pin_height = draft.share("pin_height", height, 0.32, 0.4)
    draft.body("piston", XY, f".circle({bore / 2})", f".extrude({height})")
    draft.extend("piston", *UNDERSIDE, f".circle({bore / 2 - wall})", f".cutBlind({-(height - crown)})")
    draft.body(
        "pin_boss",
        'cq.Workplane("YZ")',
        f".center(0, {pin_height})",
        f".circle({pin * 0.8})",
        f".extrude({bore * 0.45}, both=True)",
    )
    gap = draft.share("rod_gap", bore, 0.3, 0.4)
    draft.body("rod_space", XY, f".box({gap}, {bore}, {2 * (height - crown)})")
    draft.body("pin_boss", "pin_boss", ".cut(rod_space)")
    draft.extend("piston", ".union(pin_boss)")
    draft.body(
        "pin_bore",
        'cq.Workplane("YZ")',
        f".center(0, {pin_height})",
        f".circle({pin / 2})",
        f".extrude({bore}, both=True)",
    )
    draft.extend("piston", ".cut(pin_bore)")
    rings = draft.count("ring_count", 2, 3)
    width = draft.derived("ring_width", crown * 0.7 / (2 * rings))
    depth = draft.share("ring_depth", wall, 0.4, 0.6)
    draft.body(
        "ring",
        XY,
        f".workplane(offset={height - 2 * width})",
        f".circle({bore / 2})",
        f".circle({bore / 2 - depth})",
        f".extrude({width})",
    )
    draft.lines(
        f"for index in range({rings}):",
        f"    piston = piston.cut(ring.translate((0, 0, -2 * {width} * index)))",
    )
    draft.extend("piston", '.edges(">Z")', f".chamfer({width * 0.4})")
    return "piston"


def roller(draft: Draft) -> str:
    """An idler roller with a crowned or grooved face, bearing seats and a web."""
    outer = draft.size("roller_diameter", 30, 80)
    width = draft.share("roller_width", outer, 0.4, 1.0)
    bore = draft.share("bore_diameter", outer, 0.25, 0.4)
    crown = draft.share("crown", outer, 0.02, 0.06)
    face = draft.choice(
        [
            f".threePointArc(({outer / 2 + crown}, 0), ({outer / 2}, {width / 2}))",
            f".lineTo({outer / 2 - crown}, 0).lineTo({outer / 2}, {width / 2})",
            f".radiusArc(({outer / 2}, {width / 2}), {-width})",
        ]
    )
    draft.body(
        "roller",
        XZ,
        f".moveTo({bore / 2}, {-width / 2})",
        f".lineTo({outer / 2}, {-width / 2})",
        face,
        f".lineTo({bore / 2}, {width / 2})",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    seat = draft.share("seat_diameter", outer, 0.5, 0.65)
    depth = draft.share("seat_depth", width, 0.15, 0.3)
    draft.extend("roller", *TOP, f".circle({seat / 2})", f".cutBlind({-depth})")
    draft.extend("roller", *UNDERSIDE, f".circle({seat / 2})", f".cutBlind({-depth})")
    if draft.chance(0.6):
        count = draft.count("lightening_count", 3, 8)
        hole = draft.share("lightening_diameter", (seat - bore) / 2, 0.3, 0.5)
        draft.extend("roller", *TOP, f".polarArray({(seat + bore) / 4}, 0, 360, {count})", f".hole({hole})")
    break_edges(draft, "roller", ">Z or <Z", (outer - seat) / 2, "rim")
    turned_pose(draft, "roller")
    return "roller"
