import cadquery as cq

# L-shaped mounting bracket
length = 60.0
width = 40.0
thickness = 6.0
height = 45.0
hole_d = 6.5

base = cq.Workplane.box(length, width, thickness, centered=(True, True, False))
wall = (
    cq.Workplane("XY")
    .box(thickness, width, height, centered=(True, True, False))
    .translate((-length / 2 + thickness / 2, 0, 0))
)
bracket = base.union(wall)
bracket = bracket.faces("<Z").workplane().pushPoints([(10, 10), (10, -10)]).hole(hole_d)
result = bracket.edges("|Z").fillet(2.0)
