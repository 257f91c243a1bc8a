import cadquery as cq

leaf_length = 60.0
leaf_width = 24.0
leaf_thickness = 3.0
knuckle_diameter = 10.0
pin_diameter = 5.0
hole_diameter = 4.0
edge_radius = 5.0

leaf = (
    cq.Workplane("XY")
    .box(leaf_length, leaf_width, leaf_thickness)
    .edges("|Z and y_max")
    .fillet(edge_radius)
)
knuckle = (
    cq.Workplane("YZ", origin=(-leaf_length / 2, -leaf_width / 2, 0))
    .circle(knuckle_diameter / 2)
    .extrude(leaf_length)
)
hinge = leaf.union(knuckle)
pin = (
    cq.Workplane("YZ", origin=(-leaf_length / 2, -leaf_width / 2, 0))
    .circle(pin_diameter / 2)
    .extrude(leaf_length)
)
hinge = hinge.cut(pin)
result = (
    hinge.faces(">Z")
    .workplane(origin=(0, 3.0, 0))
    .rarray(20.0, 1, 3, 1)
    .hole(hole_diameter)
)
