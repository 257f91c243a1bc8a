import cadquery as cq

result = cq.Workplane("XY").circle(10.0).extrude(2.0)
