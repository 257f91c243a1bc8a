import cadquery as cq


def boss(diameter, height, rounding):
    return cq.Workplane("XY").circle(diameter / 2).extrude(height).faces(">Z").edges().fillet(rounding)


plate = cq.Workplane("XY").box(50, 50, 6)
result = plate.union(boss(16, 12, 9))
