import cadquery as cq

stand_width = 60.0
stand_depth = 50.0
plate = 5.0
lip_height = 8.0
slope_angle = 60.0

base = cq.Workplane("XY").box(stand_width, stand_depth, plate)
back = (
    cq.Workplane("XY")
    .box(stand_width, plate, 70.0)
    .rotate((0, 0, 0), (1, 0, 0), angle=-slope_angle / 2)
    .translate((0, stand_depth / 2 - 12.0, 28.0))
)
lip = cq.Workplane("XY").box(stand_width, plate, lip_height).translate((0, -stand_depth / 2 + plate / 2, lip_height / 2))
stand = base.union(back).union(lip)
result = stand.edges("|X").edges("<Y").fillet(1.0)
