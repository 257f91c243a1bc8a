import cadquery as cq

# Dimensions
base_length = 80.0
base_width = 40.0
plate_thickness = 6.0
wall_height = 50.0
hole_diameter = 8.0
hole_spacing = 44.0
inner_fillet = 12.0
outer_fillet = 7.5

base = cq.Workplane("XY").box(base_length, base_width, plate_thickness, centered=(True, True, False))
wall = (
    cq.Workplane("XY")
    .box(plate_thickness, base_width, wall_height, centered=(True, True, False))
    .translate((-base_length / 2 + plate_thickness / 2, 0, 0))
)
bracket = base.union(wall)
bracket = bracket.edges("|Y").fillet(outer_fillet)
bracket = (
    bracket.faces("<Z")
    .workplane()
    .pushPoints([(0, 0), (hole_spacing / 2, 0)])
    .hole(hole_diameter)
)

result = bracket
