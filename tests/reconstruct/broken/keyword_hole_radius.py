import cadquery as cq

result = cq.Workplane("XY").box(30, 30, 10).faces(">Z").workplane().hole(radius=4)
