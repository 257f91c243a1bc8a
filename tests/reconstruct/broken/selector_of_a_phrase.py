import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).faces("top face").workplane().hole(6)
