import cadquery as cq

panel_length = 80.0
panel_width = 50.0
panel_thickness = 3.0
slot_length = 14.0
slot_width = 3.0
columns = 4
rows = 6
column_pitch = 18.0
row_pitch = 7.0

panel = cq.Workplane("XY").box(panel_length, panel_width, panel_thickness)
result = (
    panel.faces(">Z")
    .workplane()
    .rarray(xSpacing=column_pitch, ySpacing=row_pitch, nx=columns, ny=rows)
    .slot2D(slot_length, slot_width)
    .cutThruAll()
)
