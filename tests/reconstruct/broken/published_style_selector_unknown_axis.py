import cadquery as cq

base_length = 44.0
base_width = 30.0
base_height = 12.0
pocket_depth = 5.0
pocket_diameter = 18.0

base = cq.Workplane("XY").box(base_length, base_width, base_height)
result = (
    base.faces("+Z max")
    .workplane()
    .circle(pocket_diameter / 2)
    .cutBlind(-pocket_depth)
)
