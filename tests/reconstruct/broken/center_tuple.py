import cadquery as cq

plate = cq.Workplane("XY").box(60, 40, 6)
result = plate.faces(">Z").workplane().center((15, 5)).hole(8)
