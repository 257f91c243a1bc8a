import cadquery as cq

cup = cq.Workplane("XY").circle(10).extrude(30)
result = cup.faces(">Z").shell(-10)
