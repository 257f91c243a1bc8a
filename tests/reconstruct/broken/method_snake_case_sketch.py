import cadquery as cq

result = (
    cq.Workplane("XY")
    .move_to(0, 0)
    .line_to(20, 0)
    .line_to(20, 10)
    .line_to(0, 15)
    .close()
    .extrude(5)
)
