import cadquery as cq

shaft_length = 50.0
shaft_radius = 6.0
head_radius = 10.0
head_height = 6.0
relief_width = 3.0
relief_depth = 1.0
cross_hole = 3.0

shaft = cq.Workplane("XY").circle(shaft_radius).extrude(shaft_length)
head = cq.Workplane("XY").polygon(6, head_radius * 2).extrude(-head_height)
pin = shaft.union(head)
relief = (
    cq.Workplane("XY")
    .workplane(offset=0.5)
    .circle(shaft_radius + 1.0)
    .circle(shaft_radius - relief_depth)
    .extrude(relief_width)
)
pin = pin.cut(relief)
pin = pin.faces("<X").workplane().center(0, shaft_length - 8.0).hole(cross_hole)
result = pin.faces(">Z").edges().fillet(shaft_radius)
