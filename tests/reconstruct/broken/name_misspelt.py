import cadquery as cq

plate_length = 50
plate_width = 30
result = cq.Workplane("XY").box(plate_lenght, plate_width, 6)
