result = cq.Workplane("XY").box(30, 20, 10).faces(">Z").workplane().hole(6)
