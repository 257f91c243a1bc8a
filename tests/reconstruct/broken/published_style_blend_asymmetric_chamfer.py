import cadquery as cq

key_length = 40.0
key_width = 10.0
key_height = 8.0
groove_depth = 3.0
groove_width = 4.0
long_side = 9.0
short_side = 5.0

key = cq.Workplane("XY").box(key_length, key_width, key_height)
key = key.faces(">Z").workplane().rect(key_length * 0.6, groove_width).cutBlind(-groove_depth)
result = key.faces(">Z").edges("|X").chamfer(long_side, short_side)
