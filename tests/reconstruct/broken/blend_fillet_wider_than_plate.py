import cadquery as cq

length, width, thickness = 60, 40, 5
plate = cq.Workplane("XY").box(length, width, thickness)
result = plate.edges().fillet(4)
