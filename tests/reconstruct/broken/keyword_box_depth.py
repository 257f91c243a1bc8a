import cadquery as cq

result = cq.Workplane("XY").box(width=30, depth=20, height=10)
