import cadquery as cq

result = cq.Workplane("XY").rectangle(40, 20).extrude(8)
