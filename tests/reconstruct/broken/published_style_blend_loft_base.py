import cadquery as cq

base_side = 40.0
top_diameter = 16.0
loft_height = 30.0
base_thickness = 4.0
edge_radius = 6.0

base = cq.Workplane("XY").rect(base_side, base_side).extrude(base_thickness)
neck = (
    cq.Workplane("XY")
    .workplane(offset=base_thickness)
    .rect(base_side - 6.0, base_side - 6.0)
    .workplane(offset=loft_height)
    .circle(top_diameter / 2)
    .loft(combine=True)
)
body = base.union(neck)
result = body.edges("<Z or |Z").fillet(edge_radius)
