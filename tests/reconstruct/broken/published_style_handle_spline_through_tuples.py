import cadquery as cq

handle_length = 90.0
grip_radius = 11.0
neck_radius = 7.0
end_radius = 9.0

profile = (
    cq.Workplane("XZ")
    .moveTo(0, 0)
    .lineTo(end_radius, 0)
    .spline((end_radius, 0), (grip_radius, handle_length * 0.35), (neck_radius, handle_length * 0.8))
    .lineTo(neck_radius, handle_length)
    .lineTo(0, handle_length)
    .close()
)
result = profile.revolve(360, (0, 0, 0), (0, 1, 0))
