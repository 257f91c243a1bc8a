import cadquery as cq

panel_length = 70.0
panel_width = 30.0
panel_thickness = 4.0
tongue_length = 10.0

panel = cq.Workplane("XY").rect(panel_length, panel_width, center=True).extrude(panel_thickness)
tongue = (
    cq.Workplane("XY")
    .center(panel_length / 2 + tongue_length / 2 - 1.0, 0)
    .rect(tongue_length, panel_width / 2, center=True)
    .extrude(panel_thickness)
)
result = panel.union(tongue)
