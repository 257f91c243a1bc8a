import cadquery as cq

# base
base_height = 4.0
base_width = 51.0
base_length = 42.0

# block 1
block_1_width = 15.9
block_1_length = 18.117654
block_1_height = 3.6
block_1_step = 1.158827
block_1_top = 2.540403
block_1_bottom = 5.340403

# block 2
block_2_step = 1.158826

# tapered pad
tapered_pad_angle = 44.0

# screw holes
screw_hole_diameter = 2.1
screw_hole_x = 6.367118
screw_hole_pitch_x = 16.5
screw_hole_pitch_y = 21.0
screw_hole_columns = 2
screw_hole_rows = 2
counterbore_diameter = 3.6
counterbore_depth = 2.0

# edge fillets
edge_fillet_radius = 7.0

body = cq.Workplane("XY").rect(base_width, base_length).extrude(base_height)

block_1 = (
    cq.Workplane("YZ")
    .workplane(offset=-block_1_width / 2)
    .moveTo(0, base_height)
    .hLineTo(block_1_length / 2 - block_1_step)
    .vLineTo(block_1_bottom)
    .lineTo(block_1_length / 2, base_height + block_1_top)
    .vLineTo(base_height + block_1_height)
    .hLineTo(0)
    .mirrorY()
    .extrude(block_1_width)
)
body = body.union(block_1)

block_2 = (
    cq.Workplane("XY")
    .workplane(offset=base_height + block_1_top)
    .rect(block_1_width + 2 * block_2_step, block_1_length)
    .extrude(block_1_height - block_1_top)
)
body = body.union(block_2)

tapered_pad = (
    cq.Workplane("XY")
    .workplane(offset=base_height + block_1_top)
    .rect(block_1_width + 2 * block_2_step, block_1_length)
    .extrude(block_1_bottom - base_height - block_1_top, taper=tapered_pad_angle)
)
body = body.union(tapered_pad)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height))
    .center(screw_hole_x, 0)
    .rarray(
        screw_hole_pitch_x,
        screw_hole_pitch_y,
        screw_hole_columns,
        screw_hole_rows,
        center=(False, True),
    )
    .cboreHole(screw_hole_diameter, counterbore_diameter, counterbore_depth)
)

body = body.faces(">Y or <Y").edges("|Z").fillet(edge_fillet_radius)

result = body
