import cadquery as cq

plate_length = 70.0
plate_width = 45.0
plate_thickness = 8.0
step_length = 40.0
step_height = 2.0
pocket_length = 22.0
pocket_width = 14.0
break_edge = 2.5

plate = cq.Workplane("XY").box(plate_length, plate_width, plate_thickness)
step = (
    cq.Workplane("XY", origin=(0, 0, plate_thickness / 2))
    .rect(step_length, plate_width)
    .extrude(step_height)
)
body = plate.union(step)
body = body.faces(">Z").workplane().rect(pocket_length, pocket_width).cutBlind(-4.0)
result = body.edges("|Y").chamfer(break_edge)
