import cadquery as cq

# base
base_height = 4.0
base_width = 51.0
base_length = 42.0

# block
block_width = 15.9
block_length = 18.117654
block_height = 3.6
block_inner_y = 1.158827
block_z = 1.059597
block_z_2 = 1.340403

# bar
bar_width = 1.158826

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

block = (
    cq.Workplane("YZ")
    .workplane(offset=-block_width / 2)
    .moveTo(0, base_height)
    .hLineTo(block_length / 2 - block_inner_y)
    .vLineTo(base_height + block_z_2)
    .lineTo(block_length / 2, base_height + block_height - block_z)
    .vLineTo(base_height + block_height)
    .hLineTo(0)
    .mirrorY()
    .extrude(block_width)
)
body = body.union(block)

bar = (
    cq.Workplane("ZX")
    .workplane(offset=-block_length / 2)
    .moveTo(base_height + block_z_2 + 0.453911, block_width / 2)
    .vLineTo(block_width / 2 + 0.438327)
    .lineTo(base_height + block_height - block_z, block_width / 2 + bar_width)
    .hLineTo(base_height + block_height)
    .vLineTo(block_width / 2)
    .close()
    .mirrorX()
    .extrude(block_length)
)
body = body.union(bar)

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
