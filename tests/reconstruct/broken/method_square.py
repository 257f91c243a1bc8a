import cadquery as cq

result = cq.Workplane("XY").square(25).extrude(10).faces(">Z").workplane().hole(8)
