import cadquery as cq

body = cq.Workplane("XY").box(40, 30, 12)
body = body.edges("|Z").fillet(20)
body = body.edges(">Z").fillet(15)
result = body.faces(">Z").workplane().hole(radius=4)
