import cadquery as cq

result = cq.Workplane("XY").center(10, 5, 3).box(20, 20, 6)
