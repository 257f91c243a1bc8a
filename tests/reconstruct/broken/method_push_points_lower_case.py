import cadquery as cq

plate = cq.Workplane("XY").box(60, 40, 6)
result = plate.faces(">Z").workplane().pushpoints([(-20, 0), (20, 0)]).hole(5)
