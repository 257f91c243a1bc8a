import cadquery

result = cq.Workplane("XY").circle(12).extrude(20)
