import cadquery as cq

washer_diameter = 34.0
washer_bore = 17.0
washer_thickness = 4.0
tab_length = 12.0
tab_width = 8.0
edge_radius = washer_thickness / 2

washer = cq.Workplane("XY").circle(washer_diameter / 2).circle(washer_bore / 2).extrude(washer_thickness)
tab = (
    cq.Workplane("XY")
    .center(washer_diameter / 2 + tab_length / 2 - 2.0, 0)
    .rect(tab_length, tab_width)
    .extrude(washer_thickness)
)
result = washer.union(tab).edges().fillet(edge_radius)
