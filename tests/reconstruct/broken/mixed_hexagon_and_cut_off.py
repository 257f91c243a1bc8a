import cadquery as cq

nut = cq.Workplane("XY").polygon(sides=6, diameter=20).extrude(height=8)
nut = nut.faces(">Z").workplane().hole(10)
result = nut.faces(">Z").edges().chamfer(0.5
