import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).faces(">Z[5]").workplane().hole(6)
