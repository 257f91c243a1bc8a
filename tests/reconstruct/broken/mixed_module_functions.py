import cadquery as cq

base = cq.box(40, 30, 10)
result = base.faces(">Z").workplane().hole(8)
