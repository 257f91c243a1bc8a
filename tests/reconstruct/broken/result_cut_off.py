import cadquery as cq

body = cq.Workplane("XY").box(50, 30, 10)
body = body.faces(">Z").workplane().hole(8)
result = body
result = result.faces("<Z").workplane().pushPoints([(10, 5), (-10,
