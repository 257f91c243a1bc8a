radius = 20
hub = cq.Workplane("XY").circle(radius).extrude(10)
points = [(12 * math.cos(a), 12 * math.sin(a)) for a in (0, 2.1, 4.2)]
result = hub.faces(">Z").workplane().push_points(points).hole(diameter=4).edges(">Z").fillet(6)
