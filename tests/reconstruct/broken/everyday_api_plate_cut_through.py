import cadquery as cq

# Perforated mounting plate
L = 80.0
W = 50.0
T = 5.0
rows = 3
cols = 5
pitch = 12.0
d = 4.0

plate = cq.Workplane("XY").rect(L, W).extrude(T)
plate = plate.edges("|Z").fillet(6.0)
plate = (
    plate.faces(">Z")
    .workplane()
    .rarray(pitch, pitch, cols, rows)
    .circle(d / 2)
    .cutThroughAll()
)
result = plate.faces(">Z").edges(">X").chamfer(1.0)
