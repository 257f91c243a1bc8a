import cadquery as cq

base_length = 60.0
base_width = 40.0
base_thickness = 6.0
wall_height = 35.0
hole_diameter = 5.5
hole_inset = 8.0
bore_diameter = 16.0
corner_radius = 4.0

base = cq.Workplane("XY").box(base_length, base_width, base_thickness, centered=(True, True, False))
wall = (
    cq.Workplane("XZ")
    .workplane(offset=base_width / 2 - base_thickness)
    .center(0, wall_height / 2)
    .rect(base_length, wall_height)
    .extrude(base_thickness)
)

bracket = base.union(wall)
bracket = (
    bracket.faces("<Z")
    .workplane(origin=(0, base_width / 4, 0))
    .rarray(base_length - 2 * hole_inset, 1, 2, 1)
    .hole(hole_diameter)
)
bracket = bracket.faces("<Y").workplane(origin=(0, 0, 0)).center(0, wall_height * 0.6).hole(bore_diameter)
bracket = bracket.edges("|Y and >Z").fillet(corner_radius)

result = bracket
