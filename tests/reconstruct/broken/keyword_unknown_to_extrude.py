import cadquery as cq

result = cq.Workplane("XY").rect(30, 20).extrude(10, symmetric=True)
