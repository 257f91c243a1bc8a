import cadquery as cq

# base
base_height = 4.0
base_width = 51.0
base_length = 42.0

# block 1
block_1_width = 15.9
block_1_length = 18.117654
block_1_z = 3.0
block_1_height = 4.6
block_1_y = 1.158827
block_1_z_2 = 2.5404
block_1_z_3 = 5.3404

# block 2
block_2_height = 1.80569
block_2_width = 1.158826
block_2_x = 0.43833

# counterbored holes
counterbored_hole_diameter = 2.1
counterbored_hole_x = 14.617118
counterbored_hole_pitch_x = 16.5
counterbored_hole_pitch_y = 21.0
counterbored_hole_columns = 2
counterbored_hole_rows = 2
counterbored_hole_mouth_diameter = 3.6
counterbored_hole_mouth_depth = 2.0

# edge fillets
edge_fillet_radius = 7.0

body = cq.Workplane("XY").rect(base_width, base_length).extrude(base_height)

block_1 = (
    cq.Workplane("YZ")
    .workplane(offset=-block_1_width / 2)
    .moveTo(-block_1_length / 2, block_1_z + block_1_height)
    .vLineTo(base_height + block_1_z_2)
    .lineTo(block_1_y - block_1_length / 2, block_1_z_3)
    .vLineTo(block_1_z)
    .hLineTo(block_1_length / 2 - block_1_y)
    .vLineTo(block_1_z_3)
    .lineTo(block_1_length / 2, base_height + block_1_z_2)
    .vLineTo(block_1_z + block_1_height)
    .close()
    .extrude(block_1_width)
)
body = body.union(block_1)

block_2 = (
    cq.Workplane("ZX")
    .workplane(offset=-block_1_length / 2)
    .moveTo(block_1_z + block_1_height - block_2_height, block_1_width / 2)
    .vLineTo(block_1_width / 2 + block_2_x)
    .lineTo(base_height + block_1_z_2, block_1_width / 2 + block_2_width)
    .hLineTo(block_1_z + block_1_height)
    .vLineTo(block_1_width / 2)
    .close()
    .moveTo(block_1_z + block_1_height, -block_1_width / 2)
    .vLineTo(-block_1_width / 2 - block_2_width)
    .hLineTo(base_height + block_1_z_2)
    .lineTo(block_1_z + block_1_height - block_2_height, -block_1_width / 2 - block_2_x)
    .vLineTo(-block_1_width / 2)
    .close()
    .extrude(block_1_length)
)
body = body.union(block_2)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height))
    .center(counterbored_hole_x, 0)
    .rarray(
        counterbored_hole_pitch_x,
        counterbored_hole_pitch_y,
        counterbored_hole_columns,
        counterbored_hole_rows,
    )
    .cboreHole(
        counterbored_hole_diameter,
        counterbored_hole_mouth_diameter,
        counterbored_hole_mouth_depth,
    )
)

body = body.faces(">Y or <Y").edges("|Z").fillet(edge_fillet_radius)

result = body
