import cadquery as cq

latch_length = 34.0
latch_width = 12.0
latch_thickness = 4.0
hook_height = 5.0
hook_length = 6.0

body = cq.Workplane("XY").rect(latch_length, latch_width).extrude(latch_thickness, centered=True)
hook = (
    cq.Workplane("XZ", origin=(latch_length / 2, latch_width / 2, 0))
    .moveTo(0, 0)
    .lineTo(0, hook_height)
    .lineTo(-hook_length, 0)
    .close()
    .extrude(latch_width)
)
result = body.union(hook)
