import cadquery as cq

handle_length = 60.0
handle_diameter = 12.0
head_width = 36.0
head_length = 24.0
head_thickness = 10.0
slot_width = 14.0
tilt = 15.0

head = cq.Workplane("XY").box(head_length, head_width, head_thickness)
slot = cq.Workplane("XY").box(head_length * 0.7, slot_width, head_thickness * 2).translate((head_length * 0.3, 0, 0))
head = head.cut(slot)
handle = (
    cq.Workplane("XY")
    .transformed(offset=(-head_length / 2 + 2.0, 0, 0), rotation=(0, -90 + tilt, 0))
    .circle(handle_diameter / 2)
    .extrude(handle_length)
)
result = head.union(handle)
