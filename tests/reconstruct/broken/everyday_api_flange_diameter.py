import cadquery as cq

# Pipe flange
outer_d = 90.0
bore_d = 40.0
thickness = 12.0
bolt_circle_d = 68.0
bolt_d = 8.5
n_bolts = 6

flange = cq.Workplane("XY").circle(outer_d / 2).extrude(thickness)
flange = flange.faces(">Z").workplane().circle(diameter=50.0).extrude(18.0)
flange = flange.faces(">Z").workplane().hole(bore_d)
flange = (
    flange.faces("<Z")
    .workplane()
    .polarArray(bolt_circle_d / 2, 0, 360, n_bolts)
    .hole(bolt_d)
)
flange = flange.faces("<Z").edges("%CIRCLE").chamfer(0.5)
result = flange
