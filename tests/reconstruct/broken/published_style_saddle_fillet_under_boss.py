import cadquery as cq

block_length = 64.0
block_width = 32.0
block_height = 16.0
saddle_radius = 14.0
boss_diameter = 18.0
boss_height = 9.0
bore_diameter = 10.0
root_radius = 8.0

block = cq.Workplane("XY").box(block_length, block_width, block_height)
saddle = (
    cq.Workplane("YZ")
    .center(0, -block_height / 2)
    .circle(saddle_radius)
    .extrude(block_length, both=True)
)
boss = (
    cq.Workplane("XY", origin=(0, 0, block_height / 2))
    .circle(boss_diameter / 2)
    .extrude(boss_height)
)
body = block.union(boss).cut(saddle)
body = body.edges("%CIRCLE and (not >Z)").fillet(root_radius)
result = body.faces(">Z").workplane().hole(bore_diameter, boss_height)
