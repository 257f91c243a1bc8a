import cadquery as cq

body = cq.Workplane("XY").box(30, 20, 10)
pin = cq.Workplane("XY").box(2, 2, 2).translate((0, 0, 40))
result = body.union(pin)
