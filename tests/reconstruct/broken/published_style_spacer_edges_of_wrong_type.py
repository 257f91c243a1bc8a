import cadquery as cq

outer_diameter = 30.0
inner_diameter = 16.0
spacer_height = 12.0
lead_in = 1.0

spacer = (
    cq.Workplane("XY")
    .circle(outer_diameter / 2)
    .circle(inner_diameter / 2)
    .extrude(spacer_height)
)
result = spacer.faces(">Z").edges("%LINE").chamfer(lead_in)
