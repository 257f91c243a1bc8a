import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).faces(cq.selectors.DirectionMinMaxSelector(">Z")).workplane().hole(6)
