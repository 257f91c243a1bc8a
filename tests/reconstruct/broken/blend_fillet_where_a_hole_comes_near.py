import cadquery as cq

block = cq.Workplane("XY").box(40, 40, 20).faces(">Z").workplane().hole(38)
result = block.faces(">Z").edges().fillet(1.5)
