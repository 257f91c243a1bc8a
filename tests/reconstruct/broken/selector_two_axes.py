import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).edges("|XY").fillet(1)
