import cadquery as cq

size = 20.0
corner = 12.0  # too large for the side

result = cq.Workplane("XY").box(size, size, 30).edges("|Z").fillet(corner)
