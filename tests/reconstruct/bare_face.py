import cadquery as cq

# base
base_z = 0.51
base_height = 5.84
base_diameter = 7.62
base_y = 2.54

# pin
pin_spacing_x = 2.54
pin_spacing_y = 5.08

# pocket
pocket_width = 2.54

# block
block_y = 0.46
block_length = 1.0
block_x = 3.782129
block_x_2 = 0.41339
block_x_3 = 0.010591
block_x_4 = 0.011895
block_radius = 3.81
block_radius_2 = 3.4
block_x_5 = 0.1836
block_x_6 = 0.220103
block_x_7 = 0.206991
block_x_8 = 0.023424
block_y_2 = 0.98181
block_y_3 = 0.358576
block_y_4 = 0.482281
block_y_5 = 0.123762
block_x_9 = 0.003823
block_x_10 = 0.00328
block_x_11 = 0.003247
block_x_12 = 0.019567
block_y_6 = 3.06023
block_y_7 = 0.621711
block_y_8 = 0.479759
block_diameter = 0.43

body = cq.Workplane("XY").workplane(offset=base_z).moveTo(0, base_y).circle(base_diameter / 2).extrude(base_height)

block = (
    cq.Workplane("XY")
    .moveTo(block_x - block_x_2, base_y + block_y)
    .hLineTo(block_x)
    .radiusArc((block_x - block_x_3, base_y + block_y - block_length), block_radius)
    .hLineTo(block_x - block_x_2 - block_x_4)
    .radiusArc((block_x - block_x_2, base_y + block_y), -block_radius_2)
    .close()
    .moveTo(block_x_6 - pin_spacing_x, -block_y_4)
    .lineTo(block_x_6 + block_x_7 - pin_spacing_x, -block_y_5)
    .radiusArc((block_x_8 - pocket_width / 2, block_y_3 - block_y_2), -block_radius_2)
    .lineTo(-pocket_width / 2 - block_x_5, -block_y_2)
    .radiusArc((block_x_6 - pin_spacing_x, -block_y_4), block_radius)
    .close()
    .moveTo(-pocket_width / 2 - block_x_5 - block_x_9, base_y + block_y + block_y_6)
    .lineTo(block_x_12 - pocket_width / 2, pin_spacing_y + block_y_7)
    .radiusArc(
        (block_x_6 + block_x_7 - pin_spacing_x - block_x_11, pin_spacing_y + block_y_8 - block_y_3),
        -block_radius_2,
    )
    .lineTo(block_x_6 - pin_spacing_x - block_x_10, pin_spacing_y + block_y_8)
    .radiusArc(
        (-pocket_width / 2 - block_x_5 - block_x_9, base_y + block_y + block_y_6),
        block_radius,
    )
    .close()
    .pushPoints([(0, 0), (0, pin_spacing_y), (-pin_spacing_x, base_y)])
    .circle(block_diameter / 2)
    .extrude(base_z)
)
body = body.union(block)

result = body
