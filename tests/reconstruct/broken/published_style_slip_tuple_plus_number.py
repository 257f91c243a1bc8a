import cadquery as cq

post_position = (12.0, 8.0)
post_height = 14.0
post_diameter = 6.0
plate_size = (48.0, 32.0)
plate_thickness = 3.0

plate = cq.Workplane("XY").box(plate_size, plate_thickness)
post = (
    cq.Workplane("XY")
    .center(post_position)
    .circle(post_diameter / 2)
    .extrude(post_height)
)
result = plate.union(post)
