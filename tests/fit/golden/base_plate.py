import cadquery as cq

# base
base_height = 4.7625
base_width = 609.6
base_length = 190.5
base_x = 215.9
base_y = 319.336168

# holes
hole_diameter = 6.604
hole_pitch = 438.139187
hole_columns = 2
hole_rows = 2

# bore
bore_diameter = 152.4

# edge fillets
edge_fillet_radius = 12.7

# inner fillets
inner_fillet_radius = 6.35

body = (
    cq.Workplane("XY")
    .workplane(offset=-base_height / 2)
    .moveTo(base_width / 2, base_length / 2)
    .hLineTo(base_x)
    .vLineTo(-base_length / 2)
    .hLineTo(base_width / 2)
    .threePointArc((0, -base_y), (-base_width / 2, -base_length / 2))
    .hLineTo(-base_x)
    .vLineTo(base_length / 2)
    .hLineTo(-base_width / 2)
    .threePointArc((0, base_y), (base_width / 2, base_length / 2))
    .close()
    .extrude(base_height)
)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height / 2))
    .rarray(hole_pitch, hole_pitch, hole_columns, hole_rows)
    .hole(hole_diameter)
)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height / 2))
    .moveTo(0, 0)
    .hole(bore_diameter)
)

body = body.faces(">Y or <Y").edges("|Z").fillet(edge_fillet_radius)

body = body.faces("|X").edges("|Z").fillet(inner_fillet_radius)

result = body
