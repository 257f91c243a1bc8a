import cadquery as cq
from types import SimpleNamespace

m = SimpleNamespace(
    plate_length=70.0,
    plate_width=36.0,
    plate_thickness=5.0,
    wall_height=40.0,
    rib_thickness=4.0,
    rib_reach=24.0,
    hole_diameter=6.0,
)

plate = cq.Workplane("XY").box(m.plate_length, m.plate_width, m.plate_thickness, centered=(False, True, False))
wall = cq.Workplane("XY").box(m.plate_thickness, m.plate_width, m.wall_height, centered=(False, True, False))
rib = (
    cq.Workplane("XZ")
    .moveTo(m.plate_thickness, m.plate_thickness)
    .lineTo(m.plate_thickness + m.rib_reach, m.plate_thickness)
    .lineTo(m.plate_thickness, m.plate_thickness + m.rib_reach)
    .close()
    .extrude(m.rib_thk / 2, both=True)
)
result = plate.union(wall).union(rib)
result = result.faces("<Z").workplane().center(-52.0, 0).hole(m.hole_diameter)
