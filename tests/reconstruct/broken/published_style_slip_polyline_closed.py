import cadquery as cq

profile_points = [(0, 0), (40, 0), (40, 8), (12, 8), (12, 30), (0, 30)]
profile_depth = 22.0
hole_diameter = 6.0

angle_iron = (
    cq.Workplane("XZ")
    .polyline(profile_points, closed=True)
    .extrude(profile_depth)
)
result = angle_iron.faces("<Z").workplane(centerOption="CenterOfMass").hole(hole_diameter)
