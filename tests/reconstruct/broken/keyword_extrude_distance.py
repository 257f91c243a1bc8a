import cadquery as cq

result = cq.Workplane("XY").rect(30, 20).extrude(distance=10)
