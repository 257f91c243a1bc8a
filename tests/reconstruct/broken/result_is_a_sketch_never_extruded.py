import cadquery as cq

length = 40
result = cq.Workplane("XY").rect(length, 20)
