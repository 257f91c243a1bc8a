import cadquery as cq

# Hex nut with a washer face
across_corners = 20.0
height = 8.0
bore = 9.0
washer_d = 24.0

nut = cq.Workplane("XY").polygon(6, across_corners).extrude(height)
washer = cq.Workplane("XY").circle(washer_d / 2).extrude(1.5)
nut = nut.union(washer)
nut = nut.faces(">Z").workplane().hole(bore)
nut = nut.faces(">Z").edges("%LINE").chamfer(6.0)
result = nut
