import cadquery as cq

result = (
    cq.Workplane("XY")
    .rect(80, 50)
    .extrude(10)
    .faces(">Z")
    .workplane()
    .rect(60, 30, forConstruction=True)
    .vertices()
    .hole(6)
    .edges("|Z")
    .fillet(40)  # rounds the corners
    .faces(">Z")
    .workplane()
    .hole(20)
)
