import cadquery as cq

plate = cq.Workplane("XY").box(50, 50, 12)
result = plate.faces(">Z").workplane().counterboreHole(5, 9, 4)
