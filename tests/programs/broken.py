import cadquery as cq

plate = cq.Workplane("XY").box(10, 10, 2)
result = plate.edges().fillet(50)
