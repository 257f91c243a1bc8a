import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 4).faces(">Z").edges().chamfer(5, 2)
