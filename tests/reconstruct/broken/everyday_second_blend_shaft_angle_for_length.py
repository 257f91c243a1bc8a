import cadquery as cq

# Stepped shaft with keyway
d1, l1 = 20.0, 30.0
d2, l2 = 28.0, 50.0
d3, l3 = 16.0, 25.0

shaft = cq.Workplane("XY").circle(d1 / 2).extrude(l1)
shaft = shaft.faces(">Z").workplane().circle(d2 / 2).extrude(l2)
shaft = shaft.faces(">Z").workplane().circle(d3 / 2).extrude(l3)
shaft = shaft.faces(">Z").edges().chamfer(1.0, 45)
keyway = (
    cq.Workplane("XY")
    .workplane(offset=l1 + 10)
    .center(0, d2 / 2)
    .slot2D(20, 5)
    .extrude(6)
    .translate((0, -2, 0))
)
result = shaft.cut(keyway)
