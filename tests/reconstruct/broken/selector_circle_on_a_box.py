import cadquery as cq

body = cq.Workplane("XY").box(30, 20, 10)
body = body.edges("%CIRCLE").chamfer(1)
result = body.faces(">Z").workplane().hole(5)
