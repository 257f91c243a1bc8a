import cadquery as cq

base = cq.Workplane("XY").circle(20).extrude(5)
tip = cq.Workplane("XY").workplane(offset=5).cone(10, 4, 15)
result = base.union(tip)
