import cadquery as cq

radius = 0
result = cq.Workplane("XY").box(20, 20, 10).edges("|Z").fillet(radius)
