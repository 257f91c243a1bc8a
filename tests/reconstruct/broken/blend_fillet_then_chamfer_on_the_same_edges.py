import cadquery as cq

body = cq.Workplane("XY").box(40, 30, 12)
body = body.edges("|Z").fillet(5)
body = body.faces(">Z").edges().chamfer(13)
body = body.faces(">Z").workplane().hole(8)
result = body
