import cadquery as cq

lug_length = 20.0
lug_width = 12.0
lug_thickness = 6.0
lug_gap = 30.0
hole_diameter = 5.0

left_lug = (
    cq.Workplane("XY")
    .box(lug_length, lug_width, lug_thickness)
    .translate((-(lug_gap + lug_length) / 2, 0, 0))
    .faces(">Z")
    .workplane()
    .hole(hole_diameter)
)
right_lug = (
    cq.Workplane("XY")
    .box(lug_length, lug_width, lug_thickness)
    .translate(((lug_gap + lug_length) / 2, 0, 0))
)
web = cq.Workplane("XY").box(lug_gap - 2.0, 4.0, 3.0)
result = left_lug.union(right_lug).union(web)
