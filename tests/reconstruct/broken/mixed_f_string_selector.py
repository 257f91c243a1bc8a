import cadquery as cq

axis = "z"
result = cq.Workplane("XY").box(30, 20, 10).faces(f">{axis}").workplane().hole(6)
