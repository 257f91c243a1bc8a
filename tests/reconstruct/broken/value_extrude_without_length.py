import cadquery as cq

height = 12
result = cq.Workplane("XY").circle(10).extrude()
