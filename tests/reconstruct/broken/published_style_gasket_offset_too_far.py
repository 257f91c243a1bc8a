import cadquery as cq

gasket_length = 60.0
gasket_width = 24.0
gasket_thickness = 3.0
rim_width = 13.0
corner_radius = 6.0
bolt_diameter = 4.0

outer = (
    cq.Workplane("XY")
    .rect(gasket_length, gasket_width)
    .extrude(gasket_thickness)
    .edges("|Z")
    .fillet(corner_radius)
)
inner = outer.faces(">Z").wires().toPending().offset2D(-rim_width).extrude(-gasket_thickness, combine=False)
gasket = outer.cut(inner)
result = (
    gasket.faces(">Z")
    .workplane()
    .rect(gasket_length - 8.0, gasket_width - 8.0, forConstruction=True)
    .vertices()
    .hole(bolt_diameter)
)
