import cadquery as cq

result = cq.Workplane("XY").box(20, 20, 6, center=True)
