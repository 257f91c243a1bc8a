import cadquery as cq

foot_length = 60.0
foot_width = 40.0
foot_thickness = 5.0
column_diameter = 20.0
column_height = 35.0
rib_thickness = 4.0
rib_height = 20.0
edge_radius = 3.0

foot = cq.Workplane("XY").box(foot_length, foot_width, foot_thickness, centered=(True, True, False))
column = cq.Workplane("XY").circle(column_diameter / 2).extrude(column_height)
rib = (
    cq.Workplane("XZ")
    .moveTo(-foot_length / 2 + 4.0, foot_thickness)
    .lineTo(foot_length / 2 - 4.0, foot_thickness)
    .lineTo(0, foot_thickness + rib_height)
    .close()
    .extrude(rib_thickness / 2, both=True)
)
pedestal = foot.union(column).union(rib)
result = pedestal.edges().fillet(edge_radius)
