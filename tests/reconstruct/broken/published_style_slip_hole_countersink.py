import cadquery as cq

strap_length = 56.0
strap_width = 16.0
strap_thickness = 4.0
end_radius = 7.9
screw_diameter = 4.2
screw_pitch = 36.0

strap = (
    cq.Workplane("XY")
    .box(strap_length, strap_width, strap_thickness)
    .edges("|Z")
    .fillet(end_radius)
)
result = (
    strap.faces(">Z")
    .workplane()
    .pushPoints([(-screw_pitch / 2, 0), (screw_pitch / 2, 0)])
    .hole(screw_diameter, depth=None, countersink=True, csk_diameter=8.0)
)
