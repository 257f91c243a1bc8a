import cadquery as cq

tube = cq.Workplane("XY").circle(20).circle(18).extrude(40)
result = tube.faces(">Z").edges().chamfer(2.5)
