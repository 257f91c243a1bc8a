import cadquery as cq

bar = cq.Workplane("XY").box(60, 10, 10)
result = bar.union(bar.rotate((0, 0, 1), 90))
