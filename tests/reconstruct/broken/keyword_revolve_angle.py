import cadquery as cq

result = cq.Workplane("XZ").moveTo(10, 0).rect(6, 8).revolve(angle=360, axisStart=(-10, 0), axisEnd=(-10, 1))
