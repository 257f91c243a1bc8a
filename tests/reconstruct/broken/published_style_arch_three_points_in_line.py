import cadquery as cq

span = 60.0
height = 20.0
depth = 15.0
wall = 6.0

arch = (
    cq.Workplane("XZ")
    .moveTo(-span / 2, 0)
    .lineTo(-span / 2, height)
    .threePointArc((0, height), (span / 2, height))
    .lineTo(span / 2, 0)
    .lineTo(span / 2 - wall, 0)
    .lineTo(span / 2 - wall, height - wall)
    .lineTo(-span / 2 + wall, height - wall)
    .lineTo(-span / 2 + wall, 0)
    .close()
    .extrude(depth)
)
result = arch.faces(">Z").workplane().hole(6.0)
