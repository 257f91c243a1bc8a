import cadquery as cq

bezel_length = 56.0
bezel_width = 40.0
bezel_thickness = 6.0
window_length = 36.0
window_width = 22.0
outer_radius = 4.0
inner_radius = 12.0

bezel = cq.Workplane("XY").box(bezel_length, bezel_width, bezel_thickness)
bezel = bezel.edges("|Z").fillet(outer_radius)
window = (
    cq.Workplane("XY")
    .box(window_length, window_width, bezel_thickness * 2)
    .edges("|Z")
    .fillet(inner_radius)
)
result = bezel.cut(window).faces(">Z").edges().chamfer(1.0)
