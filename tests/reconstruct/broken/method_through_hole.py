import cadquery as cq

plate = cq.Workplane("XY").box(40, 40, 8)
result = plate.faces(">Z").workplane().circle(6).cutThrough()
