import cadquery as cq

# plate
plate_thickness = 4.7625
plate_width = 609.6
plate_length = 190.5
plate_inner_width = 431.8
plate_radius = 319.33619

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
    .workplane(offset=-plate_thickness / 2)
    .moveTo(0, plate_radius)
    .radiusArc((plate_width / 2, plate_length / 2), plate_radius)
    .hLineTo(plate_inner_width / 2)
    .vLineTo(-plate_length / 2)
    .hLineTo(plate_width / 2)
    .radiusArc((0, -plate_radius), plate_radius)
    .mirrorY()
    .extrude(plate_thickness)
)

body = (
    body.faces(">Z")
    .workplane(origin=(0, 0, 0))
    .rarray(hole_pitch, hole_pitch, hole_columns, hole_rows)
    .hole(hole_diameter)
)

body = body.faces(">Z").workplane(origin=(0, 0, 0)).hole(bore_diameter)

body = body.faces(">Y or <Y").edges("|Z").fillet(edge_fillet_radius)

body = body.faces("|X").edges("|Z").fillet(inner_fillet_radius)

result = body
