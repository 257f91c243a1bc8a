import cadquery as cq

plate = cq.Workplane("XY").rect(width=50, height=30).extrude(5)
result = plate
