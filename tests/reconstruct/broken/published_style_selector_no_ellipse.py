import cadquery as cq

shaft_radius = 8.0
shaft_length = 40.0
flat_depth = 2.0
flat_length = 14.0

shaft = cq.Workplane("XY").circle(shaft_radius).extrude(shaft_length)
flat = (
    cq.Workplane("XY")
    .box(flat_depth * 2, shaft_radius * 2, flat_length)
    .translate((shaft_radius, 0, shaft_length - flat_length / 2))
)
shaft = shaft.cut(flat)
result = shaft.faces(">Z").edges("%ELLIPSE").chamfer(0.8)
