import cadquery as cq

result = cq.Workplane("XY").box(30, 30, 10).edges("|Z").fillet(r=3)
