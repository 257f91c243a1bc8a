import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).faces(">Z").edges("|Z").fillet(2)
