import cadquery as cq

plate = cq.Workplane("XY").box(20, 20, 3)
raise ValueError("nobody knows how to go on")
