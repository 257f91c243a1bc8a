import cadquery as cq

clamp_length = 50.0
clamp_width = 30.0
clamp_height = 24.0
pipe_diameter = 16.0
slot_width = 3.0
bolt_diameter = 5.2
ear_length = 14.0

block = cq.Workplane("XY").box(clamp_length, clamp_width, clamp_height)
pipe = cq.Workplane("XZ").circle(pipe_diameter / 2).extrude(clamp_width, both=True)
slot = cq.Workplane("XY").box(ear_length * 2, clamp_width, slot_width).translate((clamp_length / 2, 0, 0))
clamp = block.cut(pipe).cut(slot)
clamp = clamp.faces(">Z[7]").workplane().center(clamp_length / 2 - 8.0, 0).hole(bolt_diameter)
result = clamp.edges("|Y").edges(">X").chamfer(1.0)
