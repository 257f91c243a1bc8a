import cadquery as cq

cover_length = 64.0
cover_width = 44.0
cover_thickness = 5.0
corner_radius = 6.0
screw_diameter = 3.4
head_diameter = 6.6
head_angle = 82
screw_inset = 6.0

cover = (
    cq.Workplane("XY")
    .box(cover_length, cover_width, cover_thickness)
    .edges("|Z")
    .fillet(corner_radius)
)
cover = (
    cover.faces(">Z")
    .workplane()
    .rect(cover_length - 2 * screw_inset, cover_width - 2 * screw_inset, forConstruction=True)
    .vertices()
    .cskHole(screw_diameter, cskDia=head_diameter, cskAngle=head_angle)
)
result = cover.faces("<Z").workplane().rect(cover_length - 24.0, cover_width - 18.0).cutBlind(-2.0)
