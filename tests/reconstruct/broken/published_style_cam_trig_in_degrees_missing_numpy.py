import cadquery as cq

base_radius = 18.0
lift = 6.0
cam_thickness = 10.0
shaft_diameter = 9.0
steps = 24

points = []
for i in range(steps):
    angle = 2 * pi * i / steps
    radius = base_radius + lift * (1 + np.cos(angle)) / 2
    points.append((radius * np.cos(angle), radius * np.sin(angle)))

cam = cq.Workplane("XY").spline(points).close().extrude(cam_thickness)
result = cam.faces(">Z").workplane().hole(shaft_diameter)
