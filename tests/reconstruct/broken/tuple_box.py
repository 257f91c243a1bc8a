import cadquery as cq

size = (30, 20, 10)
result = cq.Workplane("XY").box(size)
