import cadquery as cq

base = cq.Workplane("XY").box(40, 40, 10)
top = cq.Workplane("XY").box(20, 20, 10).translate(0, 0, 10)
result = base.union(top)
