import cadquery as cq

plate = cq.Workplane("XY").box(60, 40, 6)
result = plate.faces(">Z").workplane().pushPoints((-20, 10), (20, 10), (0, -10)).hole(5)
