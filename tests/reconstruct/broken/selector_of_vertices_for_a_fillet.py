import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).faces(">Z").vertices("<XY").fillet(2)
