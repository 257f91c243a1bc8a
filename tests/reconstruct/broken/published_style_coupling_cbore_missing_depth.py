import cadquery as cq

coupling_diameter = 44.0
coupling_length = 28.0
bore_diameter = 14.0
bolt_circle = 31.0
bolt_diameter = 4.5
head_diameter = 8.0
bolt_count = 4

coupling = cq.Workplane("XY").circle(coupling_diameter / 2).extrude(coupling_length)
coupling = coupling.faces(">Z").workplane().hole(bore_diameter)
result = (
    coupling.faces(">Z")
    .workplane()
    .polarArray(bolt_circle / 2, 0, 360, bolt_count)
    .cboreHole(bolt_diameter, head_diameter)
)
