"""Parts that lead a fluid: manifolds, elbows, tees, reducers, hose ends."""

from __future__ import annotations

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families.details import ABOVE, BELOW, TOP, UNDERSIDE, XY, XZ, YZ, break_edges


def manifold(draft: Draft) -> str:
    """A block with a long gallery, ports above and at the ends, mounting holes."""
    length = draft.size("block_length", 60, 140)
    width = draft.share("block_width", length, 0.28, 0.4)
    height = draft.share("block_height", width, 0.7, 1.0)
    gallery = draft.share("gallery_diameter", width, 0.2, 0.28)
    ports = draft.count("port_count", 2, 5)
    pitch = draft.derived("port_pitch", 0.62 * length / ports)
    port = draft.share("port_diameter", min(float(gallery) * 1.4, float(pitch) * 0.7), 0.5, 0.7)
    draft.body("block", XY, f".box({length}, {width}, {height})")
    ends = draft.choice(["through", "blind"])
    depth = "" if ends == "through" else f", {length * 0.85}"
    draft.extend("block", '.faces(">X")', ".workplane()", f".hole({gallery}{depth})")
    draft.extend(
        "block",
        *TOP,
        f".rarray({pitch}, 1, {ports}, 1)",
        draft.choice(
            [
                f".cboreHole({port}, {port * 1.35}, {height * 0.12}, {height / 2})",
                f".hole({port}, {height / 2})",
                f".cskHole({port}, {port * 1.35}, 90, {height / 2})",
            ]
        ),
    )
    if draft.chance(0.6):
        side = draft.share("side_port_diameter", gallery, 0.6, 0.9)
        draft.extend("block", '.faces("<Y")', ".workplane()", f".hole({side}, {width / 2})")
    mount = draft.share("mount_diameter", width, 0.1, 0.14)
    inset = draft.share("mount_inset", width, 0.14, 0.2)
    draft.extend(
        "block",
        *UNDERSIDE,
        f".rect({length - 2 * inset}, {width - 2 * inset}, forConstruction=True)",
        ".vertices()",
        draft.choice([f".hole({mount})", f".hole({mount}, {height * 0.4})"]),
    )
    if draft.chance(0.7):
        draft.extend("block", '.edges("|X")', f".chamfer({inset * 0.25})")
    return "block"


def pipe_elbow(draft: Draft) -> str:
    """A bent pipe with a flange at each end."""
    bore = draft.size("bore_diameter", 12, 35)
    wall = draft.share("wall", bore, 0.1, 0.18)
    bend = draft.share("bend_radius", bore, 1.6, 2.4)
    leg = draft.share("leg_length", bore, 0.6, 1.4)
    flange = draft.share("flange_width", bore, 0.45, 0.6)
    thickness = draft.share("flange_thickness", bore, 0.18, 0.3)
    draft.body("path", XZ, f".vLine({leg})", f".tangentArcPoint(({bend}, {bend}))", f".hLine({leg})", ".wire()")
    outer = draft.derived("outer_radius", bore / 2 + wall)
    draft.body("elbow", XY, f".circle({outer})", ".sweep(path)")
    draft.body("passage", XY, f".circle({bore / 2})", ".sweep(path)")
    rim = draft.derived("flange_radius", outer + flange)
    square = draft.chance(0.4)
    outline = f".rect({2 * rim}, {2 * rim})" if square else f".circle({rim})"
    draft.body("foot", XY, outline, f".extrude({thickness})")
    draft.body(
        "head", YZ, f".workplane(offset={bend + leg})", f".center(0, {leg + bend})", outline, f".extrude({-thickness})"
    )
    draft.extend("elbow", ".union(foot)", ".union(head)", ".cut(passage)")
    bolts = draft.choice([3, 4, 6]) if not square else 4
    bolt = draft.share("bolt_diameter", flange, 0.35, 0.5)
    start = 45 if square else draft.choice([0, 30, 45])
    reach = rim * 1.12 if square else rim - flange / 2
    draft.extend(
        "elbow",
        *BELOW,
        f".polarArray({reach}, {start}, 360, {bolts})",
        f".hole({bolt}, {thickness})",
    )
    draft.extend(
        "elbow",
        '.faces(">X")',
        f".workplane(origin=(0, 0, {leg + bend}))",
        f".polarArray({reach}, {start}, 360, {bolts})",
        f".hole({bolt}, {thickness})",
    )
    return "elbow"


def pipe_tee(draft: Draft) -> str:
    """A run and a branch, with collars or flanges on the ends."""
    bore = draft.size("bore_diameter", 10, 35)
    wall = draft.share("wall", bore, 0.12, 0.22)
    run = draft.share("run_length", bore, 2.6, 4.0)
    branch = draft.share("branch_length", bore, 1.2, 2.0)
    branch_bore = draft.share("branch_bore", bore, 0.6, 0.95)
    collar = draft.share("collar_height", bore, 0.2, 0.4)
    collar_length = draft.share("collar_length", bore, 0.25, 0.45)
    radius = draft.derived("outer_radius", bore / 2 + wall)
    branch_radius = draft.derived("branch_radius", branch_bore / 2 + wall)
    draft.body("tee", YZ, f".circle({radius})", f".extrude({run / 2}, both=True)")
    draft.body("branch", XY, f".circle({branch_radius})", f".extrude({branch})")
    draft.body(
        "branch_collar",
        XY,
        f".workplane(offset={branch - collar_length})",
        draft.choice([f".circle({branch_radius + collar})", f".polygon(6, {2 * branch_radius + 3 * collar})"]),
        f".extrude({collar_length})",
    )
    draft.body(
        "end_collar", YZ, f".workplane(offset={run / 2})", f".circle({radius + collar})", f".extrude({-collar_length})"
    )
    draft.extend("tee", ".union(branch)", ".union(branch_collar)", ".union(end_collar)")
    if draft.chance(0.75):
        draft.extend("tee", '.union(end_collar.mirror("YZ"))')
    draft.extend("tee", '.faces(">X")', ".workplane(origin=(0, 0, 0))", f".hole({bore})")
    draft.extend("tee", *ABOVE, f".hole({branch_bore}, {branch})")
    break_edges(draft, "tee", ">Z", wall, "branch")
    return "tee"


def reducer(draft: Draft) -> str:
    """A lofted transition from one section to another, hollow, with end flanges."""
    lower = draft.size("lower_size", 30, 80)
    upper = draft.share("upper_size", lower, 0.45, 0.75)
    height = draft.share("transition_height", lower, 0.5, 1.0)
    wall = draft.share("wall", lower, 0.05, 0.08)
    below, above = draft.choice(
        [
            (".rect({0}, {0})", ".circle({0} / 2)"),
            (".rect({0}, {0})", ".rect({0}, {0})"),
            (".polygon(6, {0})", ".circle({0} / 2)"),
            (".circle({0} / 2)", ".circle({0} / 2)"),
        ]
    )
    draft.body(
        "duct",
        XY,
        below.format("lower_size"),
        f".workplane(offset={height})",
        above.format("upper_size"),
        ".loft(combine=True)",
    )
    inner_lower = draft.derived("inner_lower_size", lower - 2 * wall)
    inner_upper = draft.derived("inner_upper_size", upper - 2 * wall)
    draft.body(
        "passage",
        XY,
        below.format(str(inner_lower)),
        f".workplane(offset={height})",
        above.format(str(inner_upper)),
        ".loft(combine=True)",
    )
    flange = draft.share("flange_width", lower, 0.14, 0.2)
    thickness = draft.share("flange_thickness", lower, 0.05, 0.09)
    round_foot = "circle" in below
    foot = f".circle({lower / 2 + flange})" if round_foot else f".rect({lower + 2 * flange}, {lower + 2 * flange})"
    draft.body("foot", XY, foot, f".extrude({-thickness})")
    draft.body("foot_opening", XY, below.format(str(inner_lower)), f".extrude({-thickness})")
    draft.extend("duct", ".cut(passage)", ".union(foot)", ".cut(foot_opening)")
    if draft.chance(0.6):
        collar = draft.share("collar_height", lower, 0.15, 0.3)
        draft.body(
            "collar",
            XY,
            f".workplane(offset={height})",
            above.format("upper_size"),
            above.format(str(inner_upper)),
            f".extrude({collar})",
        )
        draft.extend("duct", ".union(collar)")
    bolt = draft.share("bolt_diameter", flange, 0.3, 0.45)
    if round_foot:
        place = (f".polarArray({(lower + flange) / 2}, 0, 360, {draft.choice([4, 6, 8])})",)
    else:
        place = (f".rarray({lower + flange}, {lower + flange}, 2, 2)",)
    draft.extend("duct", *BELOW, *place, f".hole({bolt}, {thickness})")
    return "duct"


def hose_barb(draft: Draft) -> str:
    """A fitting: barbed tail, hexagon, stub with a step, passage through all."""
    hose = draft.size("hose_diameter", 6, 20)
    barb = draft.share("barb_height", hose, 0.08, 0.14)
    pitch = draft.share("barb_pitch", hose, 0.35, 0.6)
    barbs = draft.choice([2, 3, 4])
    hexagon = draft.share("hexagon_size", hose, 1.7, 2.3)
    hexagon_height = draft.share("hexagon_height", hose, 0.4, 0.8)
    passage = draft.share("passage_diameter", hose, 0.45, 0.65)
    radius = draft.derived("tail_radius", hose / 2)
    chain = []
    for index in range(barbs):
        chain += [f".lineTo({radius + barb}, {pitch * index})", f".lineTo({radius}, {pitch * (index + 1)})"]
    draft.body(
        "tail",
        XZ,
        ".moveTo(0, 0)",
        *chain,
        f".lineTo(0, {pitch * barbs})",
        ".close()",
        ".revolve(360, (0, 0, 0), (0, 1, 0))",
    )
    neck = draft.share("neck_length", hose, 0.2, 0.5)
    draft.body("fitting", XY, f".circle({radius})", f".extrude({-neck})", ".union(tail)")
    draft.extend("fitting", *UNDERSIDE, f".polygon(6, {hexagon})", f".extrude({hexagon_height})")
    stub = draft.share("stub_diameter", hexagon, 0.6, 0.75)
    stub_length = draft.share("stub_length", hose, 0.6, 1.2)
    draft.extend("fitting", *UNDERSIDE, f".circle({stub / 2})", f".extrude({stub_length})")
    draft.extend("fitting", *UNDERSIDE, f".hole({passage})")
    break_edges(draft, "fitting", "<Z", (stub - passage) / 2, "stub")
    return "fitting"


def valve_block(draft: Draft) -> str:
    """A valve body: block, bonnet boss with a bolt pattern, ports with raised seats."""
    side = draft.size("body_size", 30, 70)
    height = draft.share("body_height", side, 0.7, 1.1)
    boss = draft.share("bonnet_diameter", side, 0.6, 0.85)
    boss_height = draft.share("bonnet_height", side, 0.15, 0.35)
    port = draft.share("port_diameter", side, 0.25, 0.35)
    neck = draft.share("neck_length", side, 0.15, 0.4)
    draft.body("valve", XY, f".box({side}, {side * 0.9}, {height}, centered=(True, True, False))")
    draft.extend("valve", '.edges("|Z")', draft.choice([f".fillet({side * 0.1})", f".chamfer({side * 0.08})"]))
    draft.extend("valve", *TOP, f".circle({boss / 2})", f".extrude({boss_height})")
    draft.body(
        "necks", YZ, f".center(0, {height * 0.4})", f".circle({port * 0.8})", f".extrude({side / 2 + neck}, both=True)"
    )
    draft.extend("valve", ".union(necks)")
    draft.extend("valve", '.faces(">X")', f".workplane(origin=(0, 0, {height * 0.4}))", f".hole({port})")
    stem = draft.share("stem_diameter", boss, 0.3, 0.45)
    draft.extend("valve", *ABOVE, f".hole({stem}, {boss_height + height * 0.6})")
    bolts = draft.count("bolt_count", 3, 6)
    bolt = draft.share("bolt_diameter", (boss - stem) / 2, 0.3, 0.45)
    draft.extend(
        "valve",
        *ABOVE,
        f".polarArray({(boss + stem) / 4}, 0, 360, {bolts})",
        f".hole({bolt}, {boss_height * 0.9})",
    )
    if draft.chance(0.5):
        below = BELOW
        draft.extend("valve", *below, f".rect({side * 0.5}, {side * 0.4})", f".cutBlind({-(height * 0.1)})")
    return "valve"
