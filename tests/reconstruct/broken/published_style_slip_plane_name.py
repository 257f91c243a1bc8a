import cadquery as cq

rail_length = 60.0
rail_width = 16.0
rail_height = 10.0
groove_width = 6.0
groove_depth = 4.0

rail = cq.Workplane("Top").box(rail_length, rail_width, rail_height)
groove = (
    cq.Workplane("Front")
    .center(0, rail_height / 2)
    .rect(groove_width, groove_depth * 2)
    .extrude(rail_length)
)
groove = groove.rotate((0, 0, 0), (0, 0, 1), 90).translate((-rail_length / 2, 0, 0))
result = rail.cut(groove)
