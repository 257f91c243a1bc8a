import cadquery as cq

slide_length = 70.0
slide_width = 30.0
slide_thickness = 8.0
slot_length = 9.0
slot_width = 12.0
end_radius = 5.0

slide = (
    cq.Workplane("XY")
    .box(slide_length, slide_width, slide_thickness)
    .edges("|Z")
    .fillet(end_radius)
)
slide = (
    slide.faces(">Z")
    .workplane()
    .slot2D(slot_length, slot_width, 0)
    .cutThruAll()
)
result = slide.faces(">Z").edges("<X or >X").chamfer(1.0)
