import cadquery as cq

channel_length = 70.0
channel_width = 30.0
channel_height = 20.0
wall = 3.0
floor = 4.0
slot_count = 3
slot_pitch = 18.0
slot_diameter = 6.0

channel = cq.Workplane("XY").box(channel_length, channel_width, channel_height)
groove = (
    cq.Workplane("XY")
    .box(channel_length, channel_width - 2 * wall, channel_height - floor)
    .translate(0, 0, floor / 2)
)
channel = channel.cut(groove)
result = (
    channel.faces("<Z")
    .workplane(centerOption="CenterOfBox")
    .rarray(slot_pitch, 1, slot_count, 1)
    .hole(slot_diameter)
)
