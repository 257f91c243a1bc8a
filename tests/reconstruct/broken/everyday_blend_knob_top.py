import cadquery as cq

# Control knob with grip notches
r = 18.0
h = 15.0
shaft_d = 6.0
notches = 12

knob = cq.Workplane("XY").circle(r).extrude(h)
knob = knob.faces(">Z").edges().fillet(40.0)
cutter = (
    cq.Workplane("XY")
    .polarArray(r + 1.0, 0, 360, notches)
    .circle(2.5)
    .extrude(h)
)
knob = knob.cut(cutter)
knob = knob.faces("<Z").workplane().circle(shaft_d / 2).cutBlind(-10.0)
result = knob
