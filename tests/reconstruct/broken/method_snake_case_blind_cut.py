import cadquery as cq

plate = cq.Workplane("XY").box(60, 40, 10)
result = plate.faces(">Z").workplane().rect(30, 20).cut_blind(-4)
