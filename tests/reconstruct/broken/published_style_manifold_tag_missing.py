import cadquery as cq

body_length = 72.0
body_width = 32.0
body_height = 26.0
port_diameter = 9.0
port_pitch = 22.0
main_diameter = 12.0
port_chamfer = 1.0

manifold = cq.Workplane("XY").box(body_length, body_width, body_height)
main_bore = cq.Workplane("YZ").circle(main_diameter / 2).extrude(body_length / 2, both=True)
manifold = manifold.cut(main_bore)
manifold = (
    manifold.workplaneFromTagged("top_face")
    .rarray(port_pitch, 1, 3, 1)
    .hole(port_diameter, body_height / 2)
)
result = manifold.edges("|Z").fillet(3.0)
