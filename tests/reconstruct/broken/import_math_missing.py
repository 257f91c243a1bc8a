import cadquery as cq

radius = 30
points = [(radius * math.cos(math.radians(a)), radius * math.sin(math.radians(a))) for a in range(0, 360, 60)]
result = cq.Workplane("XY").circle(40).extrude(8).faces(">Z").workplane().pushPoints(points).hole(6)
