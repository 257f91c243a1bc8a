import cadquery as cq

body = cq.Workplane("XY").box(30, 20, 10)
body = body.faces(">Z").workplane().hole(6)
result = body.cut(cq.Workplane("XY").box(100, 100, 100))
