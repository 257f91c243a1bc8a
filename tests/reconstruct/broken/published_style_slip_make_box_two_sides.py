import cadquery as cq

pad_length = 30.0
pad_width = 20.0
pad_height = 6.0
stud_diameter = 8.0
stud_height = 12.0

pad = cq.Workplane(cq.Solid.makeBox(pad_length, pad_width))
stud = (
    cq.Workplane("XY")
    .center(pad_length / 2, pad_width / 2)
    .circle(stud_diameter / 2)
    .extrude(pad_height + stud_height)
)
result = pad.union(stud)
