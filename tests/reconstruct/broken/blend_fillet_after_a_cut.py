import cadquery as cq

body = cq.Workplane("XY").circle(25).extrude(30)
slot = cq.Workplane("XY").box(60, 6, 12).translate((0, 0, 26))
body = body.cut(slot)
body = body.edges().fillet(3.5)
result = body.faces("<Z").workplane().hole(10)
