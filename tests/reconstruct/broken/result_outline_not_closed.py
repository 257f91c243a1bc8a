import cadquery as cq

result = cq.Workplane("XY").moveTo(0, 0).lineTo(30, 0).lineTo(30, 20).lineTo(0, 20).extrude(5)
