import cadquery as cq

# Gasket drawn as a sketch
w = 60.0
h = 40.0
t = 2.0

outline = (
    cq.Sketch()
    .rect(w, h)
    .vertices()
    .fillet(8.0)
    .reset()
    .rarray(44, 24, 2, 2)
    .circle(2.5, mode="s")
    .reset()
    .cut(cq.Sketch().circle(12.0))
)
result = cq.Workplane("XY").placeSketch(outline).extrude(t)
