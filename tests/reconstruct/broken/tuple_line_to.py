import cadquery as cq

result = cq.Workplane("XY").moveTo((0, 0)).lineTo((20, 0)).lineTo((10, 15)).close().extrude(4)
