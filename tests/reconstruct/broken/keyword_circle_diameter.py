import cadquery as cq

result = cq.Workplane("XY").circle(diameter=24).extrude(10)
